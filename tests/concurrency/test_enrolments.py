"""Two last pieces of evidence at once, two enrolments at once: lost without the lock, right with it."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError, connection, transaction

from lms.core.actor import Actor
from lms.core.models import AuditEntry
from lms.delivery.api import complete_lesson, count_completed_lessons
from lms.delivery.operations import progress
from lms.enrolments import operations
from lms.enrolments.api import Achievement, Enrolment, EnrolmentState, NewEnrolment, enrol_trainee
from lms.enrolments.errors import AlreadyEnrolled
from tests.factories.accounts import trainee_at
from tests.factories.courses import (
    NOW,
    a_lender_and_a_borrower,
    a_version,
    enrol,
    enrolled_trainee,
    lessons_of,
)
from tests.factories.organisations import a_school_paired_with, a_site

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ACTOR = Actor.system("test")
PATIENCE = 120  # seconds; whoever is to come comes, on a slow machine, too


def at_once(*works: Callable[[], object], patience: float = PATIENCE) -> list[object]:
    """Do the works in threads that begin together; return results or errors in order."""
    results: list[object] = [None] * len(works)
    begin = threading.Barrier(len(works), timeout=patience)

    def run(place: int) -> None:
        begin.wait()
        try:
            results[place] = works[place]()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(patience)
    assert not any(thread.is_alive() for thread in threads), "one of them still waits"
    return results


def _meet(enrolment: Enrolment, requirement: object) -> Callable[[], object]:
    def work() -> object:
        achievement = Achievement(requirement, "test", uuid4(), Decimal(100), True)  # type: ignore[arg-type]
        with transaction.atomic(durable=True):
            return operations.record_achievement(
                enrolment_uuid=enrolment.uuid, achievement=achievement, actor=ACTOR, now=NOW
            )

    return work


def look_together(monkeypatch: pytest.MonkeyPatch, *, patience: float) -> None:
    """Hold each thread after it has asked what is missing, until both have: neither may commit before.

    With the lock they never are: then `patience` (in seconds) is over for the first one.
    """
    barrier, states = threading.Barrier(2), operations.requirement_states

    def ask_then_wait(enrolment: Enrolment, **when: date) -> object:
        found = states(enrolment, **when)
        with suppress(threading.BrokenBarrierError):
            barrier.wait(timeout=patience)
        return found

    monkeypatch.setattr(operations, "requirement_states", ask_then_wait)
    # The chain's head is a lock too: without this it would hide the race that the test is about.
    monkeypatch.setattr(operations.audit, "record", lambda **entry: None)


def test_control_without_the_lock_nobody_completes_the_enrolment(monkeypatch):
    look_together(monkeypatch, patience=PATIENCE)
    monkeypatch.setattr(operations, "lock_enrolment", lambda uuid: Enrolment.objects.get(uuid=uuid))
    _user, enrolment = enrolled_trainee()
    at_once(*[_meet(enrolment, requirement) for requirement in enrolment.version.requirements.all()])
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.ACTIVE
    assert enrolment.evidence.filter(is_met=True).count() == 2


def test_with_the_lock_the_last_evidence_completes_the_enrolment(monkeypatch):
    look_together(monkeypatch, patience=0.5)
    _user, enrolment = enrolled_trainee()
    at_once(*[_meet(enrolment, requirement) for requirement in enrolment.version.requirements.all()])
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.COMPLETED


def test_two_registrars_enrol_one_person_at_once_and_one_is_told():
    user, version = trainee_at(site := a_site()), a_version()
    school = a_school_paired_with(site)

    def work() -> object:
        wanted = NewEnrolment(user.person, version, school, uuid4())  # type: ignore[arg-type]
        return enrol_trainee(enrolment=wanted, actor=ACTOR, now=NOW)

    results = at_once(work, work)
    assert sorted(type(result).__name__ for result in results) == ["AlreadyEnrolled", "Enrolment"]
    assert any(isinstance(result, AlreadyEnrolled) for result in results)
    assert Enrolment.objects.count() == 1


@pytest.fixture
def both():
    """The enrolments of one person on two programmes that share a lesson, and the works that learn it on each."""
    lender, borrower = a_lender_and_a_borrower()
    user, first = enrolled_trainee(lender)
    second = enrol(user, borrower)
    shared = lessons_of(second)[0]

    def learn(enrolment: Enrolment) -> Callable[[], object]:
        return lambda: complete_lesson(
            enrolment_uuid=enrolment.uuid, lesson_uuid=shared.uuid, actor=ACTOR, now=NOW
        )

    return (first, second), (learn(first), learn(second))


def test_control_two_terminals_that_each_lock_their_own_enrolment_first_wait_in_a_ring(monkeypatch, both):
    have_locked = threading.Barrier(2)

    def own_first(uuid: UUID) -> list[Enrolment]:
        own = operations.lock_enrolment(uuid)
        have_locked.wait(timeout=PATIENCE)
        others = Enrolment.objects.select_for_update().filter(person_id=own.person_id).exclude(pk=own.pk)
        return [own, *others]

    monkeypatch.setattr(progress, "lock_enrolments_beside", own_first)
    _enrolments, works = both
    results = at_once(*works)
    assert [isinstance(result, OperationalError) for result in results].count(True) == 1


def test_a_shared_lesson_learnt_at_once_on_both_programmes_is_counted_once_for_each(both):
    enrolments, works = both
    for _turn in range(5):  # in a ring each would wait for what the other holds
        assert not [result for result in at_once(*works) if isinstance(result, Exception)]
    assert [count_completed_lessons(row) for row in enrolments] == [(1, 3), (1, 2)]
    assert AuditEntry.objects.filter(action="delivery.complete_lesson").count() == 2
