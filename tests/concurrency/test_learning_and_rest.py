"""One accepts learning, and another one writes that training rested then: both stand without the lock, one with it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from lms.delivery.api import find_learning_differences
from lms.delivery.hours.learning import operations
from lms.delivery.models import LearningEntry
from lms.enrolments.api import NewInterruption, interrupt_enrolment
from lms.enrolments.changing.operations import resting
from lms.enrolments.models import Enrolment, Interruption
from tests.concurrency.overtaking import overtake
from tests.delivery.learning.periods import accepted, learnt
from tests.factories.teaching import ACTOR, MONDAY, NINE, a_class

NEXT_DAY = NINE + timedelta(days=1)
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def no_other_lock(monkeypatch):
    """The chain's head is a lock too: it would hide the race that these tests are about."""
    for module in (operations, resting):
        monkeypatch.setattr(module.audit, "record", lambda **entry: None)


@pytest.fixture
def row():
    row = a_class(people=1).people[0]
    learnt(row, 40)
    return row


def works(row):
    def accept():
        return accepted([row], now=NEXT_DAY)

    def interrupt():
        new = NewInterruption(MONDAY, "clinic", uuid4())
        return interrupt_enrolment(enrolment_uuid=row.uuid, new=new, actor=ACTOR, now=NEXT_DAY)

    return accept, interrupt


def test_control_without_the_lock_learning_of_a_day_of_rest_stands(row, monkeypatch) -> None:
    monkeypatch.setattr(resting, "lock_with_others", lambda ids: None)
    monkeypatch.setattr(resting, "lock_active_enrolment", lambda uuid: Enrolment.objects.get(uuid=uuid))
    overtake(monkeypatch, (operations, "_rows"), works(row))
    assert LearningEntry.objects.get().minutes == 20
    assert len(find_learning_differences([row])) == 1


def test_whoever_writes_the_interruption_waits_and_takes_back_what_was_accepted(row, monkeypatch) -> None:
    given, made = overtake(monkeypatch, (operations, "_rows"), works(row))
    assert [entry.minutes for entry in given] == [20]
    assert isinstance(made, Interruption)
    assert [entry.minutes for entry in LearningEntry.objects.order_by("pk")] == [20, -20]
    assert find_learning_differences([row]) == []
