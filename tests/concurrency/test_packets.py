"""Packets under contention: one seal for two, struck out while a room asks, confirmed while it is struck out."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError

from lms.exams.models import ReserveOpening, SealedReserve
from lms.exams.reserve.errors import ReserveRefused, UnusableReserve
from lms.exams.reserve.operations import locking, opening, printing, sealing, strike_packet
from lms.exams.reserve.packets import PacketState
from tests.concurrency.overtaking import overtake
from tests.factories.courses import NOW
from tests.factories.reserves import (
    LATER,
    OnPaper,
    a_new_reserve,
    a_sealed_room,
    as_,
    ask,
    ordered,
    sealed,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def unlocked(uuid):
    """Return a sitting as if nobody had to wait for it."""
    return locking.Sitting.objects.get(uuid=uuid)


def errors(outcomes: list[object]) -> list[type]:
    return [type(one) for one in outcomes if isinstance(one, Exception)]


def two_order(room: OnPaper) -> tuple[Callable[[], object], Callable[[], object]]:
    def order() -> object:
        return ordered(a_new_reserve(room.sitting, seal="S-002"), room.officer, now=NOW)

    return order, order


def test_two_who_order_under_one_seal_get_one_packet(monkeypatch):
    room = a_sealed_room()
    outcomes = overtake(monkeypatch, (printing, "_ask"), two_order(room))
    assert errors(outcomes) == [UnusableReserve]
    assert SealedReserve.objects.filter(seal="S-002").count() == 1


def strike(room: OnPaper) -> object:
    about = {"actor": as_(room.officer), "now": LATER}
    return strike_packet(reserve_uuid=room.reserve.uuid, reason="信封破损", **about)


def is_both(room: OnPaper) -> bool:
    """Return whether a packet is struck out and asked for."""
    is_struck = PacketState.of(room.reserve).struck is not None
    return is_struck and ReserveOpening.objects.filter(reserve=room.reserve).exists()


def test_a_packet_is_struck_out_or_asked_for(monkeypatch):
    room = a_sealed_room()
    works = (lambda: strike(room), lambda: ask(room))
    outcomes = overtake(monkeypatch, (sealing, "forget_file"), works)
    assert errors(outcomes) == [ReserveRefused]
    assert not is_both(room)


def test_a_packet_is_asked_for_or_struck_out(monkeypatch):
    room = a_sealed_room()
    works = (lambda: ask(room), lambda: strike(room))
    outcomes = overtake(monkeypatch, (opening, "targets_of"), works)
    assert errors(outcomes) == [ReserveRefused]
    assert not is_both(room)


def test_without_the_lock_a_packet_is_struck_out_and_asked_for(monkeypatch):
    room = a_sealed_room()
    monkeypatch.setattr(locking, "lock_sitting", unlocked)
    works = (lambda: strike(room), lambda: ask(room))
    assert errors(overtake(monkeypatch, (sealing, "forget_file"), works)) == []
    assert is_both(room)


def both_end(room: OnPaper) -> tuple[Callable[[], object], Callable[[], object]]:
    row = ordered(a_new_reserve(room.sitting, seal="S-002"), room.officer, now=NOW)
    row.steps.create(kind="given", at=NOW)
    room.reserve = row
    return lambda: strike(room), lambda: sealed(row, room.officer, now=LATER)


def test_what_is_struck_out_meanwhile_is_not_confirmed(monkeypatch):
    room = a_sealed_room()
    outcomes = overtake(monkeypatch, (sealing, "forget_file"), both_end(room))
    assert errors(outcomes) == [ReserveRefused]
    assert not room.reserve.steps.filter(kind="sealed").exists()


def test_two_who_strike_out_do_it_once(monkeypatch):
    room = a_sealed_room()
    works = (lambda: strike(room), lambda: strike(room))
    assert errors(overtake(monkeypatch, (sealing, "forget_file"), works)) == []
    assert room.reserve.steps.filter(kind="struck").count() == 1


def test_without_the_lock_the_constraint_stops_the_second(monkeypatch):
    room = a_sealed_room()
    monkeypatch.setattr(locking, "lock_sitting", unlocked)
    works = (lambda: strike(room), lambda: strike(room))
    assert errors(overtake(monkeypatch, (sealing, "add_step"), works)) == [IntegrityError]
    assert room.reserve.steps.filter(kind="struck").count() == 1
