"""Two officers at once: one agrees to a credit table that the other puts aside, or both propose one."""

import pytest

from lms.core.clock import local_date
from lms.enrolments.credits.school_tables import operations
from lms.enrolments.errors import CreditTableKnown
from lms.enrolments.models import SchoolCreditTable
from tests.concurrency.overtaking import overtake
from tests.factories.courses import NOW, a_diploma_version, enrolled_trainee
from tests.factories.credit_tables import a_table, an_officer, decide, propose

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TODAY = local_date(NOW)


@pytest.fixture(autouse=True)
def no_other_lock(monkeypatch):
    """The chain's head is a lock too: it would hide the races that these tests are about."""
    monkeypatch.setattr(operations.audit, "record", lambda **entry: None)


@pytest.fixture
def deciding():
    """Return the works: an officer agrees to a table, and another one puts it aside meanwhile."""
    row = propose(enrolled_trainee(a_diploma_version())[1], a_table(TODAY, training=2))
    first, second = an_officer(row.school), an_officer(row.school)
    return lambda: decide(row, by=first), lambda: decide(row, by=second, is_agreed=False)


def without_lock(monkeypatch):
    monkeypatch.setattr(operations, "lock_tables", lambda school_id: None)


def test_control_without_the_lock_both_officers_decide(deciding, monkeypatch) -> None:
    without_lock(monkeypatch)
    results = overtake(monkeypatch, (operations, "_refuse_agreeing"), deciding)
    assert all(isinstance(one, SchoolCreditTable) for one in results)


def test_of_two_officers_who_decide_one_is_told(deciding, monkeypatch) -> None:
    results = overtake(monkeypatch, (operations, "_refuse_agreeing"), deciding)
    assert isinstance(results[1], CreditTableKnown)
    assert SchoolCreditTable.objects.get().state == "agreed"


def test_of_two_officers_who_propose_one_is_told(monkeypatch) -> None:
    enrolment = enrolled_trainee(a_diploma_version())[1]
    officers = [an_officer(enrolment.school) for _number in range(2)]
    works = tuple(lambda by=by: propose(enrolment, a_table(TODAY, training=2), by=by) for by in officers)
    results = overtake(monkeypatch, (operations, "_record"), works)
    assert isinstance(results[1], CreditTableKnown)
    assert SchoolCreditTable.objects.count() == 1
