"""The bank and papers on the database."""

import pytest
from django.db import DatabaseError, transaction

from lms.exams.api import check_practice_answer, load_items, load_scheme, practice_items, schedule_sitting
from lms.exams.errors import ItemNotFound, TooFewItems, UnusableItem, UnusableResponse, UnusableScheme
from lms.exams.models import ItemVersion, PaperKey, PaperVersion
from tests.factories.courses import NOW, enrolled_trainee
from tests.factories.exams import ACTOR, a_bank, a_new_scheme, a_new_sitting, an_item

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


def test_practice_answers_get_feedback_and_examination_items_never_do():
    practice, secret = an_item("multiple", use="practice"), an_item("single")
    load_items(bank_items=[practice, secret], actor=ACTOR, now=NOW)
    right = check_practice_answer(practice["code"], ["c", "a"])
    assert (right.is_correct, right.right_options) == (True, ("a", "c"))
    assert right.rationale
    assert not check_practice_answer(practice["code"], ["a"]).is_correct
    with pytest.raises(ItemNotFound):
        check_practice_answer(secret["code"], "b")
    with pytest.raises(UnusableResponse):
        check_practice_answer(practice["code"], [])
    assert [item.code for item in practice_items([secret["code"], practice["code"]])] == [practice["code"]]


@pytest.mark.parametrize(("raw", "correct"), [("true", True), (["false"], False)])
def test_a_plain_form_may_answer_a_practice_item(raw, correct):
    item = an_item(use="practice")
    load_items(bank_items=[item], actor=ACTOR, now=NOW)
    assert check_practice_answer(item["code"], raw).is_correct is correct


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
    paper = schedule_sitting(sitting=a_new_sitting(enrolment.site, scheme=scheme), actor=ACTOR, now=NOW).paper
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
