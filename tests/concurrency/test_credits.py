"""Two registrars give credits for one course at once: one is told; without the lock the constraint alone stops it."""

import pytest

from lms.enrolments.credits import operations
from lms.enrolments.credits.models import CreditRow
from lms.enrolments.models import Enrolment
from tests.concurrency.overtaking import overtake
from tests.enrolments.completion.test_credits import courses, give
from tests.factories.courses import a_diploma_version, enrolled_trainee

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def both():
    enrolment = enrolled_trainee(a_diploma_version())[1]
    course = courses(enrolment)[0]
    return lambda: give(enrolment, course), lambda: give(enrolment, course, source="schooling")


def test_one_course_given_twice_at_once_counts_once_and_the_other_is_told(monkeypatch):
    outcomes = overtake(monkeypatch, (operations, "_kept"), both())
    assert [type(one).__name__ for one in outcomes] == ["CreditRow", "CreditsKnown"]
    assert CreditRow.objects.count() == 1


def test_control_without_the_lock_only_the_constraint_stops_the_second(monkeypatch):
    monkeypatch.setattr(operations, "lock_enrolment_in_force", lambda uuid: Enrolment.objects.get(uuid=uuid))
    outcomes = overtake(monkeypatch, (operations, "_kept"), both(), patience=10)
    assert sorted(type(one).__name__ for one in outcomes) == ["CreditRow", "IntegrityError"]
    assert CreditRow.objects.count() == 1
