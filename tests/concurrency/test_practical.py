"""Practical examinations under contention: two tablets of one assessor, a signature against late marks, officers."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError

from lms.core.enums import Role
from lms.exams.errors import FurtherNotNeeded
from lms.exams.models import MarkEvent, MarkSheet, MarkSignature, PanelMember
from lms.exams.practical.operations import (
    Final,
    call_assessor,
    find_broken_mark,
    marking,
    open_device,
    results,
    save_marks,
    sign_sheet,
    signing,
)
from lms.exams.practical.rules.marks import AFTER_SIGNATURE
from tests.concurrency.overtaking import overtake
from tests.concurrency.test_examinations import at_once
from tests.factories.accounts import a_user
from tests.factories.practical import WHO, Practical, an_open_practical, marks_of, signed

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
    outcomes = overtake(monkeypatch, (marking, "known_numbers"), works, patience=10)
    assert [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)] == [IntegrityError]


def signature_and_late_mark(world: Practical) -> tuple[Callable[[], object], Callable[[], object]]:
    assessor = world.assessors[0]
    ref, sheet = world.ref(assessor), world.sheet(assessor)
    save_marks(ref=ref, epoch=1, marks=marks_of(world, assessor, "90"), **WHO)
    late = marks_of(world, assessor, "10")
    return (
        lambda: sign_sheet(ref=ref, sheet_uuid=sheet.uuid, final=Final(1, 4), **WHO),
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
    overtake(monkeypatch, (signing, "marks_digest"), works, patience=10)
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
    outcomes = overtake(monkeypatch, (results, "require_assessor"), works, patience=10)
    assert [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)] == [IntegrityError]
    assert MarkSheet.objects.filter(is_further=True).count() == 1
