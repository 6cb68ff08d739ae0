"""What the console tells of a seat: that nothing is heard of it, also after a restart, and that its page was left."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.exams.sittings.console import SILENT_AFTER, note_heartbeat, roster
from lms.exams.sittings.operations import Absence, note_left_page
from tests.factories.accounts import invigilator_at, sign_in
from tests.factories.exams import ACTOR, MINUTE, started_attempt

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
    monkeypatch.setattr("lms.exams.sittings.console.cache.get_many", Mock(side_effect=ConnectionError))
    assert not silent(begun, 10 * MINUTE)


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
