"""An excuse is taken back while its person is admitted again on the strength of it: what the lock is for."""

import pytest
from django.db import IntegrityError

from lms.exams.absences import operations
from lms.exams.absences.errors import ExcuseRefused, ExcuseTaken
from lms.exams.errors import CandidateRefused
from lms.exams.models import AbsenceExcuse, SittingCandidate
from lms.exams.sittings.operations import admitting
from tests.concurrency.overtaking import overtake
from tests.factories.absences import admit, another_day, ask, ask_back, decide, excuse, missed

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def undoing():
    """One try is allowed: the absence is excused, and to take that back waits for the second officer."""
    sat = missed()
    row = excuse(sat)
    back = ask_back(sat, row)
    later = another_day(sat)
    return row, (lambda: decide(sat, back)), (lambda: admit(sat, later))


def has_both(row) -> bool:
    """Return whether the absence counts again and the person is admitted: two tries of one."""
    row.refresh_from_db()
    return (
        row.state == "taken_back"
        and SittingCandidate.objects.filter(enrolment=row.candidate.enrolment).count() == 2
    )


def without_lock(monkeypatch):
    monkeypatch.setattr(operations, "lock_person_of", lambda candidates: None)


def test_control_without_the_lock_both_happen(monkeypatch, undoing):
    row, take_back, come_again = undoing
    without_lock(monkeypatch)
    overtake(monkeypatch, (operations, "_action"), (take_back, come_again))
    assert has_both(row)


def test_who_is_admitted_meanwhile_waits_and_finds_no_try_left(monkeypatch, undoing):
    row, take_back, come_again = undoing
    outcomes = overtake(monkeypatch, (operations, "_action"), (take_back, come_again))
    assert isinstance(outcomes[1], CandidateRefused)
    assert not has_both(row)
    assert row.state == "taken_back"


def test_who_takes_back_meanwhile_waits_and_finds_the_place_that_rests_on_it(monkeypatch, undoing):
    row, take_back, come_again = undoing
    outcomes = overtake(monkeypatch, (admitting, "_last_number"), (come_again, take_back))
    assert isinstance(outcomes[1], ExcuseRefused)
    assert not has_both(row)
    assert row.state == "holds"


def test_control_without_the_lock_the_constraint_still_keeps_one_of_two_requests(monkeypatch):
    sat = missed()
    without_lock(monkeypatch)
    monkeypatch.setattr(operations, "lock_sitting", lambda uuid: sat.sitting)
    works = (lambda: ask(sat), lambda: ask(sat, by=sat.second))
    outcomes = overtake(monkeypatch, (operations.AbsenceExcuse, "save"), works)
    assert [one for one in outcomes if isinstance(one, IntegrityError)]
    assert AbsenceExcuse.objects.count() == 1


def test_of_two_requests_the_second_is_told_that_one_waits(monkeypatch):
    sat = missed()
    works = (lambda: ask(sat), lambda: ask(sat, by=sat.second))
    outcomes = overtake(monkeypatch, (operations, "_keep"), works)
    assert isinstance(outcomes[1], ExcuseTaken)
    assert AbsenceExcuse.objects.count() == 1
