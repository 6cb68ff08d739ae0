"""Many requests for one attempt at once: one receipt, one chain, one lease; and what happens without the lock."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.models import F

from lms.core.prepared import answers
from lms.exams.api import find_broken_event, hand_in, mark_attempt, save_events, take_lease
from lms.exams.models import Attempt, Receipt, Result
from lms.exams.sittings.operations import ending, saving, seats
from tests.factories.exams import ACTOR, MINUTE, StartedAttempt, started_attempt

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PATIENCE = 60


@pytest.fixture
def begun() -> StartedAttempt:
    return started_attempt()


def at_once(count: int, work: Callable[[int], object]) -> list[Any]:
    """Do the work in so many threads that start at one barrier; return results or errors."""
    barrier = threading.Barrier(count, timeout=PATIENCE)

    def run(place: int) -> object:
        barrier.wait()
        try:
            return work(place)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return [future.result(PATIENCE * 2) for future in [pool.submit(run, place) for place in range(count)]]


def forget_the_lock(
    monkeypatch: pytest.MonkeyPatch, module: Any, count: int, name: str = "find_own_to_write"
) -> None:
    """Let operations read the attempt without locking it, and meet before the first of them writes."""
    barrier = threading.Barrier(count, timeout=PATIENCE)

    def find_unlocked(ref: Any, *asked: Any, **_clock: Any) -> Any:
        rows = Attempt.objects.select_related("paper", "candidate__sitting")
        rows = rows.annotate(
            sitting_pk=F("candidate__sitting_id"),
            paper_sha256=F("paper__sha256"),
            room_pk=F("candidate__sitting__room_id"),
        )
        row, more = rows.get(uuid=ref.uuid), answers(*asked)
        barrier.wait()
        return row if name == "find_own" else (row, more)

    monkeypatch.setattr(module, name, find_unlocked)


def hand_in_once(begun: StartedAttempt) -> object:
    return hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=begun.began + MINUTE).receipt


def test_twenty_hand_ins_at_once_give_one_receipt(begun):
    receipts = at_once(20, lambda _place: hand_in_once(begun))
    assert {receipt.pk for receipt in receipts} == {Receipt.objects.get().pk}


def test_without_the_lock_two_hand_ins_collide(begun, monkeypatch):
    forget_the_lock(monkeypatch, ending, 2, "find_own")
    outcomes = at_once(2, lambda _place: hand_in_once(begun))
    collided = sum(isinstance(outcome, IntegrityError) for outcome in outcomes)
    # Who counts the receipts after the other has committed signs a second one.
    assert collided == 1 or Receipt.objects.count() == 2


def test_duplicates_in_parallel_are_kept_once_and_the_chain_fits(begun):
    events = [begun.answer(seq, item=seq % 10) for seq in range(1, 31)]

    def save(place: int) -> object:
        part = events[place % 3 * 10 : place % 3 * 10 + 20]
        return save_events(ref=begun.ref, epoch=1, events=part, actor=ACTOR, now=begun.began + MINUTE)

    replies = at_once(12, save)
    assert not [reply for reply in replies if isinstance(reply, Exception)]
    begun.attempt.refresh_from_db()
    assert begun.attempt.events.count() == 30
    assert find_broken_event(begun.attempt) is None


def test_without_the_lock_two_saves_collide(begun, monkeypatch):
    forget_the_lock(monkeypatch, saving, 2)

    def save(place: int) -> object:
        event = begun.answer(place + 1, item=place)
        return save_events(ref=begun.ref, epoch=1, events=[event], actor=ACTOR, now=begun.began + MINUTE)

    outcomes = at_once(2, save)
    assert sum(isinstance(outcome, IntegrityError) for outcome in outcomes) == 1


def test_a_save_and_a_hand_in_at_once_leave_the_event_either_counted_or_held(begun):
    event = begun.answer(1)

    def act(place: int) -> object:
        if place == 0:
            return hand_in_once(begun)
        return save_events(ref=begun.ref, epoch=1, events=[event], actor=ACTOR, now=begun.began + MINUTE)

    receipt, reply = at_once(2, act)
    counted = reply.held == []
    assert receipt.payload["answered"] == (1 if counted else 0)
    assert begun.attempt.answers.count() == (1 if counted else 0)


def test_two_page_loads_at_once_get_different_epochs(begun):
    leases = at_once(8, lambda _place: take_lease(ref=begun.ref, actor=ACTOR, now=begun.began + MINUTE))
    assert Counter(lease.epoch for lease in leases) == Counter(range(2, 10))
    begun.attempt.refresh_from_db()
    assert begun.attempt.lease_epoch == 9


def test_without_the_lock_two_page_loads_collide(begun, monkeypatch):
    forget_the_lock(monkeypatch, seats, 2)
    outcomes = at_once(2, lambda _place: take_lease(ref=begun.ref, actor=ACTOR, now=begun.began + MINUTE))
    assert sum(isinstance(outcome, IntegrityError) for outcome in outcomes) == 1


def test_marking_at_once_gives_one_result(begun):
    hand_in_once(begun)
    marks = at_once(
        4, lambda _place: mark_attempt(attempt_uuid=begun.attempt.uuid, actor=ACTOR, now=begun.began + MINUTE)
    )
    assert {mark.pk for mark in marks} == {Result.objects.get().pk}
