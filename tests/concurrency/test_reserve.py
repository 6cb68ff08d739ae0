"""The reserve on paper under contention: two take a turn, two finish, one hands in while a decision comes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from lms.core.models import AuditEntry
from lms.exams.api import close_overdue_attempts
from lms.exams.models import AnswerEvent, Keying, PaperSheet, Receipt, SheetDecision
from lms.exams.reserve.operations import (
    begin_keying,
    finish_keying,
    hand_in_sheet,
    hand_in_sheets,
    handing_in,
    keying,
    opening,
)
from lms.exams.reserve.operations.locking import sheets_with_attempts
from tests.concurrency.overtaking import overtake
from tests.exams.reserve import guards
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR
from tests.factories.reserves import (
    AFTER,
    OnPaper,
    a_room_on_paper,
    a_sealed_room,
    as_,
    ask,
    key,
    keyed_twice,
    third,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def unlocked(uuid: Any) -> PaperSheet:
    return sheets_with_attempts(PaperSheet.objects.all()).get(uuid=uuid)


def both_begin(room: OnPaper) -> tuple[Callable[[], object], Callable[[], object]]:
    sheet = room.sheet()

    def begin(user: Any) -> object:
        return begin_keying(sheet_uuid=sheet.uuid, user=user, actor=as_(user), now=AFTER).turn

    first, second = room.invigilators[:2]
    return lambda: begin(first), lambda: begin(second)


def test_two_who_begin_at_once_get_a_turn_each(monkeypatch):
    room = a_room_on_paper()
    outcomes = overtake(monkeypatch, (keying, "refuse_conflicted"), both_begin(room))
    assert sorted(outcomes) == [1, 2]


def test_without_the_lock_both_reach_for_the_first_turn_and_the_constraint_stops_one(monkeypatch):
    room = a_room_on_paper()
    monkeypatch.setattr(keying, "lock_sheet", unlocked)
    outcomes = overtake(monkeypatch, (keying, "refuse_conflicted"), both_begin(room))
    assert [type(one) for one in outcomes if isinstance(one, Exception)] == [IntegrityError]
    assert Keying.objects.get().turn == 1


def both_finish(room: OnPaper) -> tuple[Callable[[], object], Callable[[], object]]:
    sheet = room.sheet()
    for user in room.invigilators[:2]:
        key(sheet, user, room.right(), is_done=False)

    def finish(user: Any) -> object:
        return finish_keying(sheet_uuid=sheet.uuid, user=user, actor=as_(user), now=AFTER).state

    first, second = room.invigilators[:2]
    return lambda: finish(first), lambda: finish(second)


def test_two_who_finish_at_once_are_compared(monkeypatch):
    room = a_room_on_paper()
    outcomes = overtake(monkeypatch, (keying, "_refuse_unreadable"), both_finish(room))
    assert outcomes == ["once", "agreed"]
    assert room.sheet().state == "agreed"


def test_without_the_lock_neither_sees_the_other_and_nothing_is_compared(monkeypatch):
    room = a_room_on_paper()
    works = both_finish(room)
    monkeypatch.setattr(keying, "lock_sheet", unlocked)
    # Held after it has said that it is done, and before the other can see it.
    outcomes = overtake(monkeypatch, (keying.audit, "record"), works)
    assert outcomes == ["once", "once"]
    assert room.sheet().state == "once"


def test_a_sheet_that_two_hand_in_at_once_is_handed_in_once(monkeypatch):
    room = a_room_on_paper()
    sheet = keyed_twice(room, room.right(), room.right())
    work = lambda: hand_in_sheet(sheet_uuid=sheet.uuid, actor=as_(room.officer), now=AFTER).pk  # noqa: E731
    outcomes = overtake(monkeypatch, (handing_in, "agreed_from"), (work, work))
    assert outcomes[0] == outcomes[1]
    assert Receipt.objects.count() == 1
    assert AnswerEvent.objects.filter(channel="paper").count() == len(room.lines())


def test_a_decision_that_comes_while_it_is_handed_in_is_refused(monkeypatch):
    room = a_room_on_paper()
    right, line = room.right(), room.lines()[0]
    sheet = keyed_twice(room, right, {**right, line.item: []})
    third(sheet, room.officer, line.item, ("T",))
    works = (
        lambda: hand_in_sheet(sheet_uuid=sheet.uuid, actor=as_(room.officer), now=AFTER),
        lambda: third(sheet, room.invigilators[2], line.item, ("F",)),
    )
    outcomes = overtake(monkeypatch, (handing_in, "agreed_from"), works)
    assert isinstance(outcomes[0], Receipt)
    assert getattr(outcomes[1], "code", "") == "exams.reserve.refused"
    assert SheetDecision.objects.count() == 1


def test_a_sweep_that_comes_while_somebody_asks_for_paper_waits_and_closes_nobody(monkeypatch):
    room = a_sealed_room()
    works = (
        lambda: ask(room, now=NOW + timedelta(minutes=29)).pk,
        lambda: close_overdue_attempts(actor=ACTOR, now=NOW + timedelta(minutes=40)),
    )
    # Held after it has locked its candidates, and before anybody can see that it is asked for.
    outcomes = overtake(monkeypatch, (opening.audit, "record"), works)
    assert outcomes == [room.reserve.openings.get().pk, 0]
    assert room.attempt().state == "in_progress"


def test_postgresql_lets_sheets_and_keyings_only_go_forward():
    guards.check_all()


def both_hand_in_the_room(room: OnPaper) -> tuple[Callable[[], object], Callable[[], object]]:
    for place in (0, 1):
        keyed_twice(room, room.right(place), room.right(place), place=place)
    sheets = [room.sheet(place).uuid for place in (0, 1)]

    def work(user: Any) -> object:
        about = {"sitting_uuid": room.sitting.uuid, "actor": as_(user), "clock": lambda: AFTER}
        return hand_in_sheets(sheet_uuids=sheets, **about)

    return lambda: work(room.officer), lambda: work(room.invigilators[2])


def test_two_who_hand_in_a_whole_room_at_once_hand_in_each_sheet_once(monkeypatch):
    room = a_room_on_paper()
    outcomes = overtake(monkeypatch, (handing_in, "agreed_from"), both_hand_in_the_room(room))
    first, second = outcomes
    assert [one.receipt for one in first] == [one.receipt for one in second]
    # Each sheet by exactly one of the two.
    assert [a.is_new + b.is_new for a, b in zip(first, second, strict=True)] == [1, 1]
    assert first[0].is_new
    assert Receipt.objects.count() == 2
    assert AuditEntry.objects.filter(action="exams.hand_in_sheet").count() == 2
    assert AnswerEvent.objects.filter(channel="paper").count() == 2 * len(room.lines())


def test_without_the_lock_two_who_hand_in_a_whole_room_stumble_over_each_other(monkeypatch):
    room = a_room_on_paper()
    works = both_hand_in_the_room(room)
    monkeypatch.setattr(handing_in, "lock_sheet_and_attempt", unlocked)
    outcomes = overtake(monkeypatch, (handing_in, "agreed_from"), works)
    assert [type(one) for one in outcomes if isinstance(one, Exception)] == [IntegrityError]
