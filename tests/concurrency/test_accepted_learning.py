"""Two accept, or one accepts and another one keeps a register: counted twice without the lock, once with it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError

from lms.delivery.api import Said, find_learning_differences, hours_of, take_back_learning
from lms.delivery.errors import LearningTakenBack
from lms.delivery.hours.learning import operations
from lms.delivery.models import LearningEntry
from lms.delivery.register.operations import locking
from lms.enrolments.api import NewEnrolment, enrol_trainee, lock_enrolments
from tests.concurrency.overtaking import overtake
from tests.delivery.learning.periods import accepted, learnt
from tests.factories.courses import NOW
from tests.factories.teaching import ACTOR, NINE, a_class, join, locked, planned

NEXT_DAY = NINE + timedelta(days=1)
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
        return accepted([row], now=NEXT_DAY)

    return accept, accept


def test_control_without_the_lock_one_lesson_is_accepted_twice(row, monkeypatch) -> None:
    monkeypatch.setattr(operations, "lock_with_others", lambda ids: None)
    overtake(monkeypatch, (operations, "_rows"), works(row))
    assert [entry.minutes for entry in LearningEntry.objects.all()] == [20, 20]
    assert len(find_learning_differences([row])) == 1


def test_of_two_registrars_at_once_the_second_finds_nothing_left(row, monkeypatch) -> None:
    first, second = overtake(monkeypatch, (operations, "_rows"), works(row))
    assert [len(first), len(second)] == [1, 0]
    assert LearningEntry.objects.get().minutes == 20
    assert find_learning_differences([row]) == []


@pytest.fixture
def two(row):
    """Return the class of a second enrolment of the person, which learnt during the morning under the first one."""
    learnt(row, 40, at=NINE, lesson=1)
    other = a_class(people=0, site=row.site)
    wanted = NewEnrolment(row.person, other.cohort.version, other.cohort.school, uuid4())
    enrolment = enrol_trainee(enrolment=wanted, actor=ACTOR, now=NOW - timedelta(days=1))
    join(other.cohort, enrolment)
    other.people.append(enrolment)
    return other


def class_held_late(row, two):
    """Return the works: a registrar accepts, and meanwhile the person is said to have been in class."""
    (enrolment,) = two.people

    def hold_class():
        return locked(planned(two)[0], (enrolment, Said("present")), now=NEXT_DAY)

    return (lambda: accepted([row], now=NEXT_DAY)), hold_class


def own_lock_only(ids):
    """Lock what was asked for and no other enrolment of the person, as it was before."""
    lock_enrolments(list(ids))


def test_control_a_class_of_another_enrolment_is_counted_beside_learning_in_it(row, two, monkeypatch) -> None:
    for module in (operations, locking):
        monkeypatch.setattr(module, "lock_with_others", own_lock_only)
    works = class_held_late(row, two)
    overtake(monkeypatch, (operations, "_rows"), works)
    assert sum(entry.minutes for entry in LearningEntry.objects.all()) == 40
    assert len(find_learning_differences([row])) == 1


def test_a_class_of_another_enrolment_waits_and_takes_back_what_was_accepted(row, two, monkeypatch) -> None:
    given, _register = overtake(monkeypatch, (operations, "_rows"), class_held_late(row, two))
    assert [entry.minutes for entry in given] == [20, 20]
    assert sum(entry.minutes for entry in LearningEntry.objects.all()) == 20
    assert hours_of(two.people[0]).standings[0].attended == 90
    assert find_learning_differences([row]) == []


def taking_back(row):
    uuids = [entry.uuid for entry in accepted([row], now=NEXT_DAY)]

    def take_back():
        return take_back_learning(entries=uuids, reason="x", actor=ACTOR, now=NEXT_DAY)

    return take_back, take_back


def test_control_without_the_lock_the_second_who_takes_back_breaks(row, monkeypatch) -> None:
    works = taking_back(row)
    monkeypatch.setattr(operations, "lock_with_others", lambda ids: None)
    results = overtake(monkeypatch, (operations, "_take_back"), works)
    assert [isinstance(one, IntegrityError) for one in results] == [True, False]


def test_of_two_who_take_back_at_once_the_second_is_told(row, monkeypatch) -> None:
    first, second = overtake(monkeypatch, (operations, "_take_back"), taking_back(row))
    assert [entry.minutes for entry in first] == [-20]
    assert isinstance(second, LearningTakenBack)
    assert [entry.minutes for entry in accepted([row], now=NEXT_DAY)] == [20]
    assert find_learning_differences([row]) == []
