"""The bank and papers on the database."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from lms.core.models import AuditEntry
from lms.exams.api import load_items, load_scheme, load_topics, schedule_sitting
from lms.exams.bank.choosing import search_practice_items
from lms.exams.bank.queries import count_items, examination_items, newest_wordings, titles_of_topics
from lms.exams.bank.topicbook import TopicBook
from lms.exams.desk.queries import list_topics
from lms.exams.errors import TooFewItems, UnusableItem, UnusableScheme, UnusableTopic
from lms.exams.models import Item, ItemVersion, PaperKey, PaperVersion, Topic
from tests.factories.courses import NOW, enrolled_trainee
from tests.factories.exams import ACTOR, a_bank, a_new_scheme, a_new_sitting, an_item
from tests.factories.practice import RIGHT, a_practice_item, load_practice

pytestmark = pytest.mark.django_db


def test_the_same_content_changes_nothing_and_other_content_is_a_new_version():
    item = an_item("single")
    first = load_items(bank_items=[item], actor=ACTOR, now=NOW)
    again = load_items(bank_items=[item], actor=ACTOR, now=NOW)
    changed = load_items(bank_items=[{**item, "key": 3}], actor=ACTOR, now=NOW)
    assert (first.created, again.unchanged, changed.revised) == (1, 1, 1)
    assert list(ItemVersion.objects.values_list("number", "key")) == [(1, "b"), (2, "c")]


def test_one_bad_item_is_named_and_nothing_of_the_pack_is_kept():
    with pytest.raises(UnusableItem, match="T-") as refusal:
        load_items(bank_items=[an_item(), {**an_item("single"), "type": "hotspot"}], actor=ACTOR, now=NOW)
    assert refusal.value.reasons
    assert not ItemVersion.objects.exists()


@pytest.mark.parametrize(
    ("use", "change", "reason"),
    [
        ("practice", {"use": "examination"}, "known for another use"),
        ("examination", {"use": "practice"}, "known for another use"),
        ("practice", {"type": "multiple", "key": [1, 3]}, "another kind of question"),
        ("examination", {"type": "true_false", "key": True}, "another kind of question"),
        ("practice", {"topic": "CPC5/safety"}, "an item of another bank"),
        ("practice", {"topic": "safety"}, "an item of another bank"),
    ],
)
def test_a_known_code_keeps_its_kind_its_use_and_its_bank(use, change, reason):
    item = {**an_item("single", use=use), "topic": "LVE/safety"}
    load_items(bank_items=[item], actor=ACTOR, now=NOW)
    pack = [an_item(), {**item, **change}]
    with (
        translation.override("en"),
        pytest.raises(UnusableItem, match=item["code"]) as refusal,
        transaction.atomic(),
    ):
        load_items(bank_items=pack, actor=ACTOR, now=NOW)
    assert [reason in line and "needs a new code" in line for line in refusal.value.reasons] == [True]
    assert list(Item.objects.values_list("code", "kind", "use", "topic")) == [
        (item["code"], "single", use, "LVE/safety")
    ]
    assert ItemVersion.objects.count() == 1


def test_an_item_may_move_to_another_topic_of_its_bank():
    item = {**an_item(), "topic": "LVE/safety"}
    for topic in ("LVE/safety", "LVE/earthing"):
        load_items(bank_items=[{**item, "topic": topic}], actor=ACTOR, now=NOW)
    assert Item.objects.get().topic == "LVE/earthing"
    assert ItemVersion.objects.count() == 2


def test_difficulty_and_matches_are_kept_and_a_change_of_either_is_a_new_version():
    item = a_practice_item("matching")
    for changed in (item, {**item, "difficulty": "hard"}, {**item, "key": [3, 1]}):
        load_items(bank_items=[changed], actor=ACTOR, now=NOW)
    rows = ItemVersion.objects.values_list("number", "difficulty", "key")
    assert list(rows) == [
        (1, "easy", {"a": "2", "b": "1"}),
        (2, "hard", {"a": "2", "b": "1"}),
        (3, "easy", {"a": "3", "b": "1"}),
    ]
    assert [match["id"] for match in ItemVersion.objects.first().matches] == ["1", "2", "3"]


@pytest.mark.parametrize("kind", RIGHT)
def test_what_can_be_practised_can_be_examined(kind):
    item = {**a_practice_item(kind), "use": "examination"}
    load_practice([item])
    assert [found.code for found in examination_items(["mock"])] == [item["code"]]


def test_what_somebody_has_to_mark_is_not_for_practice():
    item = {**a_practice_item("single"), "type": "short_answer", "key": ["断电"]}
    with translation.override("en"), pytest.raises(UnusableItem) as refusal:
        load_items(bank_items=[item], actor=ACTOR, now=NOW)
    assert "mark it by hand" in refusal.value.reasons[0]
    load_items(bank_items=[{**item, "use": "examination"}], actor=ACTOR, now=NOW)


def test_topics_are_named_once_and_renamed():
    for title in ("安全", "安全", "安全用电"):
        load_topics(topics=[{"code": "safety", "title": {"zh": title, "en": "x"}}], actor=ACTOR, now=NOW)
    assert Topic.objects.get().title_zh == "安全用电"
    assert AuditEntry.objects.filter(action="exams.load_topic").count() == 2
    assert titles_of_topics(["safety", "unnamed"]) == {"safety": "安全用电", "unnamed": "unnamed"}


@pytest.mark.parametrize("code", ["LVE/a/b", "a b", "t" * 61])
def test_a_topic_whose_code_does_not_fit_is_named_and_none_is_kept(code):
    rows = [{"code": name, "title": {"zh": "安全"}} for name in ("LVE/safety", code)]
    with translation.override("en"), pytest.raises(UnusableTopic, match=code):
        load_topics(topics=rows, actor=ACTOR, now=NOW)
    assert not Topic.objects.exists()


@pytest.mark.parametrize("code", ["THEORY 1", "理论", "S" * 31])
def test_a_scheme_whose_code_cannot_stand_in_an_address_is_refused(code):
    with translation.override("en"), pytest.raises(UnusableScheme, match=code) as refusal:
        load_scheme(scheme=a_new_scheme(code=code), actor=ACTOR, now=NOW)
    assert "at most 30 letters" in refusal.value.reasons[0]


def test_a_scheme_is_versioned_by_its_content():
    first = load_scheme(scheme=a_new_scheme(), actor=ACTOR, now=NOW)
    again = load_scheme(scheme=a_new_scheme(), actor=ACTOR, now=NOW)
    longer = load_scheme(scheme=a_new_scheme(minutes=60), actor=ACTOR, now=NOW)
    assert (again.pk, longer.number) == (first.pk, 2)
    with pytest.raises(UnusableScheme):
        load_scheme(scheme=a_new_scheme(minutes=0), actor=ACTOR, now=NOW)


def test_a_paper_that_the_bank_cannot_fill_is_refused_by_cell():
    _user, enrolment = enrolled_trainee()
    scheme = load_scheme(scheme=a_new_scheme(), actor=ACTOR, now=NOW)
    load_items(bank_items=[an_item("single")], actor=ACTOR, now=NOW)
    with pytest.raises(TooFewItems) as refusal:
        schedule_sitting(sitting=a_new_sitting(enrolment.site, scheme=scheme), actor=ACTOR, now=NOW)
    assert (
        refusal.value.reasons
        == (
            "safety / true_false: 还差 4 题",
            "safety / single: 还差 3 题",
            "safety / multiple: 还差 2 题",
        )
        or len(refusal.value.reasons) == 3
    )
    assert not PaperVersion.objects.exists()


def test_a_paper_holds_no_key_does_not_follow_the_bank_and_cannot_be_changed():
    _user, enrolment = enrolled_trainee()
    items = a_bank()
    scheme = load_scheme(scheme=a_new_scheme(), actor=ACTOR, now=NOW)
    paper = schedule_sitting(
        sitting=a_new_sitting(enrolment.site, scheme=scheme), actor=ACTOR, now=NOW
    ).papers.get()
    before = paper.content
    revised = [{**item, "stem": {"zh": "改了", "en": "changed"}} for item in items]
    load_items(bank_items=revised, actor=ACTOR, now=NOW)
    paper.refresh_from_db()
    assert paper.content == before
    assert len(before["items"]) == 10
    assert {name for item in before["items"] for name in item} == {"uuid", "kind", "stem", "options", "marks"}
    assert set(PaperKey.objects.get(paper=paper).key) == {item["uuid"] for item in before["items"]}
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PaperVersion.objects.filter(pk=paper.pk).update(sha256="0")


def test_banks_whose_codes_differ_in_capitals_only_are_two_banks():
    """SQLite takes capitals and small letters for the same where it looks for beginnings."""
    for bank, number in (("OLD", 2), ("old", 1)):
        items = [{**an_item(topic=f"{bank}/safety"), "use": "practice"} for _n in range(number)]
        load_items(bank_items=items, actor=ACTOR, now=NOW)
    assert [len(newest_wordings(bank)) for bank in ("OLD", "old", "Old")] == [2, 1, 0]
    assert [sum(cell.number for cell in count_items(bank)) for bank in ("OLD", "old")] == [2, 1]
    assert TopicBook("old").codes == {"old/safety"}
    assert [code for code, _title in list_topics("OLD")] == ["OLD/safety"]
    assert len(search_practice_items(bank="old")) == 1
