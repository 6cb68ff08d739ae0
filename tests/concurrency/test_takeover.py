"""Two registrars take one class of a plan over at once: one opens it, the other is told."""

import threading
from contextlib import suppress

import pytest
from django.db import IntegrityError

from lms.core.actor import Actor
from lms.delivery.cohorts import membership, operations, takeover
from lms.delivery.cohorts.operations import NewCohort
from lms.delivery.models import Cohort, CohortMember
from lms.enrolments.api import get_proposed_class
from lms.enrolments.models import Enrolment
from tests.concurrency.test_enrolments import PATIENCE, at_once
from tests.factories.courses import NOW
from tests.factories.organisations import a_school_paired_with
from tests.factories.proposals import a_planned_site
from tests.factories.takeover import a_plan_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ACTOR = Actor.system("test")


@pytest.fixture
def works():
    """Return two deeds that open the same class under two codes, each with what its registrar has seen."""
    place = a_planned_site(people=2, trades=1)
    school = a_school_paired_with(place.site)
    proposed = get_proposed_class(place.registrar, a_plan_of(place).uuid, 0)
    orders = []
    for code in ("A", "B"):
        cohort = NewCohort(code, proposed.version, school, place.site, 9, proposed.first, proposed.last)
        seen = takeover.outlook_of(proposed, cohort, now=NOW).digest
        orders.append(takeover.TakeOver(proposed, cohort, seen))
    return [lambda order=order: takeover.take_over(order=order, actor=ACTOR, now=NOW) for order in orders]


@pytest.fixture
def works_of_two_plans():
    """Return two deeds that open the same class, each from a plan of its own."""
    place = a_planned_site(people=2, trades=1)
    school, orders = a_school_paired_with(place.site), []
    plans = [a_plan_of(place) for _number in range(2)]
    for code, plan in zip("AB", plans, strict=True):
        proposed = get_proposed_class(place.registrar, plan.uuid, 0)
        cohort = NewCohort(code, proposed.version, school, place.site, 9, proposed.first, proposed.last)
        orders.append(
            takeover.TakeOver(proposed, cohort, takeover.outlook_of(proposed, cohort, now=NOW).digest)
        )
    return [lambda order=order: takeover.take_over(order=order, actor=ACTOR, now=NOW) for order in orders]


def look_together(monkeypatch: pytest.MonkeyPatch, *, patience: float) -> None:
    """Hold each thread after it has asked whether the class is open and who would join, until both have."""
    barrier, look = threading.Barrier(2), takeover.outlook_of

    def look_then_wait(*given: object, **more: object) -> object:
        seen = look(*given, **more)
        with suppress(threading.BrokenBarrierError):
            barrier.wait(timeout=patience)
        return seen

    monkeypatch.setattr(takeover, "outlook_of", look_then_wait)
    # The chain's head is a lock too: without this it would hide the race that the test is about.
    for module in (membership, operations, takeover):
        monkeypatch.setattr(module.audit, "record", lambda **entry: None)


def test_control_without_the_locks_the_database_refuses_in_words_for_nobody(monkeypatch, works):
    look_together(monkeypatch, patience=PATIENCE)
    monkeypatch.setattr(takeover, "lock_people", lambda persons: list(persons))
    monkeypatch.setattr(takeover, "lock_site", lambda site_id: None)
    results = at_once(*works)
    assert [isinstance(result, IntegrityError) for result in results].count(True) == 1


def test_with_the_locks_one_opens_the_class_and_the_other_is_told(monkeypatch, works):
    look_together(monkeypatch, patience=0.5)
    results = at_once(*works)
    assert sorted(type(result).__name__ for result in results) == ["ClassOpenAlready", "Cohort"]
    assert Cohort.objects.count() == 1
    assert (CohortMember.objects.count(), Enrolment.objects.count()) == (2, 2)


def test_control_without_the_locks_a_class_is_opened_from_two_plans(monkeypatch, works_of_two_plans):
    look_together(monkeypatch, patience=PATIENCE)
    monkeypatch.setattr(takeover, "lock_people", lambda persons: list(persons))
    monkeypatch.setattr(takeover, "lock_site", lambda site_id: None)
    # Enrolling locks each person too, which is another lock: here only the cohorts are looked at.
    monkeypatch.setattr(takeover, "_enrolled", lambda *about: Enrolment(state="active"))
    monkeypatch.setattr(takeover, "join_locked", lambda **about: None)
    at_once(*works_of_two_plans)
    assert Cohort.objects.count() == 2


def test_of_two_plans_one_opens_the_class_and_the_other_is_told(monkeypatch, works_of_two_plans):
    look_together(monkeypatch, patience=0.5)
    results = at_once(*works_of_two_plans)
    assert sorted(type(result).__name__ for result in results) == ["ClassOpenAlready", "Cohort"]
    assert Cohort.objects.count() == 1
