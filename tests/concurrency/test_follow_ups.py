"""Two officers record the same contact, the same form comes twice, "stop" meets a contact: PostgreSQL decides once."""

from datetime import timedelta
from uuid import uuid4

import pytest

from certificates.models import FollowUp, FollowUpContact, FollowUpHandOver, FollowUpPlan
from certificates.referrals.followup import arranging, handing, operations, queries
from certificates.referrals.followup.arranging import PlanWish
from certificates.referrals.followup.errors import FollowUpChangedMeanwhile, FollowUpRefused, UnusableFollowUp
from certificates.referrals.followup.rules import Result
from lms.accounts.models import User
from lms.core.clock import local_date, now
from lms.core.models import AuditEntry
from tests.concurrency.meeting import meet_after
from tests.concurrency.overtaking import overtake
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


def test_whom_somebody_moves_meanwhile_is_not_given_with_the_others(callers, monkeypatch) -> None:
    worker, coordinator, moved = callers
    site = moved.person.site
    other, third = a_caller(site), a_caller(site)
    stays = a_follow_up(worker, moved.district, site=site)
    batch = uuid4()

    def give_all() -> int:
        given = handing.Handing(worker.uuid, other.uuid, "调动", batch)
        return handing.hand_over_all(user=coordinator, handing=given, **acting(coordinator))

    def move_one() -> FollowUp:
        to = {"follow_up_uuid": moved.uuid, "to_uuid": third.uuid, "reason": "休假"}
        return handing.hand_over(user=worker, **to, **acting(worker))

    results = overtake(monkeypatch, (handing, "_locked_in_order"), (give_all, move_one))
    assert results[0] == 1
    assert FollowUp.objects.get(pk=moved.pk).assigned_to == third
    assert FollowUp.objects.get(pk=stays.pk).assigned_to == other


def test_the_same_handing_sent_twice_at_once_gives_once(callers, monkeypatch) -> None:
    worker, coordinator, follow_up = callers
    given = handing.Handing(worker.uuid, a_caller(follow_up.person.site).uuid, "调动", uuid4())

    def give_all() -> int:
        return handing.hand_over_all(user=coordinator, handing=given, **acting(coordinator))

    assert overtake(monkeypatch, (handing, "_locked_in_order"), (give_all, give_all)) == [1, 1]
    assert FollowUpHandOver.objects.filter(batch=given.batch).count() == 1


@pytest.mark.parametrize("result", [Result.REACHED, Result.STOP])
def test_the_same_form_sent_again_while_the_first_is_being_kept_is_the_same_contact(
    callers, monkeypatch, result
) -> None:
    """A telephone that loses the network sends once more; nobody else wrote meanwhile."""
    worker, _other, follow_up = callers
    page, key = current(follow_up), uuid4()

    def send() -> FollowUpContact:
        return a_contact(worker, follow_up, result=result, seen=page, key=key)

    results = overtake(monkeypatch, (operations, "_kept"), (send, send))
    assert kinds(results) == [FollowUpContact.__name__] * 2
    assert results[0] == results[1]
    assert FollowUpContact.objects.count() == 1


def test_of_two_plans_for_one_day_the_later_one_looks_again(callers, monkeypatch) -> None:
    _worker, user, _follow_up = callers
    day = local_date(now()) + timedelta(days=1)

    def plan(*steps: str) -> FollowUpPlan:
        return arranging.plan_from(user=user, wish=PlanWish(day, steps, "新规定"), **acting(user))

    results = overtake(monkeypatch, (arranging, "_next_plan"), (lambda: plan("1w"), lambda: plan("2w")))
    assert kinds(results) == sorted(["FollowUpPlan", UnusableFollowUp.__name__])
    assert queries.plans()[-1].steps == ("2w",)


def test_a_plan_that_is_kept_or_taken_back_twice_at_once_is_one_row(callers, monkeypatch) -> None:
    _worker, user, _follow_up = callers
    day = local_date(now()) + timedelta(days=1)

    def plan() -> FollowUpPlan:
        return arranging.plan_from(user=user, wish=PlanWish(day, ("1w",), "新规定"), **acting(user))

    def back() -> FollowUpPlan:
        return arranging.take_back_plan(user=user, valid_from=day, **acting(user))

    for work, rows in ((plan, 1), (back, 2)):
        with monkeypatch.context() as held:
            results = overtake(held, (arranging, "_next_plan"), (work, work))
        assert kinds(results) == ["FollowUpPlan"] * 2
        assert FollowUpPlan.objects.filter(valid_from=day).count() == rows
    assert AuditEntry.objects.filter(action="certificates.take_back_plan").count() == 1
