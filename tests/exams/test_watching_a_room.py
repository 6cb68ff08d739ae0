"""What the console tells of a seat: that nothing is heard of it, also after a restart, and that its page was left."""

from datetime import timedelta
from unittest.mock import Mock
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.core.enums import Role
from lms.exams.api import take_lease
from lms.exams.sittings import pulse
from lms.exams.sittings.console import roster
from lms.exams.sittings.operations import Absence, note_left_page
from lms.exams.sittings.signs_of_life import LONGEST_DEAFNESS, SILENT_AFTER, note_heartbeat, note_listening
from tests.factories.accounts import client_at, give_role, invigilator_at, sign_in, trainee_at
from tests.factories.courses import enrol
from tests.factories.exams import ACTOR, MINUTE, open_sitting_for, started_attempt

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def begun():
    cache.clear()
    return started_attempt()


def silent(begun, after):
    (line,) = roster(begun.sitting, now=begun.began + after)
    return line.is_silent


def leave(begun, *absences):
    for number, (seconds, after) in enumerate(absences, start=1):
        absence = Absence(1, number, seconds)
        note_left_page(ref=begun.ref, absence=absence, actor=ACTOR, now=begun.began + after)


def pages(begun, at):
    staff = sign_in(Client(), invigilator_at(begun.sitting.site))
    room = f"/exams/console/{begun.sitting.uuid}/"
    with time_machine.travel(begun.began + at, tick=False):
        return [staff.get(way).content.decode() for way in (room, f"{room}attempts/{begun.attempt.uuid}/")]


def test_a_seat_of_which_nothing_was_ever_heard_is_silent(begun):
    assert not silent(begun, SILENT_AFTER)
    assert silent(begun, SILENT_AFTER + SECOND)


def test_a_sign_of_life_counts_from_then_on_and_a_restart_that_forgets_it_does_not_hide_the_silence(begun):
    note_heartbeat(attempt_uuid=begun.attempt.uuid, unsynced=0, now=begun.began + MINUTE)
    assert not silent(begun, MINUTE + SILENT_AFTER)
    cache.clear()
    assert silent(begun, MINUTE + SILENT_AFTER)


def test_without_the_cache_no_seat_is_called_silent(begun, monkeypatch):
    monkeypatch.setattr("lms.exams.sittings.signs_of_life.cache.get_many", Mock(side_effect=ConnectionError))
    assert not silent(begun, 10 * MINUTE)


def test_without_the_cache_the_console_says_that_nobody_knows_which_seats_are_silent(begun, monkeypatch):
    words = "目前无法判断哪些座位没有连线"
    room, _candidate = pages(begun, 10 * MINUTE)
    assert words not in room
    monkeypatch.setattr("lms.exams.sittings.signs_of_life.cache.get_many", Mock(side_effect=ConnectionError))
    room, _candidate = pages(begun, 10 * MINUTE)
    assert words in room
    assert "tile--trouble" not in room


def listen(begun, since, until):
    """Let the web server note every five seconds that it hears terminals."""
    after = since
    while after <= until:
        note_listening(now=begun.began + after)
        after += 5 * SECOND


def stands(begun, after):
    (line,) = roster(begun.sitting, now=begun.began + after)
    return "silent" if line.is_silent else "awaited" if line.is_awaited else "heard"


@pytest.mark.parametrize("forgets", [True, False])
def test_after_a_restart_seats_are_awaited_for_as_long_as_a_seat_may_be_quiet(begun, forgets):
    listen(begun, 0 * SECOND, 2 * MINUTE)
    note_heartbeat(attempt_uuid=begun.attempt.uuid, unsynced=0, now=begun.began + 2 * MINUTE)
    if forgets:
        cache.clear()
    back = 3 * MINUTE
    listen(begun, back, back + MINUTE)
    assert [stands(begun, back), stands(begun, back + SILENT_AFTER)] == ["awaited", "awaited"]
    assert stands(begun, back + SILENT_AFTER + SECOND) == "silent"
    note_heartbeat(attempt_uuid=begun.attempt.uuid, unsynced=0, now=begun.began + back + 10 * SECOND)
    assert stands(begun, back + SILENT_AFTER) == "heard"


def test_a_seat_that_fell_silent_is_said_to_be_while_the_server_hears_the_others(begun):
    listen(begun, 0 * SECOND, 5 * MINUTE)
    note_listening(now=begun.began + 5 * MINUTE + LONGEST_DEAFNESS)
    assert stands(begun, 5 * MINUTE + LONGEST_DEAFNESS) == "silent"


def test_of_two_web_processes_the_one_that_notes_second_by_an_earlier_time_hides_no_silence(begun):
    listen(begun, 0 * SECOND, 5 * MINUTE)
    note_listening(now=begun.began + 5 * MINUTE - timedelta(milliseconds=1))
    assert stands(begun, 5 * MINUTE) == "silent"


def test_the_seat_that_was_left_is_no_sign_of_life_of_the_one_that_writes(begun, client):
    take_lease(ref=begun.ref, actor=ACTOR, now=begun.began)
    clock = f"/api/v1/exams/attempts/{begun.attempt.uuid}/clock?"
    sign_in(client, begun.user)
    with time_machine.travel(begun.began + MINUTE, tick=False):
        assert client.get(f"{clock}epoch=1").json()["lease"] == "superseded"
        assert silent(begun, MINUTE)
        assert client.get(f"{clock}epoch=2&unsynced=4").json()["lease"] == "live"
        client.get(f"{clock}epoch=1&unsynced=0")
        (line,) = roster(begun.sitting, now=begun.began + MINUTE)
    assert (line.is_silent, line.heartbeat.unsynced) == (False, 4)


def test_a_clock_that_was_set_back_is_no_long_listening(begun):
    listen(begun, 10 * MINUTE, 11 * MINUTE)
    note_listening(now=begun.began + 2 * MINUTE)
    assert stands(begun, 2 * MINUTE + SILENT_AFTER) == "awaited"


def test_the_first_request_of_a_web_process_finds_that_seats_are_awaited(begun):
    with time_machine.travel(begun.began + 3 * MINUTE, tick=False):
        try:
            pulse.begin_web()
        finally:
            pulse.stop()
        assert stands(begun, 3 * MINUTE) == "awaited"


def test_the_page_of_the_room_says_that_the_server_waits_and_calls_no_seat_silent(begun):
    with time_machine.travel(begun.began + 3 * MINUTE, tick=False):
        listen(begun, 3 * MINUTE, 3 * MINUTE)
    room, _candidate = pages(begun, 3 * MINUTE)
    assert "服务器已恢复，等待恢复联系的座位：1" in room
    assert "等待该座位恢复联系" in room
    assert "tile--trouble" not in room


def test_tile_and_page_of_a_candidate_say_how_often_and_how_long_the_page_was_left(begun):
    assert all("离开考试页面" not in page for page in pages(begun, 2 * MINUTE))
    leave(begun, (12, MINUTE), (30, 3 * MINUTE))
    back = f"{(begun.began + 3 * MINUTE).astimezone():%M:%S}"
    for page in pages(begun, 4 * MINUTE):
        assert "2次，共42秒" in page
        assert back in page


def test_the_room_asks_no_more_for_more_who_left(begun):
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as seen:
            roster(begun.sitting, now=begun.began + MINUTE)
        counts.append(len(seen))
        leave(begun, *[(3, SECOND * number) for number in range(1, 9)])
    assert counts[0] == counts[1]


def test_who_sits_an_examination_does_not_act_in_its_room(begun):
    give_role(begun.user, Role.INVIGILATOR, begun.sitting.site)
    staff = sign_in(client_at(begun.sitting.room, seat="X9"), begun.user)
    other = open_sitting_for(enrol(trainee_at(begun.sitting.site), begun.enrolment.version), now=begun.began)
    with time_machine.travel(begun.began + MINUTE, tick=False):
        room = f"/exams/console/{begun.sitting.uuid}/"
        extra = f"{room}attempts/{begun.attempt.uuid}/acts/extra/"
        form = {"minutes": 30, "reason": "手慢", "client_key": str(uuid4())}
        assert staff.post(extra, form).status_code == 404
        assert staff.get(room).status_code == 404
        assert staff.get(f"/exams/console/{other.uuid}/").status_code == 200
    assert begun.attempt.time_events.count() == 1
