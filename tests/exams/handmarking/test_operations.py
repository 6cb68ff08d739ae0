"""Marking by hand: who takes which answers, marks that are only added, second and third markers, the result."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from lms.core.actor import Actor
from lms.core.enums import Role
from lms.core.models import AuditEntry, Job
from lms.delivery.api import complete_lesson
from lms.exams.api import mark_attempt
from lms.exams.errors import MarksMissing, UnusableRule
from lms.exams.handmarking.errors import MarkingEnded, MarkingNotFound, MarkingRefused, UnusableHandMark
from lms.exams.handmarking.operations import (
    NewMarkDecision,
    NewMarkingRule,
    appoint_markers,
    decide_marks,
    dismiss_marker,
    set_marking_rule,
    settle_marks,
    take_answers,
)
from lms.exams.handmarking.standing import standing_of
from lms.exams.marking.corrections import KeyChange, NewCorrection, preview_correction
from lms.exams.marking.operations import correct_key
from lms.exams.models import HandMark, MarkingTurn, Result
from lms.exams.practical.operations import declare_conflict
from lms.exams.statistics.operations import reckon_sitting
from lms.exams.tasks import mark_attempt_job
from tests.factories.accounts import a_user, examinations_officer_at, trainee_at
from tests.factories.courses import NOW, lessons_of
from tests.factories.exams import ACTOR
from tests.factories.handmarks import AFTER, WHO, Marked, an_ended_sitting, give, mark_all, take_all
from tests.factories.organisations import a_site
from tests.factories.results import Written

pytestmark = pytest.mark.django_db


def result_of(marked: Marked, place: int = 0) -> Result:
    return mark_attempt(attempt_uuid=marked.attempt(place).uuid, **WHO)


def a_decision(marked: Marked, marks: str, *, item: int = 0) -> NewMarkDecision:
    uuid = marked.items()[item]
    return NewMarkDecision(
        marked.sitting.uuid,
        marked.attempt().uuid,
        uuid,
        marked.officer,
        Decimal(marks),
        "both were read again",
        uuid4(),
    )


def test_far_from_the_pass_mark_one_marker_is_enough():
    marked = an_ended_sitting()
    mark_all(marked, marked.markers[0], "25")
    result = result_of(marked)
    assert (result.score, result.max_score, result.passed) == (Decimal(90), Decimal(100), True)
    assert set(result.by_hand.values()) == {"25"}
    assert result.marks_digest


def test_without_all_marks_there_is_no_result_and_the_worker_waits():
    marked = an_ended_sitting()
    first = take_all(marked, marked.markers[0])[0]
    give(marked.markers[0], first, "25")
    with pytest.raises(MarksMissing):
        result_of(marked)
    mark_attempt_job(Job.objects.filter(kind="exams.mark_attempt").latest("pk"))
    assert not Result.objects.exists()


def test_blank_answers_are_worth_nothing_and_wait_for_nobody():
    marked = an_ended_sitting(texts=("", "  "))
    assert take_all(marked, marked.markers[0]) == []
    result = result_of(marked)
    assert result.score == Decimal(40)
    assert set(result.by_hand.values()) == {"0"}


def test_near_the_pass_mark_a_second_marker_is_called_and_the_mean_counts():
    marked = an_ended_sitting()
    first, second = marked.markers
    mark_all(marked, first, "10")
    with pytest.raises(MarksMissing):
        result_of(marked)
    assert [turn.turn for turn in take_all(marked, first)] == []
    mark_all(marked, second, "11.5")
    result = result_of(marked)
    assert result.by_hand == {str(item): "43/4" for item in marked.items()}
    assert result.score == Decimal("61.50")


def test_markers_that_are_apart_call_a_third_whose_mark_counts():
    marked = an_ended_sitting(markers=3)
    first, second, third = marked.markers
    mark_all(marked, first, "10")
    mark_all(marked, second, "20")
    assert take_all(marked, first) == take_all(marked, second) == []
    mark_all(marked, third, "9")
    assert result_of(marked).score == Decimal(58)


def test_an_officer_decides_with_a_reason_in_the_place_of_a_third():
    marked = an_ended_sitting()
    for user, marks in zip(marked.markers, ("10", "20"), strict=True):
        mark_all(marked, user, marks)
    for place in (0, 1):
        decide_marks(decision=a_decision(marked, "15.25", item=place), **WHO)
    assert result_of(marked).score == Decimal("70.50")
    with pytest.raises(MarkingEnded):
        decide_marks(decision=a_decision(marked, "12"), **WHO)


def test_nothing_is_decided_that_waits_for_no_third_and_not_by_a_marker():
    marked = an_ended_sitting()
    first, second = marked.markers
    mark_all(marked, first, "10")
    with pytest.raises(MarkingEnded):
        decide_marks(decision=a_decision(marked, "12"), **WHO)
    mark_all(marked, second, "20")
    with pytest.raises(MarkingRefused):
        decide_marks(decision=replace(a_decision(marked, "12"), by=first), **WHO)
    with pytest.raises(UnusableHandMark):
        decide_marks(decision=a_decision(marked, "31"), **WHO)


def test_a_mark_is_taken_back_by_a_further_row_until_somebody_marks_after():
    marked = an_ended_sitting()
    first, second = marked.markers
    turns = take_all(marked, first)
    for turn in turns:
        give(first, turn, "10")
    give(first, turns[0], None)
    assert standing_of(marked.attempt()).worths is None
    assert take_all(marked, second) == []
    give(first, turns[0], "12")
    assert list(HandMark.objects.filter(turn=turns[0]).values_list("number", "marks")) == [
        (1, Decimal(10)),
        (2, None),
        (3, Decimal(12)),
    ]
    take_all(marked, second)
    with pytest.raises(MarkingEnded):
        give(first, turns[0], "30")


def test_the_same_key_is_the_same_mark():
    marked = an_ended_sitting()
    turn = take_all(marked, marked.markers[0])[0]
    key = uuid4()
    row = give(marked.markers[0], turn, "10", key=key)
    assert give(marked.markers[0], turn, "10", key=key).pk == row.pk
    assert HandMark.objects.count() == 1


def test_marks_are_refused_out_of_range_out_of_steps_and_to_strangers():
    marked = an_ended_sitting()
    first, second = marked.markers
    turn = take_all(marked, first)[0]
    for wrong in ("30.5", "-1", "10.3"):
        with pytest.raises(UnusableHandMark):
            give(first, turn, wrong)
    with pytest.raises(MarkingNotFound):
        give(second, turn, "10")


def test_who_taught_declared_a_conflict_or_is_the_candidate_gets_no_answer():
    marked = an_ended_sitting(candidates=4)
    user = marked.markers[0]
    persons = [row.person for row in marked.enrolments]
    lesson = lessons_of(marked.enrolments[0])[0]
    teacher = Actor(user.uuid, Role.INSTRUCTOR)
    complete_lesson(enrolment_uuid=marked.enrolments[0].uuid, lesson_uuid=lesson.uuid, actor=teacher, now=NOW)
    declare_conflict(assessor=user, person=persons[1], reason="cousin", **WHO)
    type(user).objects.filter(person=persons[2]).update(person=None)
    user.person = persons[2]
    user.save()
    taken = {turn.attempt_id for turn in take_all(marked, user)}
    assert taken == {marked.attempt(3).pk}


def test_marking_begins_when_nobody_writes_any_more():
    marked = an_ended_sitting()
    type(marked.sitting).objects.update(state="open")
    with pytest.raises(MarkingRefused):
        take_all(marked, marked.markers[0])


def test_only_who_was_appointed_and_still_works_here_marks():
    marked = an_ended_sitting()
    stranger = a_user(Role.ASSESSOR, a_site())
    with pytest.raises(MarkingRefused):
        appoint_markers(sitting_uuid=marked.sitting.uuid, user_uuids=[stranger.uuid], **WHO)
    not_asked = a_user(Role.ASSESSOR, marked.sitting.site)
    with pytest.raises(MarkingNotFound):
        take_all(marked, not_asked)
    with pytest.raises(MarkingNotFound):
        take_all(marked, trainee_at(marked.sitting.site))


def test_dismissing_frees_what_has_no_mark_and_keeps_what_has():
    marked = an_ended_sitting()
    first, second = marked.markers
    turns = take_all(marked, first)
    give(first, turns[0], "25")
    marker = turns[0].marker
    about = {"marker_uuid": marker.uuid, "sitting_uuid": marked.sitting.uuid}
    assert dismiss_marker(**about, **WHO) == 1
    with pytest.raises(MarkingNotFound):
        give(first, turns[0], "20")
    with pytest.raises(MarkingNotFound):
        dismiss_marker(**about, **WHO)
    assert len(take_all(marked, second)) == 1
    appoint_markers(sitting_uuid=marked.sitting.uuid, user_uuids=[first.uuid], **WHO)
    give(first, turns[0], "20")


def test_settling_has_the_complete_attempts_marked_and_closes_their_marks():
    marked = an_ended_sitting(candidates=2)
    user = marked.markers[0]
    turns = take_all(marked, user)
    own = [turn for turn in turns if turn.attempt_id == marked.attempt(0).pk]
    about = {"sitting_uuid": marked.sitting.uuid, "client_key": uuid4()}
    with pytest.raises(MarkingRefused):
        settle_marks(**about, **WHO)
    for turn in own:
        give(user, turn, "25")
    assert settle_marks(**about, **WHO) == 1
    for job in Job.objects.filter(kind="exams.mark_attempt"):
        mark_attempt_job(job)
    assert Result.objects.get().attempt_id == marked.attempt(0).pk
    with pytest.raises(MarkingEnded):
        give(user, own[0], "20")
    with pytest.raises(MarkingRefused):
        settle_marks(**{**about, "client_key": uuid4()}, **WHO)


def test_a_corrected_key_keeps_what_was_marked_by_hand():
    marked = an_ended_sitting(right=3)
    mark_all(marked, marked.markers[0], "25")
    before = result_of(marked)
    paper = marked.sitting.papers.get()
    key = paper.keys.get().key
    truth = next(item["uuid"] for item in reversed(paper.content["items"]) if item["kind"] == "true_false")
    change = KeyChange(truth, (not key[truth]["key"],))
    correction = NewCorrection(paper.uuid, 1, (change,), "the key was wrong")
    preview = preview_correction(correction)
    assert preview.remarks[0].after.score == before.score + 10
    correct_key(correction=correction, **WHO)
    after = Result.objects.get(key_version=2)
    assert (after.by_hand, after.marks_digest) == (before.by_hand, before.marks_digest)
    struck = NewCorrection(paper.uuid, 2, (KeyChange(marked.items()[0], ()),), "nobody could know this")
    assert preview_correction(struck).remarks[0].after.max_score == Decimal(70)


def test_a_result_can_be_made_again_from_the_rows():
    marked = an_ended_sitting()
    for user in marked.markers:
        mark_all(marked, user, "10")
    result, standing = result_of(marked), standing_of(marked.attempt())
    assert standing.is_settled
    assert result.marks_digest == standing.digest
    assert {item: Fraction(worth) for item, worth in result.by_hand.items()} == standing.worths


def test_a_dated_rule_says_when_a_second_person_marks():
    marked = an_ended_sitting()
    rule = NewMarkingRule(
        "SCHEME", NOW.date(), {"zh": "考核办法"}, Decimal(0), Decimal(0), Decimal(10), Decimal("0.5")
    )
    row = set_marking_rule(rule=rule, **WHO)
    assert set_marking_rule(rule=rule, **WHO).pk == row.pk
    mark_all(marked, marked.markers[0], "10.5")
    assert result_of(marked).score == Decimal(61)
    with pytest.raises(UnusableRule):
        set_marking_rule(rule=replace(rule, near_percent=Decimal(3)), **WHO)
    with pytest.raises(UnusableRule):
        set_marking_rule(rule=replace(rule, step=Decimal(0)), **WHO)
    with pytest.raises(UnusableRule):
        set_marking_rule(rule=replace(rule, basis={"zh": " "}), **WHO)


def test_the_database_holds_that_one_person_is_not_two_markers():
    marked = an_ended_sitting()
    turn = take_all(marked, marked.markers[0])[0]
    same = {name: getattr(turn, name) for name in ("marker", "attempt", "item_uuid", "answer_hash")}
    again = MarkingTurn(**same, receipt_number=1, turn="second", taken_at=AFTER)
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        HandMark.objects.create(turn=turn, number=1, marks=31, out_of=30, client_key=uuid4(), at=AFTER)
    mark = give(marked.markers[0], turn, "10")
    with pytest.raises(IntegrityError), transaction.atomic():
        HandMark.objects.filter(pk=mark.pk).update(marks=30)


def test_everything_is_in_the_audit_trail():
    marked = an_ended_sitting()
    mark_all(marked, marked.markers[0], "25")
    settle_marks(sitting_uuid=marked.sitting.uuid, client_key=uuid4(), actor=ACTOR, now=AFTER)
    wanted = {"exams.appoint_marker", "exams.take_answers", "exams.mark_by_hand", "exams.settle_marks"}
    assert wanted <= set(AuditEntry.objects.values_list("action", flat=True))


def test_the_questions_of_many_candidates_cost_no_more_queries(django_assert_max_num_queries):
    marked = an_ended_sitting(candidates=6)
    with django_assert_max_num_queries(25):
        take_answers(sitting_uuid=marked.sitting.uuid, item=marked.items()[0], user=marked.markers[0], **WHO)


def test_what_was_marked_by_hand_is_released_by_two_and_figures_know_it():
    marked = an_ended_sitting(candidates=2)
    mark_all(marked, marked.markers[0], "24")
    assert [result_of(marked, place).released_at for place in (0, 1)] == [None, None]
    another = examinations_officer_at(marked.sitting.site)
    written = Written(marked.sitting, [], marked.enrolments, marked.officer, another)
    written.release(written.freeze())
    figures = reckon_sitting(sitting_uuid=marked.sitting.uuid, **WHO)
    short = figures.item_figures.filter(version__item__kind="short_answer")
    assert [row.facility for row in short] == [pytest.approx(0.8)] * 2
