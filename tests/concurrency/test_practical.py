"""Practical examinations under contention: two tablets of one assessor, a signature against late marks, officers."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import IntegrityError

from lms.core.enums import Role
from lms.exams.models import MarkEvent, MarkSheet, MarkSignature, PanelMember
from lms.exams.practical.errors import FurtherNotNeeded, PracticalRefused
from lms.exams.practical.operations import (
    NewPractical,
    call_assessor,
    declare_conflict,
    find_broken_mark,
    marking,
    name_assessor,
    open_device,
    open_practical,
    opening,
    results,
    save_marks,
    schedule_practical,
    scheduling,
    sign_sheet,
    signing,
    try_again,
)
from lms.exams.practical.rules.marks import AFTER_SIGNATURE
from tests.concurrency.overtaking import overtake
from tests.concurrency.test_examinations import at_once
from tests.factories.accounts import a_user
from tests.factories.organisations import a_room
from tests.factories.practical import WHO, Practical, a_practical, an_open_practical, marks_of, signed

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def read_without_lock(ref: object) -> PanelMember:
    """Return what `lock_member` returns, without its lock."""
    rows = PanelMember.objects.select_related("examination__scheme")
    return rows.get(examination__uuid=ref.examination_uuid, assessor=ref.user)


def two_tablets(world: Practical) -> tuple[Callable[[], object], Callable[[], object]]:
    assessor = world.assessors[0]
    open_device(ref=world.ref(assessor), **WHO)
    marks = marks_of(world, assessor, "50")
    return tuple(
        lambda epoch=epoch: save_marks(ref=world.ref(assessor), epoch=epoch, marks=marks, **WHO)
        for epoch in (1, 2)
    )


def test_two_tablets_write_one_chain():
    world = an_open_practical()
    first, second = two_tablets(world)
    outcomes = at_once(8, lambda place: (first, second)[place % 2]())
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert MarkEvent.objects.count() == 8
    assert find_broken_mark(world.examination.panel.get(assessor=world.assessors[0])) is None


def test_without_the_lock_two_tablets_collide(monkeypatch):
    world = an_open_practical()
    works = two_tablets(world)
    monkeypatch.setattr(marking, "lock_member", read_without_lock)
    outcomes = overtake(monkeypatch, (marking, "known_numbers"), works)
    assert [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)] == [IntegrityError]


def signature_and_late_mark(world: Practical) -> tuple[Callable[[], object], Callable[[], object]]:
    assessor = world.assessors[0]
    ref, sheet = world.ref(assessor), world.sheet(assessor)
    save_marks(ref=ref, epoch=1, marks=marks_of(world, assessor, "90"), **WHO)
    final, late = world.final(assessor, 4), marks_of(world, assessor, "10")
    return (
        lambda: sign_sheet(ref=ref, sheet_uuid=sheet.uuid, final=final, **WHO),
        lambda: save_marks(ref=ref, epoch=1, marks=late, **WHO),
    )


def test_a_mark_beside_the_signature_is_either_signed_or_held(monkeypatch):
    world = an_open_practical()
    overtake(monkeypatch, (signing, "marks_digest"), signature_and_late_mark(world))
    signature = MarkSignature.objects.get()
    late = MarkEvent.objects.filter(seq__gt=4)
    assert signature.payload["log_count"] == 4
    assert set(late.values_list("held", flat=True)) == {AFTER_SIGNATURE}


def test_without_the_lock_a_mark_counts_that_nobody_signed(monkeypatch):
    world = an_open_practical()
    works = signature_and_late_mark(world)
    monkeypatch.setattr(signing, "lock_member", read_without_lock)
    overtake(monkeypatch, (signing, "marks_digest"), works)
    assert set(MarkEvent.objects.filter(seq__gt=4).values_list("held", flat=True)) == {""}


def two_officers(world: Practical) -> tuple[Callable[[], object], Callable[[], object]]:
    for assessor, value in zip(world.assessors, ("50", "90", "90"), strict=True):
        signed(world, assessor, value)
    candidate = world.candidate().uuid
    others = [a_user(Role.ASSESSOR, world.examination.site) for _ in range(2)]
    return tuple(
        lambda other=other: call_assessor(candidate_uuid=candidate, assessor=other, **WHO) for other in others
    )


def test_two_officers_call_one_further_assessor(monkeypatch):
    world = an_open_practical()
    outcomes = overtake(monkeypatch, (results, "require_assessor"), two_officers(world))
    assert [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)] == [FurtherNotNeeded]
    assert MarkSheet.objects.filter(is_further=True).count() == 1


def test_without_the_lock_the_database_still_lets_only_one_in(monkeypatch):
    from lms.exams.practical.models import PracticalCandidate

    world = an_open_practical()
    works = two_officers(world)
    related = PracticalCandidate.objects.select_related("enrolment__person", "examination__scheme")
    monkeypatch.setattr(results, "lock_candidate", lambda uuid: related.get(uuid=uuid))
    outcomes = overtake(monkeypatch, (results, "require_assessor"), works)
    assert [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)] == [IntegrityError]
    assert MarkSheet.objects.filter(is_further=True).count() == 1


def opening_and_conflict(world: Practical) -> tuple[Callable[[], object], Callable[[], object]]:
    person = world.enrolments[0].person
    return (
        lambda: open_practical(examination_uuid=world.examination.uuid, **WHO),
        lambda: declare_conflict(assessor=world.assessors[0], person=person, reason="亲属", **WHO),
    )


def sheet_of_the_conflicted(world: Practical) -> str:
    return world.sheet(world.assessors[0]).state


def test_a_conflict_declared_while_the_examination_opens_sets_the_sheet_aside(monkeypatch):
    world = a_practical()
    outcomes = overtake(monkeypatch, (opening, "draw_tasks"), opening_and_conflict(world))
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert sheet_of_the_conflicted(world) == "set_aside"


def test_without_the_lock_who_may_not_mark_has_a_sheet(monkeypatch):
    world = a_practical()
    monkeypatch.setattr(opening, "lock_assessors", lambda pks: list(pks))
    overtake(monkeypatch, (opening, "draw_tasks"), opening_and_conflict(world))
    assert sheet_of_the_conflicted(world) == "open"


def trying_again_and_conflict(world: Practical) -> tuple[Callable[[], object], Callable[[], object]]:
    for assessor in world.assessors:
        signed(world, assessor, "10")
    candidate, (_open, declare) = world.candidate().uuid, opening_and_conflict(world)
    return lambda: try_again(candidate_uuid=candidate, **WHO), declare


def sheet_of_the_second_try(world: Practical) -> str:
    member = world.examination.panel.get(assessor=world.assessors[0])
    return MarkSheet.objects.get(candidate__attempt=2, member=member).state


def test_a_conflict_declared_while_a_further_try_is_given_sets_its_sheet_aside(monkeypatch):
    world = an_open_practical()
    works = trying_again_and_conflict(world)
    overtake(monkeypatch, (opening, "_give_out"), works)
    assert sheet_of_the_second_try(world) == "set_aside"


def test_without_the_lock_who_may_not_mark_has_a_sheet_of_the_further_try(monkeypatch):
    world = an_open_practical()
    works = trying_again_and_conflict(world)
    monkeypatch.setattr(opening, "lock_assessors", lambda pks: list(pks))
    overtake(monkeypatch, (opening, "_give_out"), works)
    assert sheet_of_the_second_try(world) == "open"


def one_assessor_for_two(world: Practical) -> tuple[Callable[[], object], Callable[[], object]]:
    assessor = a_user(Role.ASSESSOR, world.examination.site)
    row = world.examination
    other = schedule_practical(new=NewPractical(row.scheme, a_room(row.site), row.starts_at, uuid4()), **WHO)
    return tuple(
        lambda uuid=uuid: name_assessor(examination_uuid=uuid, assessor=assessor, **WHO)
        for uuid in (row.uuid, other.uuid)
    )


def test_two_examinations_at_one_time_do_not_get_the_same_assessor(monkeypatch):
    works = one_assessor_for_two(a_practical())
    outcomes = overtake(monkeypatch, (scheduling, "refuse_conflicts"), works)
    assert [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)] == [PracticalRefused]


def test_without_the_lock_one_assessor_marks_in_two_places(monkeypatch):
    works = one_assessor_for_two(a_practical())
    monkeypatch.setattr(scheduling, "lock_assessors", lambda pks: list(pks))
    outcomes = overtake(monkeypatch, (scheduling, "refuse_conflicts"), works)
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
