"""Drawings and corrections at once: the second sees what the first has done, and what happens without the lock."""

from uuid import UUID

import pytest

from lms.exams.bank.retiring import mark_twins, retire_item
from lms.exams.errors import KeyMoved
from lms.exams.marking import rules as marking_rules
from lms.exams.marking.corrections import KeyChange, NewCorrection
from lms.exams.marking.operations import correct_key, correcting, mark_attempt
from lms.exams.models import Item, PaperKey, Result
from lms.exams.papers import rules
from lms.exams.papers.operations import drawing
from lms.exams.sittings.operations import hand_in
from tests.append_only import changeable
from tests.concurrency.overtaking import overtake
from tests.factories.accounts import examinations_officer_at
from tests.factories.courses import NOW, enrolled_trainee
from tests.factories.exams import ACTOR, MINUTE, passed_sitting, started_attempt
from tests.factories.organisations import a_site
from tests.factories.papers import a_paper_scheme, a_rich_bank, codes_on, drawn

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def works():
    """Return the works: two drawings, each of the items that were used least, of twice as many as one needs."""
    a_rich_bank(number=8)
    scheme = a_paper_scheme(prefer_unused=True, exposure_limit=1)
    return (lambda: drawn(scheme, seed="same"), lambda: drawn(scheme, seed="same"))


def items_of(drawings):
    return [codes_on(one.papers.get()) for one in drawings]


def test_control_without_the_lock_both_drawings_take_the_same_items(works, monkeypatch):
    monkeypatch.setattr(drawing, "_lock", lambda scheme: None)
    first, second = items_of(overtake(monkeypatch, (rules, "draw_papers"), works))
    assert first == second


def test_with_the_lock_the_second_drawing_takes_what_the_first_has_left(works, monkeypatch):
    first, second = items_of(overtake(monkeypatch, (rules, "draw_papers"), works))
    assert not first & second


def test_what_is_retired_while_papers_are_drawn_is_on_none_of_them(monkeypatch):
    a_rich_bank(number=8)
    scheme, by = a_paper_scheme(), examinations_officer_at(a_site())
    wanted = codes_on(drawn(scheme, seed="same").papers.get())
    retired = sorted(Item.objects.filter(code__in=wanted, kind="single").values_list("code", flat=True))[:1]

    def retire():
        for code in retired:
            retire_item(code=code, why="The rule has changed", by=by, actor=ACTOR, now=NOW)

    works = (lambda: drawn(scheme, seed="same"), retire)
    (drawing_, _done) = overtake(monkeypatch, (rules, "draw_papers"), works)
    on_paper = codes_on(drawing_.papers.get())
    assert retired
    assert len(on_paper) == len(wanted)
    assert not set(retired) & set(on_paper)


def test_what_becomes_a_twin_while_papers_are_drawn_stands_on_none_beside_its_twin(monkeypatch):
    a_rich_bank(number=8)
    scheme = a_paper_scheme()
    twins = sorted(codes_on(drawn(scheme, seed="same").papers.get()))[:2]
    works = (
        lambda: drawn(scheme, seed="same"),
        lambda: mark_twins(codes=twins, actor=ACTOR, now=NOW),
    )
    (drawing_, _done) = overtake(monkeypatch, (rules, "draw_papers"), works)
    assert len(set(twins) & codes_on(drawing_.papers.get())) == 1


def test_nobody_retires_what_is_being_frozen(monkeypatch):
    a_rich_bank(number=8)
    scheme, by = a_paper_scheme(), examinations_officer_at(a_site())
    code = sorted(codes_on(drawn(scheme, seed="same").papers.get()))[0]
    retire = lambda: retire_item(code=code, why="The rule has changed", by=by, actor=ACTOR, now=NOW)  # noqa: E731
    seen = []
    freeze = drawing._freeze

    def frozen(*args):
        seen.append(Item.objects.get(code=code).retired_at)
        return freeze(*args)

    monkeypatch.setattr(drawing, "_freeze", frozen)
    overtake(monkeypatch, (drawing, "_freeze"), (lambda: drawn(scheme, seed="same"), retire))
    assert seen == [None]
    assert Item.objects.get(code=code).retired_at


def a_turn(paper, key):
    """Return a correction of one true-or-false item."""
    uuid = next(name for name, item in key.items() if item["kind"] == "true_false")
    change = KeyChange(UUID(uuid), (not key[uuid]["key"],))
    return NewCorrection(paper.uuid, 1, (change,), "the book has changed")


@pytest.fixture
def marking_while_correcting():
    """Return the works: mark an attempt that has ended, and correct the key that it is marked by."""
    begun = started_attempt()
    hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=begun.began + MINUTE)
    with changeable(Result, filled_once="released_at"):
        Result.objects.all().delete()  # the worker of the tests marks at once; here it is late
    correction = a_turn(begun.sitting.papers.get(), begun.key())
    return (
        lambda: mark_attempt(attempt_uuid=begun.attempt.uuid, actor=ACTOR, now=NOW),
        lambda: correct_key(correction=correction, actor=ACTOR, now=NOW),
    )


def test_control_without_the_lock_an_attempt_keeps_the_mark_of_the_former_key(
    marking_while_correcting, monkeypatch
):
    monkeypatch.setattr(correcting, "_lock_takers", lambda correction: None)
    overtake(monkeypatch, (marking_rules, "mark"), marking_while_correcting)
    assert set(Result.objects.values_list("key_version", flat=True)) == {1}


def test_with_the_lock_the_attempt_is_marked_again(marking_while_correcting, monkeypatch):
    overtake(monkeypatch, (marking_rules, "mark"), marking_while_correcting)
    assert set(Result.objects.values_list("key_version", flat=True)) == {1, 2}


def test_of_two_corrections_at_once_one_is_looked_at_again(monkeypatch):
    _user, enrolment = enrolled_trainee()
    paper = passed_sitting(enrolment).attempt.paper
    correction = a_turn(paper, PaperKey.objects.get(paper=paper).key)

    def correct():
        return correct_key(correction=correction, actor=ACTOR, now=NOW)

    first, second = overtake(monkeypatch, (correcting, "_keep"), (correct, correct))
    assert first.key.version == 2
    assert isinstance(second, KeyMoved)
