"""Two registrars take one withdrawn enrolment up at once, by whichever way: one does it, the other is told."""

from uuid import uuid4

import pytest

from lms.core.errors import DomainError
from lms.enrolments import enrolling
from lms.enrolments.api import NewEnrolment, enrol_trainee, withdraw_enrolment
from lms.enrolments.changing.operations import TakeUp, resuming, take_up_again
from lms.enrolments.errors import AlreadyEnrolled, TakeUpRefused
from lms.enrolments.models import Enrolment, EnrolmentState, Resumption
from tests.concurrency.overtaking import overtake
from tests.factories.courses import NOW, enrolled_trainee
from tests.factories.teaching import ACTOR

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
# Each way, held after its last check.
HELD = {"enrol": (enrolling, "refuse_entry"), "button": (resuming, "resume")}
TOLD = {"enrol": AlreadyEnrolled, "button": TakeUpRefused}
PAIRS = pytest.mark.parametrize(
    ("slow", "quick"), [("enrol", "enrol"), ("enrol", "button"), ("button", "enrol"), ("button", "button")]
)


@pytest.fixture
def row():
    _user, row = enrolled_trainee()
    withdraw_enrolment(enrolment_uuid=row.uuid, reason="", actor=ACTOR, now=NOW)
    return row


def work(way: str, row: Enrolment):
    if way == "button":
        order = TakeUp("mistake", uuid4())
        return lambda: take_up_again(enrolment_uuid=row.uuid, order=order, actor=ACTOR, now=NOW)
    wanted = NewEnrolment(row.person, row.version, row.school, uuid4())
    return lambda: enrol_trainee(enrolment=wanted, actor=ACTOR, now=NOW)


@PAIRS
def test_control_without_the_lock_only_the_database_stops_the_second(monkeypatch, row, slow, quick) -> None:
    for module in (enrolling, resuming):
        monkeypatch.setattr(module, "lock_people", lambda ids: {row.person_id: row.person.site_id})
    first, second = overtake(monkeypatch, HELD[slow], (work(slow, row), work(quick, row)))
    assert second == row
    assert isinstance(first, Exception)
    assert not isinstance(first, DomainError)


@PAIRS
def test_with_the_lock_one_enrolment_goes_on_once_and_the_second_is_told(
    monkeypatch, row, slow, quick
) -> None:
    first, second = overtake(monkeypatch, HELD[slow], (work(slow, row), work(quick, row)))
    assert first == row
    assert isinstance(second, TOLD[quick])
    assert Enrolment.objects.get().state == EnrolmentState.ACTIVE
    assert Resumption.objects.count() == 1
