"""Registered terminals belong to a room: begun in another one only by consent, and one for two candidates is named."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lms.core import clock
from lms.exams.api import decide_seat_request, open_sitting, take_lease
from lms.exams.errors import AttemptNotOpen, SeatInUse
from lms.exams.models import AttemptState, Lease, SeatRequest, TerminalCheck
from lms.exams.sittings.arrangements import Arrangement
from lms.exams.sittings.console import roster
from lms.exams.sittings.operations import Seat
from tests.exams.test_room_map import seated
from tests.factories.accounts import client_at, invigilator_at, sign_in, terminal_at
from tests.factories.courses import NOW, enrolled_trainee
from tests.factories.exams import (
    ACTOR,
    MINUTE,
    a_sitting,
    attempt_of,
    open_sitting_for,
    ref_of,
)
from tests.factories.organisations import a_room
from tests.factories.planning import planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun():
    """A sitting that is open, its candidate's attempt, and a room beside it."""
    _user, enrolment = enrolled_trainee()
    sitting = open_sitting_for(enrolment)
    return sitting, attempt_of(sitting, enrolment), a_named_room(enrolment.site, "隔壁教室")


def a_named_room(site, name):
    """Return a room with this name and one seat in its plan."""
    room = a_room(site)
    room.name, room.plan = name, [["A1"]]
    room.save()
    return room


def text_of(answer):
    return " ".join(answer.content.decode().split())


def at(room, *, seat="6", holder="terminal:there"):
    return Seat(holder=holder, label=seat, room_pk=room.pk)


def lease(attempt, seat, *, now=NOW):
    return take_lease(ref=ref_of(attempt, seat=seat), actor=ACTOR, now=now)


def decide(sitting, *, approve):
    asked = SeatRequest.objects.get(is_used=False)
    return decide_seat_request(
        request_uuid=asked.uuid, sitting_uuid=sitting.uuid, approve=approve, actor=ACTOR, now=NOW
    )


def test_at_a_terminal_of_another_room_nobody_begins_before_the_invigilator_agrees(begun):
    sitting, attempt, beside = begun
    with pytest.raises(SeatInUse, match="隔壁教室 · 6") as refusal:
        lease(attempt, at(beside))
    assert refusal.value.reasons == ("asked",)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.leases.count()) == (AttemptState.PREPARED, 0), "no clock runs"
    decide(sitting, approve=True)
    assert lease(attempt, at(beside)).seat == "隔壁教室 · 6"
    assert lease(attempt, at(beside)).epoch == 2, "a reload needs nobody"


def test_a_refusal_leads_to_the_right_room_where_one_begins_at_once(begun):
    sitting, attempt, beside = begun
    with pytest.raises(SeatInUse):
        lease(attempt, at(beside))
    decide(sitting, approve=False)
    with pytest.raises(SeatInUse) as refusal:
        lease(attempt, at(beside))
    assert refusal.value.reasons == ("refused",)
    assert lease(attempt, at(sitting.room, holder="terminal:here")).seat == "6"


def test_nobody_is_asked_before_one_can_begin_at_all():
    _user, enrolment = enrolled_trainee()
    attempt = attempt_of(a_sitting(enrolment), enrolment)
    with pytest.raises(AttemptNotOpen):
        lease(attempt, at(a_room(enrolment.site)))
    assert not SeatRequest.objects.exists()


def test_whose_room_apart_is_arranged_begins_there(begun):
    sitting, attempt, beside = begun
    allowed_by = invigilator_at(sitting.site)
    Arrangement.objects.create(
        candidate=attempt.candidate,
        is_separate_room=True,
        reason="Reads slowly",
        allowed_by=allowed_by,
        allowed_at=NOW,
    )
    assert lease(attempt, at(beside)).seat == "隔壁教室 · 6"


def test_a_long_name_of_a_room_still_leaves_the_seat(begun):
    sitting, attempt, _beside = begun
    long = a_named_room(sitting.site, "长" * 80)
    with pytest.raises(SeatInUse):
        lease(attempt, at(long, seat="A10"))
    decide(sitting, approve=True)
    seat = lease(attempt, at(long, seat="A10")).seat
    assert (len(seat), seat.endswith("长 · A10")) == (Lease._meta.get_field("seat").max_length, True)


def test_the_console_names_the_other_room_and_says_what_is_asked():
    sitting = seated("A1", "A2")
    open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW)
    attempt = sitting.candidates.get(number=1).attempts.get()
    beside = a_named_room(sitting.site, "隔壁教室")
    with time_machine.travel(NOW, tick=False):
        with pytest.raises(SeatInUse):
            lease(attempt, at(beside, seat="A1"))
        staff = sign_in(Client(), invigilator_at(sitting.site))
        page = text_of(staff.get(f"/exams/console/{sitting.uuid}/"))
        assert "请求在别的教室开始作答" in page
        assert "隔壁教室 · A1" in page
        decide(sitting, approve=True)
        lease(attempt, at(beside, seat="A1"))
        assert roster(sitting, now=NOW)[0].is_elsewhere, "the seat of that name is in this room"
        assert "实际座位：隔壁教室 · A1" in text_of(staff.get(f"/exams/console/{sitting.uuid}/"))


def test_the_page_of_a_candidate_at_a_terminal_tells_its_room():
    user, enrolment = enrolled_trainee()
    attempt = attempt_of(open_sitting_for(enrolment), enrolment)
    elsewhere = sign_in(client_at(a_room(enrolment.site)), user)
    with time_machine.travel(NOW + MINUTE, tick=False):
        answer = elsewhere.post(
            f"/api/v1/exams/attempts/{attempt.uuid}/lease", content_type="application/json"
        )
    assert (answer.status_code, answer.json()["code"]) == (409, "exams.attempt.seat_in_use")


def test_two_who_write_at_one_registered_computer_are_named_to_each_other():
    sitting = seated("A1", "A2", "A3")
    open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW)
    terminal, _token = terminal_at(sitting.room, seat="A1")
    copied = Seat(f"terminal:{terminal.uuid}", "A1", sitting.room_id)
    first, second, third = (row.attempts.get() for row in sitting.candidates.order_by("number"))
    for attempt in (first, second):
        lease(attempt, copied)
    lease(third, Seat("session:third"))
    assert [line.beside for line in roster(sitting, now=NOW)] == [("002",), ("001",), ()]
    staff = sign_in(Client(), invigilator_at(sitting.site))
    with time_machine.travel(NOW, tick=False):
        for way in ("", "?order=number"):
            assert "平台认为是同一台电脑，另一名考生： 002" in text_of(
                staff.get(f"/exams/console/{sitting.uuid}/{way}")
            )
    Lease.objects.filter(attempt=second).update(holder="terminal:another")
    assert not roster(sitting, now=NOW + timedelta(seconds=1))[0].beside


def test_computers_that_are_red_or_that_nobody_has_checked_lately_keep_a_sitting_from_being_ready():
    opens = clock.now() + timedelta(days=1)
    plan = planned(candidates=1, forms=1, opens_at=opens, closes_at=opens + timedelta(minutes=30))
    for seat, verdict, days in (("1", "green", 1), ("2", "red", 1), ("3", "green", 15), ("4", None, 0)):
        terminal, _token = terminal_at(plan.sitting.room, seat=seat)
        if verdict:
            at = clock.now() - timedelta(days=days)
            TerminalCheck.objects.create(
                terminal=terminal, visit=uuid4(), checked_at=at, verdict=verdict, outcomes={}, figures={}
            )
    officer = sign_in(Client(), plan.officer)
    page = text_of(officer.get(reverse("sittings:sitting", args=[plan.sitting.uuid])))
    assert "以下座位的电脑不能用：2。" in page
    assert "近期没有检查过的电脑：2台。" in page
