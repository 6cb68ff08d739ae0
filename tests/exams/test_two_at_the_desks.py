"""Two invigilators at two desks: who comes second reads who was quicker, and the minutes name who watched."""

import subprocess
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from lms.core.actor import Actor
from lms.exams.api import ActKind, NewAct, do_act, take_lease
from lms.exams.errors import ActRefused, SeatInUse
from lms.exams.models import SeatRequest
from lms.exams.sittings.minutes import print_minutes
from lms.exams.sittings.signs_of_life import WAITS
from tests.factories.accounts import client_at, examinations_officer_at, invigilator_at, sign_in, trainee_at
from tests.factories.courses import NOW, enrol
from tests.factories.exams import MINUTE, OTHER_SEAT, open_sitting_for, ref_of, started_attempt
from tests.factories.rooms import do

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun():
    return started_attempt()


@pytest.fixture
def desks(begun):
    """The two invigilators of the room."""
    return [invigilator_at(begun.sitting.site), invigilator_at(begun.sitting.site)]


def press(user, begun, kind, at, *, alone=False):
    act = NewAct(begun.sitting.uuid, kind, "消防警报", uuid4(), begun.attempt.uuid if alone else None)
    return do_act(act=act, actor=Actor(user.uuid, "invigilator"), now=at)


@pytest.mark.parametrize("alone", [False, True])
def test_who_stops_a_clock_that_was_just_stopped_reads_by_whom(begun, desks, alone):
    press(desks[0], begun, ActKind.PAUSE, NOW + MINUTE)
    with pytest.raises(ActRefused) as refused:
        press(desks[1], begun, ActKind.PAUSE, NOW + 2 * MINUTE, alone=alone)
    assert desks[0].get_full_name() in str(refused.value.message)
    assert f"{(NOW + MINUTE).astimezone():%M:%S}" in str(refused.value.message)


def test_who_has_handed_in_was_ended_by_nobody(begun, desks):
    press(desks[0], begun, ActKind.PAUSE, NOW + MINUTE)
    press(desks[0], begun, ActKind.RESUME, NOW + 2 * MINUTE)
    press(desks[0], begun, ActKind.FORCE, NOW + 3 * MINUTE, alone=True)
    with pytest.raises(ActRefused) as again:
        press(desks[1], begun, ActKind.FORCE, NOW + 4 * MINUTE, alone=True)
    assert desks[0].get_full_name() in str(again.value.message)
    with pytest.raises(ActRefused) as other:
        press(desks[1], begun, ActKind.PAUSE, NOW + 5 * MINUTE, alone=True)
    assert desks[0].get_full_name() not in str(other.value.message)


def test_who_asks_for_what_was_asked_for_reads_by_whom(begun, desks):
    press(desks[0], begun, ActKind.VOID, NOW + MINUTE, alone=True)
    with pytest.raises(ActRefused) as refused:
        press(desks[1], begun, ActKind.VOID, NOW + 2 * MINUTE, alone=True)
    assert desks[0].get_full_name() in str(refused.value.message)


def decide(user, begun, act, decision):
    path = f"/exams/console/{begun.sitting.uuid}/requests/{act.uuid}/"
    with time_machine.travel(NOW + 3 * MINUTE, tick=False):
        client = sign_in(Client(), user)
        return client.post(path, {"decision": decision, "reason": "属实"}, follow=True).content.decode()


def test_who_decides_what_another_has_decided_reads_what_and_by_whom(begun, desks):
    act = do(begun, "void", after=MINUTE, attempt=begun.attempt)
    assert "已拒绝" in decide(desks[0], begun, act, "refuse")
    officer = examinations_officer_at(begun.sitting.site)
    second = decide(officer, begun, act, "approve")
    assert desks[0].get_full_name() in second
    assert "这次操作没有改变什么" in second


def test_who_allows_a_seat_that_another_refused_is_not_told_that_it_is_allowed(begun, desks):
    with pytest.raises(SeatInUse):
        take_lease(ref=ref_of(begun.attempt, seat=OTHER_SEAT), actor=desks_actor(begun), now=NOW + MINUTE)
    asked = SeatRequest.objects.get()
    path = f"/exams/console/{begun.sitting.uuid}/seats/{asked.uuid}/"
    told = []
    with time_machine.travel(NOW + MINUTE, tick=False):
        for user, decision in zip(desks, ("refuse", "approve"), strict=True):
            page = sign_in(Client(), user).post(path, {"decision": decision}, follow=True)
            told.append(page.content.decode())
    assert all("已拒绝，一切照旧。" in page for page in told)
    assert f"{desks[0].get_full_name()}已在" in told[1]
    assert f"{desks[0].get_full_name()}已在" not in told[0]


def desks_actor(begun):
    return Actor(begun.user.uuid, "trainee")


def squeezed(user):
    return user.get_full_name().replace(" ", "")


def test_the_minutes_name_who_was_asked_to_watch_and_who_acted(begun, desks):
    begun.sitting.invigilators.add(desks[0])
    press(desks[1], begun, ActKind.PAUSE, NOW + MINUTE)
    pdf = print_minutes(begun.sitting, now=NOW + 2 * MINUTE)
    text = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout
    names = "".join(text.decode().split())
    assert f"监考员Invigilators：{squeezed(desks[0])}" in names
    assert f"在考场操作过的其他人Actedintheroomaswell：{squeezed(desks[1])}" in names
    assert names.count(squeezed(desks[0])) == 2, "in the head, and where to sign"
    assert begun.enrolment.person.full_name not in names.split("Actedintheroomaswell")[1].split("考生")[0]


@pytest.fixture
def waiting(begun):
    """A second sitting whose candidate has not begun, with the name of its room."""
    enrolment = enrol(trainee_at(begun.sitting.site), begun.enrolment.version)
    return enrolment, open_sitting_for(enrolment)


def console(sitting, user, at):
    with time_machine.travel(at, tick=False):
        return sign_in(Client(), user).get(f"/exams/console/{sitting.uuid}/").content.decode()


@pytest.mark.parametrize("is_at_terminal", [True, False])
def test_who_sits_in_the_waiting_room_is_not_called_absent(waiting, desks, is_at_terminal):
    enrolment, sitting = waiting
    assert "应到未到：1" in console(sitting, desks[0], NOW + MINUTE)
    client = client_at(sitting.room, seat="W7") if is_at_terminal else Client()
    with time_machine.travel(NOW + MINUTE, tick=False):
        sign_in(client, enrolment.person.user).get(f"/exams/sittings/{sitting.uuid}/")
    page = console(sitting, desks[0], NOW + MINUTE)
    assert "应到未到：0" in page
    assert "在候考页面：1" in page
    assert ("在候考页面，座位W7" in page) is is_at_terminal
    assert ("不在本考场的电脑上" in page) is not is_at_terminal
    late = console(sitting, desks[0], NOW + MINUTE + WAITS + timedelta(seconds=1))
    assert "应到未到：1" in late
    assert "在候考页面" not in late


def test_a_clock_that_stands_still_says_since_when(begun, desks):
    press(desks[0], begun, ActKind.PAUSE, NOW + MINUTE)
    since = f"{(NOW + MINUTE).astimezone():%M:%S}"
    room = f"/exams/console/{begun.sitting.uuid}/"
    with time_machine.travel(NOW + 9 * MINUTE, tick=False):
        staff = sign_in(Client(), desks[0])
        for path in (room, f"{room}attempts/{begun.attempt.uuid}/"):
            assert f"{since}起暂停" in staff.get(path).content.decode()
