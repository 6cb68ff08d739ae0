"""Practice on the database: the log, boxes, mock examinations; each trainee sees own rows only."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from lms.core.clock import local_date
from lms.core.models import AuditEntry
from lms.exams.api import FormAnswer, answer_practice_item, load_items, practice_items
from lms.exams.bank.feedback import feedback_on
from lms.exams.errors import (
    ItemNotFound,
    MockEnded,
    MockNotFound,
    SchemeNotFound,
    TooFewItems,
    UnusableResponse,
)
from lms.exams.models import Item, ItemVersion, MockExam, PracticeAnswer, PracticeBox
from lms.exams.practice.operations import hand_in_mock, save_mock_answer, start_mock
from lms.exams.practice.queries import (
    count_mistakes,
    find_due_version,
    first_open_number,
    get_mock_offer,
    get_mock_result,
    get_own_box,
    get_own_mock,
)
from tests.factories.accounts import trainee_at
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, an_item
from tests.factories.organisations import a_site
from tests.factories.practice import (
    RIGHT,
    WRONG,
    a_mock,
    a_mock_scheme,
    a_practice_item,
    answer,
    items_of_each_kind,
    load_practice,
    person_of,
)

pytestmark = pytest.mark.django_db
TODAY = local_date(NOW)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def trainee():
    items_of_each_kind()
    return trainee_at(a_site())


@pytest.fixture
def other():
    return trainee_at(a_site())


def box_of(trainee, kind="single"):
    row = PracticeBox.objects.filter(person=trainee.person, item__kind=kind).first()
    return (row.box, row.due_on) if row else None


# --- answers and boxes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", RIGHT)
def test_every_kind_is_checked_kept_and_explained(trainee, kind):
    assert answer(trainee, kind, right=True)
    assert not answer(trainee, kind, right=False)
    rights = PracticeAnswer.objects.filter(person=trainee.person).values_list("is_right", flat=True)
    assert list(rights) == [True, False]
    sent = FormAnswer(a_practice_item(kind)["code"], WRONG[kind], uuid4())
    feedback = answer_practice_item(person_id=person_of(trainee), answer=sent, now=NOW)
    assert feedback.rationale
    assert feedback.right_answer or not all(part.is_right for part in feedback.parts)
    assert feedback.given_answer


def test_pictures_stand_in_explanations(trainee):
    load_practice([{**a_practice_item("hotspot"), "rationale": {"zh": "看[[1]]右边"}}])
    feedback = feedback_on(ItemVersion.objects.latest("pk"), None)
    assert [piece.kind for piece in feedback.rationale] == ["words", "picture", "words"]
    html = render_to_string("practice/feedback.html", {"said": feedback})
    assert f'src="{feedback.rationale[1].address}"' in html


@pytest.mark.parametrize(("words", "name"), [("", "放大查看图片"), ("配电箱", "配电箱：放大查看图片")])
def test_the_link_to_a_large_picture_has_a_name_also_without_words(words, name):
    pieces = [{"kind": "picture", "address": "/p.png", "words": words}]
    html = render_to_string("exams/items/text.html", {"pieces": pieces, "zoom": True})
    assert f'aria-label="{name}"' in html


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("ordering", [("断电", "1", False), ("验电", "2", False), ("接地", "3", True)]),
        ("matching", [("红色", "禁止", True), ("绿色", "安全", False)]),
        ("numeric", [("数值", "4.55，上下不超过0.05", True), ("单位", "A", False)]),
        ("fill_in", [("第1空", "30 mA / 30毫安", True), ("第2空", "短路 / short circuit", False)]),
    ],
)
def test_feedback_says_part_by_part_what_is_right(trainee, kind, parts):
    values = ["4.5 V"] if kind == "numeric" else WRONG[kind]
    sent = FormAnswer(a_practice_item(kind)["code"], values, uuid4())
    feedback = answer_practice_item(person_id=person_of(trainee), answer=sent, now=NOW)
    assert [(part.label, part.right_answer, part.is_right) for part in feedback.parts] == parts


def test_a_unit_that_the_page_prints_is_no_part_of_the_answer(trainee):
    sent = FormAnswer(a_practice_item("numeric")["code"], ["9"], uuid4())
    feedback = answer_practice_item(person_id=person_of(trainee), answer=sent, now=NOW)
    assert [(part.label, part.is_right) for part in feedback.parts] == [("数值", False)]
    assert feedback.right_answer == "4.55 A"


def test_the_same_form_sent_twice_is_one_answer_and_moves_the_box_once(trainee):
    key = uuid4()
    for _time in range(2):
        answer(trainee, "single", right=False, form_key=key)
    assert PracticeAnswer.objects.count() == 1
    for _time in range(2):
        answer(trainee, "single", right=True, form_key=key)
    assert PracticeAnswer.objects.count() == 2
    assert box_of(trainee) == (2, TODAY + DAY)


def test_another_trainees_key_is_not_mine(trainee, other):
    key = uuid4()
    answer(trainee, "single", right=False, form_key=key)
    answer(other, "single", right=False, form_key=key)
    assert PracticeAnswer.objects.count() == 2
    assert box_of(trainee) == box_of(other) == (1, TODAY)


def test_an_item_rests_longer_with_each_right_answer_and_starts_over_when_missed(trainee):
    assert answer(trainee, "single", right=True)
    assert box_of(trainee) is None, "what was never missed is not repeated"
    answer(trainee, "single", right=False)
    seen = []
    for after in (0, 0, 1, 4, 11, 25):
        answer(trainee, "single", right=True, now=NOW + after * DAY)
        box, due = box_of(trainee)
        seen.append((box, due and (due - TODAY).days))
    assert seen == [(2, 1), (2, 1), (3, 4), (4, 11), (5, 25), (5, None)]
    answer(trainee, "single", right=False, now=NOW + 30 * DAY)
    assert box_of(trainee) == (1, TODAY + 30 * DAY)


def test_what_is_missing_is_said_and_nothing_is_kept(trainee):
    for kind in RIGHT:
        sent = FormAnswer(a_practice_item(kind)["code"], [], uuid4())
        with pytest.raises(UnusableResponse) as refusal:
            answer_practice_item(person_id=person_of(trainee), answer=sent, now=NOW)
        assert refusal.value.message
    assert not PracticeAnswer.objects.exists()


def test_examination_items_are_never_looked_at(trainee):
    secret = an_item("single")
    load_items(bank_items=[secret], actor=ACTOR, now=NOW)
    sent = FormAnswer(secret["code"], ["b"], uuid4())
    with pytest.raises(ItemNotFound):
        answer_practice_item(person_id=person_of(trainee), answer=sent, now=NOW)
    assert [item.code for item in practice_items([secret["code"], "P-SINGLE"])] == ["P-SINGLE"]


def test_lines_are_not_shown_in_the_right_order(trainee):
    ordering, matching = practice_items(["P-ORDERING", "P-MATCHING"])
    assert [line.name for line in ordering.lines] != ["c", "a", "b"]
    assert [choice.value for choice in ordering.lines[0].choices] == [
        f"{ordering.lines[0].name}:{place}" for place in (1, 2, 3)
    ]
    matches = [choice.label for choice in matching.lines[0].choices]
    assert sorted(matches) == sorted(["安全", "禁止", "警告"])
    keyed = {"红色": "禁止", "绿色": "安全"}
    words = ["".join(piece.words for piece in line.pieces) for line in matching.lines]
    assert [keyed[one] for one in words] != matches[:2]


def test_what_was_just_missed_comes_last_and_what_is_retired_not_at_all(trainee):
    for minute, kind in enumerate(("single", "ordering", "single")):
        answer(trainee, kind, right=False, now=NOW + minute * MINUTE)
    assert find_due_version(trainee.person_id, today=TODAY).item.code == "P-ORDERING"
    Item.objects.filter(code="P-SINGLE").update(use="examination")
    answer(trainee, "ordering", right=True, now=NOW + 3 * MINUTE)
    assert find_due_version(trainee.person_id, today=TODAY) is None
    counts = count_mistakes(trainee.person_id, today=TODAY)
    assert (counts.due, counts.resting, counts.learnt, counts.next_day) == (0, 1, 0, TODAY + DAY)


def test_nobody_reaches_another_trainees_rows(trainee, other):
    answer(trainee, "single", right=False)
    mock = a_mock(trainee)
    assert count_mistakes(other.person_id, today=TODAY).due == 0
    assert find_due_version(other.person_id, today=TODAY) is None
    assert count_mistakes(None, today=TODAY).due == 0
    with pytest.raises(ItemNotFound):
        get_own_box(other.person_id, "P-SINGLE")
    for person_id in (other.person_id, None):
        with pytest.raises(MockNotFound):
            get_own_mock(person_id, mock.uuid)
    with pytest.raises(MockNotFound):
        save_mock_answer(person_id=other.person_id, mock_uuid=mock.uuid, number=1, values=["b"], now=NOW)
    with pytest.raises(MockNotFound):
        hand_in_mock(person_id=other.person_id, mock_uuid=mock.uuid, actor=ACTOR, now=NOW)
    offer = get_mock_offer(other.person_id, "MOCK")
    assert (offer.open_mock, offer.earlier) == (None, [])


def test_an_answer_costs_the_same_however_much_was_practised(trainee):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            answer(trainee, "single", right=False)
        return len(asked)

    answer(trainee, "single", right=False)
    few = queries()
    for kind in RIGHT:
        answer(trainee, kind, right=False)
    assert queries() == few <= 12


# --- mock examinations --------------------------------------------------------------------------------------------


def kinds_of(mock):
    return {row.item_version.item.kind: row.number for row in mock.questions.all()}


def test_a_mock_examination_is_drawn_from_practice_items_of_the_schemes_cells(trainee):
    elsewhere = {**a_practice_item("single"), "code": "P-ELSEWHERE", "topic": "elsewhere"}
    load_items(bank_items=[an_item("single", topic="mock"), elsewhere], actor=ACTOR, now=NOW)
    mock = a_mock(trainee)
    codes = {row.item_version.item.code for row in mock.questions.all()}
    assert codes == {a_practice_item(kind)["code"] for kind in RIGHT}
    assert mock.deadline == NOW + timedelta(minutes=30)


def test_starting_again_goes_on_with_the_open_one(trainee):
    mock = a_mock(trainee)
    assert a_mock(trainee) == mock
    hand_in_mock(person_id=person_of(trainee), mock_uuid=mock.uuid, actor=ACTOR, now=NOW)
    assert a_mock(trainee) != mock
    assert AuditEntry.objects.filter(action="exams.start_mock").count() == 2


def test_fewer_items_than_the_scheme_asks_for_make_a_shorter_one_and_none_make_none(trainee):
    a_mock_scheme(count=3)
    offer = get_mock_offer(trainee.person_id, "MOCK")
    assert (offer.wanted, offer.available) == (24, 8)
    load_practice([{**a_practice_item(kind), "topic": "moved"} for kind in RIGHT])
    assert get_mock_offer(trainee.person_id, "MOCK").available == 0
    with pytest.raises(TooFewItems):
        start_mock(person_id=person_of(trainee), scheme_code="MOCK", actor=ACTOR, now=NOW)
    with pytest.raises(SchemeNotFound):
        start_mock(person_id=person_of(trainee), scheme_code="NONE", actor=ACTOR, now=NOW)
    assert not MockExam.objects.exists()


def test_answers_are_kept_whole_or_not_and_can_be_taken_back(trainee):
    mock = a_mock(trainee)
    place = kinds_of(mock)

    def save(kind, values):
        save_mock_answer(
            person_id=person_of(trainee), mock_uuid=mock.uuid, number=place[kind], values=values, now=NOW
        )
        return mock.questions.get(number=place[kind]).response

    assert save("ordering", ["a:2", "", ""]) == {"a": 2}
    assert save("single", ["b"]) == "b"
    assert save("single", []) is None
    assert save("single", ["z"]) is None
    assert save("fill_in", ["", "短路"]) == ["", "短路"]
    assert save("fill_in", ["", ""]) is None
    assert save("true_false", ["false"]) is False
    assert save("numeric", ["4\x00"]) is None
    assert not PracticeAnswer.objects.exists()
    with pytest.raises(MockNotFound):
        save_mock_answer(person_id=person_of(trainee), mock_uuid=mock.uuid, number=99, values=[], now=NOW)


def sit(trainee, mock, *, wrong=()):
    for kind, number in kinds_of(mock).items():
        values = (WRONG if kind in wrong else RIGHT)[kind]
        save_mock_answer(
            person_id=person_of(trainee), mock_uuid=mock.uuid, number=number, values=values, now=NOW
        )


def test_the_result_explains_every_question_and_the_missed_ones_become_mistakes(trainee):
    mock = a_mock(trainee)
    sit(trainee, mock, wrong=["single", "fill_in"])
    for _time in range(2):
        hand_in_mock(person_id=person_of(trainee), mock_uuid=mock.uuid, actor=ACTOR, now=NOW)
    result = get_mock_result(get_own_mock(trainee.person_id, mock.uuid))
    assert (result.mark.percent, result.mark.is_passed) == (75, False)
    assert [(title, share.right, share.total) for title, share in result.topics] == [("mock", 6, 8)]
    assert sum(question.feedback.is_correct for question in result.questions) == 6
    assert all(question.feedback.rationale for question in result.questions)
    assert PracticeAnswer.objects.count() == len(RIGHT)
    missed = PracticeBox.objects.filter(person=trainee.person).values_list("item__kind", "due_on")
    assert set(missed) == {("single", TODAY), ("fill_in", TODAY)}


def test_what_was_left_out_counts_as_missed(trainee):
    mock = a_mock(trainee)
    assert first_open_number(get_own_mock(trainee.person_id, mock.uuid)) == 1
    hand_in_mock(person_id=person_of(trainee), mock_uuid=mock.uuid, actor=ACTOR, now=NOW)
    assert count_mistakes(trainee.person_id, today=TODAY).due == len(RIGHT)
    assert not PracticeAnswer.objects.exclude(response=None).exists()


@pytest.mark.parametrize(("late", "is_kept"), [(0, True), (29, True), (31, False)])
def test_the_server_refuses_answers_after_the_time(trainee, late, is_kept):
    mock = a_mock(trainee)
    number = kinds_of(mock)["single"]
    when = mock.deadline + timedelta(seconds=late)

    def save():
        save_mock_answer(
            person_id=person_of(trainee), mock_uuid=mock.uuid, number=number, values=["b"], now=when
        )

    if is_kept:
        save()
    else:
        with pytest.raises(MockEnded):
            save()
    assert mock.questions.get(number=number).response == ("b" if is_kept else None)


def test_a_handed_in_mock_takes_no_more_answers(trainee):
    mock = a_mock(trainee, is_ended=True)
    with pytest.raises(MockEnded):
        save_mock_answer(person_id=person_of(trainee), mock_uuid=mock.uuid, number=1, values=["b"], now=NOW)


def test_a_revised_item_stays_as_it_was_asked(trainee):
    mock = a_mock(trainee)
    load_items(bank_items=[{**a_practice_item("single"), "key": 3}], actor=ACTOR, now=NOW)
    sit(trainee, mock)
    hand_in_mock(person_id=person_of(trainee), mock_uuid=mock.uuid, actor=ACTOR, now=NOW)
    assert get_mock_result(get_own_mock(trainee.person_id, mock.uuid)).mark.percent == 100


def test_an_unknown_uuid_is_no_mock(trainee):
    with pytest.raises(MockNotFound):
        get_own_mock(trainee.person_id, UUID(int=0))
