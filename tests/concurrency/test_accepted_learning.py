"""Two registrars accept the learning of one person at once: given twice without the lock, once with it."""

from datetime import timedelta

import pytest

from lms.delivery.api import accept_learning, find_learning_differences
from lms.delivery.hours.learning import operations
from lms.delivery.models import LearningEntry
from tests.concurrency.overtaking import WITHOUT_LOCK, overtake
from tests.delivery.learning.periods import learnt
from tests.factories.teaching import ACTOR, NINE, a_class

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def no_other_lock(monkeypatch):
    """The chain's head is a lock too: it would hide the race that these tests are about."""
    monkeypatch.setattr(operations.audit, "record", lambda **entry: None)


@pytest.fixture
def row():
    row = a_class(people=1).people[0]
    learnt(row, 40)
    return row


def works(row):
    def accept():
        return accept_learning(enrolments=[row.pk], actor=ACTOR, now=NINE + timedelta(days=1))

    return accept, accept


def test_control_without_the_lock_one_lesson_is_accepted_twice(row, monkeypatch) -> None:
    monkeypatch.setattr(operations, "lock_enrolments", lambda ids: None)
    overtake(monkeypatch, (operations, "_rows"), works(row), patience=WITHOUT_LOCK)
    assert [entry.minutes for entry in LearningEntry.objects.all()] == [20, 20]
    assert len(find_learning_differences([row])) == 1


def test_of_two_registrars_at_once_the_second_finds_nothing_left(row, monkeypatch) -> None:
    first, second = overtake(monkeypatch, (operations, "_rows"), works(row))
    assert [len(first), len(second)] == [1, 0]
    assert LearningEntry.objects.get().minutes == 20
    assert find_learning_differences([row]) == []
