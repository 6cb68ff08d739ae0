"""Terminals bring what can never count: at once, to a busy database, and in every form that one may send."""

import json
from dataclasses import replace
from uuid import uuid4

import pytest
import time_machine
from django.db import connection, connections

from lms.exams.sittings.operations import incidents
from lms.exams.sittings.room_models import IncidentEvent
from tests.concurrency.test_examinations import at_once
from tests.exams.test_leftovers import bring, content_of, entries, names, post, records_of, sealed
from tests.factories.exams import MINUTE, StartedAttempt, started_attempt

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def begun() -> StartedAttempt:
    return started_attempt()


def test_eight_terminals_with_the_same_entries_keep_each_once_and_all_are_told(begun):
    foreign = [replace(begun.answer(number), item=uuid4()) for number in (1, 2, 3)]
    records = records_of(begun, *foreign)
    outcomes = at_once(8, lambda _place: bring(begun, records))
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert {frozenset(names(outcome.refused)) for outcome in outcomes} == {frozenset(names(records))}
    assert len(entries(begun)) == 3


def test_terminals_that_bring_too_much_at_once_find_room_for_so_many_only(begun, monkeypatch):
    monkeypatch.setattr(incidents, "MOST_ENTRIES", 2)
    brought = [
        records_of(begun, *(replace(begun.answer(number), item=uuid4()) for number in (1, 2)))
        for _ in range(8)
    ]
    outcomes = at_once(8, lambda place: bring(begun, brought[place]))
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert len(entries(begun)) == 2
    assert sum(len(outcome.refused) for outcome in outcomes) == 2


def test_while_the_log_of_the_room_cannot_be_written_nothing_is_named_and_then_everything(begun):
    records = records_of(begun, replace(begun.answer(1), item=uuid4()))
    other = connections.create_connection("default")
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {IncidentEvent._meta.db_table} IN SHARE MODE")
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        with time_machine.travel(begun.began + MINUTE, tick=False):
            busy = post(records)
            other.rollback()
            later = post(records)
    finally:
        other.close()
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")
    assert busy.status_code == 503
    assert [name[2] for name in later.json()["refused"]] == [1]
    assert len(entries(begun)) == 1


@pytest.mark.parametrize(
    "change",
    [{"client_at": "\u0000"}, {"client_at": "\ud800"}, {"response": "\u0000\ud800"}, {"item": "\u0000"}],
    ids=repr,
)
def test_characters_that_the_database_refuses_hold_up_nothing(begun, change):
    odd = content_of(begun.answer(1)) | change
    records = [sealed(begun.attempt.uuid, odd), *records_of(begun, begun.answer(2, item=1))]
    outcome = bring(begun, records)
    assert (len(outcome.taken), len(outcome.refused)) == (1, 1)
    assert entries(begun)[0][2] == json.loads(json.dumps(odd))
