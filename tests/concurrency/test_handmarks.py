"""Marking by hand under contention: two take the same answers, one is dismissed, marks are settled while one comes."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError

from lms.exams.handmarking.errors import MarkingEnded
from lms.exams.handmarking.operations import (
    appointing,
    dismiss_marker,
    marking,
    settle_marks,
    settling,
    take_answers,
)
from lms.exams.handmarking.standing import standing_of
from lms.exams.models import HandMark, MarkingTurn, SettledMarks, Sitting
from tests.concurrency.overtaking import overtake
from tests.factories.handmarks import WHO, Marked, an_ended_sitting, give, mark_all, take_all

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def both_take(marked: Marked) -> tuple[Callable[[], object], Callable[[], object]]:
    item = marked.items()[0]

    def take(user: Any) -> object:
        return len(take_answers(sitting_uuid=marked.sitting.uuid, item=item, user=user, **WHO))

    first, second = marked.markers
    return lambda: take(first), lambda: take(second)


def test_two_markers_at_once_do_not_get_the_same_answer(monkeypatch):
    marked = an_ended_sitting(candidates=3)
    outcomes = overtake(monkeypatch, (marking, "standings"), both_take(marked))
    assert sorted(outcomes) == [0, 3]
    assert MarkingTurn.objects.count() == 3


def test_without_the_lock_they_reach_for_the_same_and_the_constraint_stops_one(monkeypatch):
    marked = an_ended_sitting(candidates=3)
    works = both_take(marked)
    unlocked = lambda uuid: Sitting.objects.select_related("scheme", "room").get(uuid=uuid)  # noqa: E731
    monkeypatch.setattr(marking, "lock_sitting", unlocked)
    monkeypatch.setattr(marking, "lock_attempts", lambda sitting: None)
    outcomes = overtake(monkeypatch, (marking, "conflicted"), works)
    assert [type(one) for one in outcomes if isinstance(one, Exception)] == [IntegrityError]
    assert MarkingTurn.objects.count() == 3


def test_a_mark_that_comes_while_its_marker_is_dismissed_is_kept_or_refused(monkeypatch):
    marked = an_ended_sitting()
    user = marked.markers[0]
    turn = take_all(marked, user)[0]
    about = {"marker_uuid": turn.marker.uuid, "sitting_uuid": marked.sitting.uuid}
    works = (lambda: give(user, turn, "25"), lambda: dismiss_marker(**about, **WHO))
    outcomes = overtake(monkeypatch, (marking, "standing_of"), works)
    assert isinstance(outcomes[0], HandMark)
    assert outcomes[1] == 1  # the other answer, which had no mark
    assert MarkingTurn.objects.get().pk == turn.pk


def test_without_the_lock_on_the_attempts_the_answer_is_freed_under_the_mark(monkeypatch):
    marked = an_ended_sitting()
    user = marked.markers[0]
    turn = take_all(marked, user)[0]
    about = {"marker_uuid": turn.marker.uuid, "sitting_uuid": marked.sitting.uuid}
    monkeypatch.setattr(appointing, "lock_attempts_of", lambda marker: None)
    works = (lambda: give(user, turn, "25"), lambda: dismiss_marker(**about, **WHO))
    outcomes = overtake(monkeypatch, (marking, "standing_of"), works)
    assert any(isinstance(one, IntegrityError | ProtectedError) for one in outcomes)


def settling_and_taking_back(marked: Marked) -> tuple[Callable[[], object], Callable[[], object]]:
    user = marked.markers[0]
    mark_all(marked, user, "25")
    settle = {"sitting_uuid": marked.sitting.uuid, "client_key": uuid4()}
    return lambda: settle_marks(**settle, **WHO), lambda: give(user, marked.turn(user), None)


def test_a_mark_that_is_taken_back_while_marks_are_settled_stays(monkeypatch):
    marked = an_ended_sitting()
    outcomes = overtake(
        monkeypatch, (SettledMarks.objects, "get_or_create"), settling_and_taking_back(marked)
    )
    assert outcomes[0] == 1
    assert isinstance(outcomes[1], MarkingEnded)
    assert standing_of(marked.attempt()).is_settled


def test_without_the_lock_on_the_attempts_a_mark_is_missing_from_what_was_settled(monkeypatch):
    marked = an_ended_sitting()
    works = settling_and_taking_back(marked)
    monkeypatch.setattr(settling, "lock_attempts", lambda sitting: None)
    outcomes = overtake(monkeypatch, (SettledMarks.objects, "get_or_create"), works)
    assert outcomes[0] == 1
    assert isinstance(outcomes[1], HandMark)
    assert not standing_of(marked.attempt()).is_settled
