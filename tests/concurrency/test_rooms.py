"""Invigilators and candidates act at once: every save is before or after a pause, an attempt ends once, opens once."""

import threading
from uuid import uuid4

import pytest
from django.db import OperationalError

from lms.core.errors import DomainError
from lms.exams.api import find_broken_event, hand_in, keep_time, save_events
from lms.exams.models import Attempt, Receipt, RoomAct, Sitting, TimeEvent
from lms.exams.sittings.operations import Absence, acts, incidents
from lms.exams.sittings.rules import clock_of
from tests.concurrency.overtaking import overtake
from tests.concurrency.test_examinations import PATIENCE, at_once
from tests.factories.exams import ACTOR, MINUTE, StartedAttempt, started_attempt
from tests.factories.rooms import agree, do

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def begun() -> StartedAttempt:
    return started_attempt()


def test_stopping_everybody_while_twelve_save_loses_nothing_and_stops_once(begun):
    key = uuid4()

    def act(place: int) -> object:
        if place < 2:
            return do(begun, "pause", key=key, after=2 * MINUTE)
        events = [begun.answer(place - 1, item=place % 10)]
        return save_events(ref=begun.ref, epoch=1, events=events, actor=ACTOR, now=begun.began + 2 * MINUTE)

    outcomes = at_once(12, act)
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert outcomes[0].pk == outcomes[1].pk
    begun.attempt.refresh_from_db()
    assert begun.attempt.events.filter(held="").count() == 10
    assert begun.attempt.time_events.filter(kind="pause").count() == 1
    assert find_broken_event(begun.attempt) is None


def test_handing_in_and_being_handed_in_at_once_end_once_with_one_receipt(begun):
    def act(place: int) -> object:
        if place % 2:
            return do(begun, "force", attempt=begun.attempt, after=MINUTE)
        return hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=begun.began + MINUTE)

    outcomes = at_once(8, act)
    unexpected = [row for row in outcomes if isinstance(row, Exception) and not isinstance(row, DomainError)]
    assert unexpected == []
    assert (Receipt.objects.count(), TimeEvent.objects.filter(kind="close").count()) == (1, 1)


def test_agreeing_twice_at_once_reopens_once(begun):
    hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=begun.began + MINUTE)
    asked = do(begun, "reopen", attempt=begun.attempt, minutes=5, after=2 * MINUTE)
    outcomes = at_once(6, lambda _place: agree(asked, at=begun.began + 3 * MINUTE))
    assert {outcome.state for outcome in outcomes} == {"done"}
    assert TimeEvent.objects.filter(kind="reopen").count() == 1
    assert clock_of(begun.attempt.time_events.all()).deadline == begun.began + 37 * MINUTE


def test_without_the_rooms_lock_agreeing_twice_gives_the_time_twice(begun, monkeypatch):
    hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=begun.began + MINUTE)
    asked = do(begun, "reopen", attempt=begun.attempt, minutes=5, after=2 * MINUTE)
    both = threading.Barrier(2, timeout=PATIENCE)
    monkeypatch.setattr(acts, "lock_sitting", lambda _uuid: begun.sitting)
    # Both have read that it waits before the first of them writes.
    monkeypatch.setattr(acts, "_refuse_own", lambda *_args: both.wait())
    monkeypatch.setattr(acts, "_targets", lambda *_args: [Attempt.objects.get(pk=begun.attempt.pk)])
    at_once(2, lambda _place: agree(asked, at=begun.began + 3 * MINUTE))
    assert TimeEvent.objects.filter(kind="reopen").count() == 2


def test_asking_at_once_for_the_same_asks_once(begun):
    hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=begun.began + MINUTE)
    outcomes = at_once(6, lambda _place: do(begun, "reopen", attempt=begun.attempt, after=2 * MINUTE))
    assert sum(isinstance(outcome, RoomAct) for outcome in outcomes) == 1
    assert RoomAct.objects.count() == 1


def test_processes_that_come_back_at_once_propose_one_outage(begun):
    keep_time(is_web=True, now=begun.began + MINUTE)
    outcomes = at_once(6, lambda place: keep_time(is_web=place % 2 == 0, now=begun.began + 5 * MINUTE))
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert RoomAct.objects.filter(kind="outage").count() == 1


@pytest.fixture
def leaving_while_all_stop(begun):
    """Return the works: a page says that it was left, and meanwhile the invigilator stops every clock."""
    absence = Absence(1, 1, 5)
    at = begun.began + 2 * MINUTE
    return (
        lambda: incidents.note_left_page(ref=begun.ref, absence=absence, actor=ACTOR, now=at),
        lambda: do(begun, "pause", after=2 * MINUTE),
    )


def test_what_a_terminal_tells_of_its_room_waits_for_no_act_that_waits_for_the_terminal(
    begun, leaving_while_all_stop, monkeypatch
):
    outcomes = overtake(monkeypatch, (incidents, "uuid5"), leaving_while_all_stop)
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert begun.attempt.time_events.filter(kind="pause").count() == 1
    assert begun.sitting.incidents.filter(category="left_page").count() == 1


def test_control_a_room_locked_against_mere_references_stops_one_of_the_two(
    leaving_while_all_stop, monkeypatch
):
    def against_references(uuid):
        return Sitting.objects.select_for_update().select_related(None).get(uuid=uuid)

    monkeypatch.setattr(acts, "lock_sitting", against_references)
    outcomes = overtake(monkeypatch, (incidents, "uuid5"), leaving_while_all_stop)
    assert [type(row) for row in outcomes if isinstance(row, Exception)] == [OperationalError]
