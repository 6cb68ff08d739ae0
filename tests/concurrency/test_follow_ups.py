"""Two officers record the same contact, the same form comes twice, "stop" meets a contact: PostgreSQL decides once."""

from uuid import uuid4

import pytest

from certificates.models import FollowUp, FollowUpContact
from certificates.referrals.followup import operations
from certificates.referrals.followup.errors import FollowUpChangedMeanwhile, FollowUpRefused
from certificates.referrals.followup.rules import Result
from lms.accounts.models import User
from tests.concurrency.meeting import meet_after
from tests.concurrency.test_enrolments import at_once
from tests.factories.follow_ups import (
    a_caller,
    a_contact,
    a_coordinator,
    a_district,
    a_follow_up,
    acting,
    current,
)
from tests.factories.organisations import a_site

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def callers() -> tuple[User, User, FollowUp]:
    site = a_site()
    worker = a_caller(site)
    return worker, a_coordinator(site.administration), a_follow_up(worker, a_district(site), site=site)


def kinds(results: list) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_two_officers_record_the_same_contact_once(callers, monkeypatch) -> None:
    worker, other, follow_up = callers
    page = current(follow_up)
    meet_after(monkeypatch, operations, "_step_of", is_locked=True)
    results = at_once(
        lambda: a_contact(worker, follow_up, seen=page), lambda: a_contact(other, follow_up, seen=page)
    )
    assert kinds(results) == sorted([FollowUpChangedMeanwhile.__name__, FollowUpContact.__name__])
    assert FollowUpContact.objects.count() == 1


def test_a_contact_and_a_stop_leave_a_stopped_follow_up(callers) -> None:
    worker, other, follow_up = callers
    page = current(follow_up)

    def stop() -> FollowUp:
        return operations.stop_follow_up(user=other, follow_up_uuid=follow_up.uuid, **acting(other))

    results = at_once(lambda: a_contact(worker, follow_up, seen=page), stop)
    assert kinds(results) in (["FollowUp", "FollowUpContact"], ["FollowUp", FollowUpRefused.__name__])
    follow_up.refresh_from_db()
    assert (follow_up.stop_reason, follow_up.phone) == ("asked", "")


def test_two_stops_of_the_same_person_are_one_end(callers) -> None:
    worker, other, follow_up = callers
    page = current(follow_up)
    results = at_once(
        lambda: a_contact(worker, follow_up, result=Result.STOP, seen=page),
        lambda: a_contact(other, follow_up, result=Result.STOP, seen=page, key=uuid4()),
    )
    assert kinds(results) == sorted(["FollowUpContact", FollowUpRefused.__name__])
