"""An outage that several rooms had at the same time is confirmed once, and stands in the log of each of them."""

from uuid import uuid4

import pytest
import time_machine

from lms.exams.models import RoomAct
from lms.exams.sittings.operations import ActDecision, decide_act, keep_time
from lms.exams.sittings.rules import clock_of
from tests.factories.accounts import invigilator_at, sign_in, trainee_at
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.exams import (
    ACTOR,
    MINUTE,
    StartedAttempt,
    attempt_of,
    open_sitting_for,
    ref_of,
    started_attempt,
    take_lease,
)
from tests.factories.rooms import do

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_eleven():
    with time_machine.travel(NOW + 11 * MINUTE, tick=False):
        yield


@pytest.fixture
def begun() -> StartedAttempt:
    return started_attempt()


@pytest.fixture
def staff(client, begun):
    return sign_in(client, invigilator_at(begun.enrolment.site))


def beside(begun: StartedAttempt) -> StartedAttempt:
    """Return an attempt that is written in another room of the same site."""
    enrolment = enrol(trainee_at(begun.enrolment.site), a_version())
    sitting = open_sitting_for(enrolment)
    attempt = attempt_of(sitting, enrolment)
    lease = take_lease(ref=ref_of(attempt), actor=ACTOR, now=NOW)
    return StartedAttempt(begun.user, enrolment, sitting, attempt, lease, NOW)


def away() -> None:
    keep_time(is_web=True, now=NOW + MINUTE)
    keep_time(is_web=True, now=NOW + 11 * MINUTE)


def outage_of(begun: StartedAttempt) -> RoomAct:
    return RoomAct.objects.get(sitting=begun.sitting, kind="outage")


def address(begun: StartedAttempt) -> str:
    return f"/exams/console/{begun.sitting.uuid}/requests/{outage_of(begun).uuid}/"


def deadline(begun: StartedAttempt):
    return clock_of(begun.attempt.time_events.all()).deadline


def confirm(staff, begun, *rooms, decision="approve"):
    values = {"reason": "停电", "decision": decision, "rooms": [str(one) for one in rooms]}
    return staff.post(address(begun), values, follow=True)


def test_it_is_offered_for_every_room_of_the_user_and_logged_in_each(staff, begun):
    second, foreign = beside(begun), started_attempt()
    away()
    page = staff.get(address(begun))
    (box,) = page.context["form"]["rooms"]
    assert box.data["value"] == str(outage_of(second).uuid)
    assert not box.data["selected"], "only the own room is decided on, unless somebody chooses another"
    assert second.sitting.room.name in page.content.decode()
    said = confirm(staff, begun, outage_of(second).uuid).content.decode()
    assert "2" in said
    for one in (begun, second):
        act = outage_of(one)
        assert (act.state, act.decision_reason) == ("done", "停电")
        assert deadline(one) == NOW + 40 * MINUTE
        assert "停电" in staff.get(f"/exams/console/{one.sitting.uuid}/log/").content.decode()
    assert outage_of(foreign).state == "waiting"
    assert deadline(foreign) == NOW + 30 * MINUTE


def test_a_room_of_another_site_is_not_confirmed_whatever_is_sent(staff, begun):
    second, foreign = beside(begun), started_attempt()
    away()
    confirm(staff, begun, outage_of(foreign).uuid, uuid4())
    assert [outage_of(one).state for one in (begun, second, foreign)] == ["done", "waiting", "waiting"]


def test_whoever_only_agrees_confirms_it_in_no_other_room(staff, begun):
    second = beside(begun)
    away()
    page = staff.get(address(begun)).content.decode()
    assert " checked" not in page
    assert "不勾选，就只决定本考场" in page
    confirm(staff, begun)
    assert [outage_of(one).state for one in (begun, second)] == ["done", "waiting"]
    assert deadline(second) == NOW + 30 * MINUTE


def test_refusing_is_for_the_own_room_only(staff, begun):
    second = beside(begun)
    away()
    confirm(staff, begun, outage_of(second).uuid, decision="refuse")
    assert [outage_of(one).state for one in (begun, second)] == ["refused", "waiting"]


def test_what_somebody_decided_meanwhile_stays_and_is_no_error(staff, begun):
    second, third = beside(begun), beside(begun)
    away()
    chosen = [outage_of(one).uuid for one in (second, third)]
    decision = ActDecision(second.sitting.uuid, chosen[0], approve=False, reason="没有断电")
    decide_act(decision=decision, actor=ACTOR, now=NOW + 11 * MINUTE)
    assert confirm(staff, begun, *chosen).status_code == 200
    assert [outage_of(one).state for one in (begun, second, third)] == ["done", "refused", "done"]


def test_a_room_in_which_somebody_gave_minutes_meanwhile_is_left_to_be_decided_there(staff, begun):
    second = beside(begun)
    away()
    do(second, "extra", minutes=10, after=11 * MINUTE)
    said = confirm(staff, begun, outage_of(second).uuid).content.decode()
    assert [outage_of(one).state for one in (begun, second)] == ["done", "waiting"]
    assert second.sitting.room.name in said
    assert "在这个考场加过时或申请加时" in said
    assert "已给全场加时10分钟" in staff.get(address(second)).content.decode()


def test_an_outage_of_another_time_is_another_matter(staff, begun):
    second = beside(begun)
    away()
    RoomAct.objects.filter(sitting=second.sitting).update(since=NOW - MINUTE, until=NOW)
    assert "rooms" not in staff.get(address(begun)).context["form"].fields


def test_what_people_asked_for_is_decided_room_by_room(staff, begun):
    second = beside(begun)
    away()
    asked = RoomAct.objects.create(
        sitting=begun.sitting,
        attempt=begun.attempt,
        kind="void",
        state="waiting",
        needs_second=True,
        client_key=uuid4(),
        asked_at=NOW,
        reason="换人",
    )
    page = staff.get(f"/exams/console/{begun.sitting.uuid}/requests/{asked.uuid}/")
    assert "rooms" not in page.context["form"].fields
    assert outage_of(second).state == "waiting"
