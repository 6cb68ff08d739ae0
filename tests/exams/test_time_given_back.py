"""Time nobody could use, given back once: to who writes, who waits at the door, and who is reopened."""

from datetime import timedelta

import pytest
from django.utils.timezone import localtime

from lms.exams.api import (
    close_overdue_attempts,
    hand_in,
    keep_time,
    save_events,
    take_lease,
)
from lms.exams.errors import ActRefused, AttemptNotOpen
from lms.exams.models import AttemptState, Decision, IncidentEvent, KeptTime, RoomAct, Sitting
from lms.exams.sittings.room_log import room_log
from lms.exams.sittings.rules import Span
from lms.exams.sittings.standing_clock import last_start, standing_clock
from tests.exams.test_room_acts import another, clock, end
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, MINUTE, ref_of, started_attempt
from tests.factories.rooms import agree, do

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def begun():
    return started_attempt()


@pytest.fixture
def last_start_at_thirty(begun):
    Sitting.objects.update(closes_at=NOW + 30 * MINUTE)


def away(since, until):
    """The server lived until one minute, and again from another on."""
    kept_in_time(since * MINUTE)
    keep_time(is_web=True, now=NOW + until * MINUTE)


def kept_in_time(after):
    """Nothing was away until then."""
    lived = NOW + after
    KeptTime.objects.update_or_create(pk=1, defaults={"kept_at": lived, "web_at": lived})


def start(attempt, *, after):
    kept_in_time(after)
    return take_lease(ref=ref_of(attempt), actor=ACTOR, now=NOW + after)


def save(begun, event, *, after):
    return save_events(ref=begun.ref, epoch=1, events=[event], actor=ACTOR, now=NOW + after)


# --- extra time and what came after the end that was -------------------------------------------------------------


def test_extra_time_lets_in_what_came_a_moment_after_the_end_that_was(begun):
    other = another(begun)
    assert save(begun, begun.answer(1, ms=30 * 60_000 + 120), after=30 * MINUTE + SECOND / 2).held == [1]
    assert save(begun, begun.answer(2, ms=36 * 60_000), after=36 * MINUTE).held == [2]
    do(begun, "extra", minutes=5, after=36 * MINUTE)
    assert begun.attempt.answers.get().seq == 1, "what was written after the new end too is still too late"
    decision = Decision.objects.get()
    assert (decision.attempt, decision.counts, decision.reason) == (begun.attempt, True, "停电")
    assert not other.decisions.exists()


def test_extra_time_that_two_agree_to_lets_it_in_too_and_only_then(begun):
    save(begun, begun.answer(1, ms=30 * 60_000 + 120), after=30 * MINUTE + SECOND / 2)
    act = do(begun, "extra", minutes=40, attempt=begun.attempt, after=30 * MINUTE + 20 * SECOND)
    assert not begun.attempt.answers.exists()
    agree(act, at=NOW + 31 * MINUTE, reason="")
    assert begun.attempt.answers.count() == 1


def test_extra_time_counts_nothing_that_came_after_a_hand_in(begun):
    hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=NOW + 20 * MINUTE)
    assert save(begun, begun.answer(1, ms=19 * 60_000), after=21 * MINUTE).held == [1]
    agree(do(begun, "reopen", attempt=begun.attempt, after=22 * MINUTE), at=NOW + 22 * MINUTE)
    do(begun, "extra", minutes=5, attempt=begun.attempt, after=23 * MINUTE)
    assert not begun.attempt.answers.exists(), "somebody still has to decide"
    assert not begun.attempt.decisions.exists()


# --- who waits at the door --------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_confirmed", [True, False], ids=["confirmed", "waiting"])
def test_who_waits_at_the_door_while_the_server_is_away_may_start_after_it(
    begun, last_start_at_thirty, is_confirmed
):
    waiting, late = another(begun, starts=False), another(begun, starts=False)
    away(1, 41)
    if is_confirmed:
        agree(RoomAct.objects.get(), at=NOW + 41 * MINUTE)
    assert start(waiting, after=42 * MINUTE).epoch == 1
    with pytest.raises(AttemptNotOpen):
        start(late, after=70 * MINUTE)


def test_an_outage_that_was_refused_moves_no_last_start(begun, last_start_at_thirty):
    waiting = another(begun, starts=False)
    away(1, 41)
    agree(RoomAct.objects.get(), at=NOW + 41 * MINUTE, approve=False)
    with pytest.raises(AttemptNotOpen):
        start(waiting, after=42 * MINUTE)


def test_who_waits_at_the_door_while_the_room_stands_still_may_start_after_it(begun, last_start_at_thirty):
    waiting, late = another(begun, starts=False), another(begun, starts=False)
    do(begun, "pause", after=5 * MINUTE)
    do(begun, "resume", after=45 * MINUTE)
    assert start(waiting, after=46 * MINUTE).epoch == 1
    with pytest.raises(AttemptNotOpen):
        start(late, after=70 * MINUTE)


def test_what_stood_still_twice_at_once_or_after_the_last_start_moves_it_once_or_not(
    begun, last_start_at_thirty
):
    do(begun, "pause", after=5 * MINUTE)
    away(10, 14)
    do(begun, "resume", after=20 * MINUTE)
    do(begun, "pause", after=50 * MINUTE)
    do(begun, "resume", after=55 * MINUTE)
    sitting = Sitting.objects.get()
    assert last_start(sitting, now=NOW + 60 * MINUTE) == NOW + 45 * MINUTE
    do(begun, "pause", attempt=begun.attempt, after=21 * MINUTE)
    assert last_start(sitting, now=NOW + 60 * MINUTE) == NOW + 45 * MINUTE, (
        "one who stands still is not the room"
    )


def test_the_server_may_be_away_before_anybody_has_started(begun, last_start_at_thirty):
    waiting = another(begun, starts=False)
    end(begun, after=MINUTE)
    away(2, 33)
    assert start(waiting, after=34 * MINUTE).epoch == 1
    assert clock(waiting).deadline == NOW + 64 * MINUTE


def test_nobody_is_asked_about_an_outage_where_nobody_can_start_any_more(begun, last_start_at_thirty):
    another(begun, starts=False)
    end(begun, after=MINUTE)
    kept_in_time(40 * MINUTE)
    away(40, 50)
    assert not RoomAct.objects.exists()


# --- two outages before one decision ----------------------------------------------------------------------------


def test_the_working_time_between_two_outages_is_given_to_nobody(begun):
    away(5, 8)
    away(15, 19)
    act = RoomAct.objects.get()
    spans = (Span(NOW + 5 * MINUTE, NOW + 8 * MINUTE), Span(NOW + 15 * MINUTE, NOW + 19 * MINUTE))
    assert (act.away, act.since, act.until) == (spans, NOW + 5 * MINUTE, NOW + 19 * MINUTE)
    assert standing_clock(begun.attempt).deadline == NOW + 37 * MINUTE
    agree(act, at=NOW + 20 * MINUTE)
    assert standing_clock(begun.attempt).deadline == NOW + 37 * MINUTE
    assert clock(begun.attempt).outages == spans
    assert IncidentEvent.objects.filter(category="outage").count() >= 1
    words = "".join(line.what for line in room_log(begun.sitting))
    for instant in (spans[0].until, spans[1].since):
        assert f"{localtime(instant):%H:%M:%S}" in words


def test_the_second_outage_counts_for_whom_the_first_gave_the_time_to_be_there(begun):
    away(20, 29)
    away(35, 38)
    assert close_overdue_attempts(actor=ACTOR, now=NOW + 39 * MINUTE) == 0
    agree(RoomAct.objects.get(), at=NOW + 39 * MINUTE)
    assert clock(begun.attempt).deadline == NOW + 42 * MINUTE


def test_one_outage_that_grows_is_one(begun):
    keep_time(is_web=True, now=NOW + 5 * MINUTE)
    for minute in (6, 7, 8):
        keep_time(is_web=False, now=NOW + minute * MINUTE)
    keep_time(is_web=True, now=NOW + 9 * MINUTE)
    assert RoomAct.objects.get().away == (Span(NOW + 5 * MINUTE, NOW + 9 * MINUTE),)
    agree(RoomAct.objects.get(), at=NOW + 10 * MINUTE)
    assert clock(begun.attempt).deadline == NOW + 34 * MINUTE


# --- reopened while the room stands still -----------------------------------------------------------------------


def test_who_is_reopened_into_a_room_that_stands_still_goes_on_with_the_others(begun):
    other = another(begun)
    end(begun, after=5 * MINUTE)
    do(begun, "pause", after=10 * MINUTE)
    agree(do(begun, "reopen", attempt=begun.attempt, after=12 * MINUTE), at=NOW + 12 * MINUTE)
    assert clock(begun.attempt).paused_at == NOW + 12 * MINUTE
    do(begun, "resume", after=22 * MINUTE)
    begun.attempt.refresh_from_db()
    assert begun.attempt.state == AttemptState.IN_PROGRESS
    assert clock(begun.attempt).deadline == NOW + 47 * MINUTE
    assert clock(other).deadline == NOW + 42 * MINUTE


# --- reopened while an outage waits -----------------------------------------------------------------------------


def test_nobody_is_reopened_before_the_outage_is_decided_on_that_tells_how_much_time_was_left(begun):
    another(begun)
    away(5, 25)
    kept_in_time(35 * MINUTE)
    save(begun, begun.answer(1, ms=35 * 60_000), after=35 * MINUTE)
    kept_in_time(40 * MINUTE)
    end(begun, after=40 * MINUTE)
    with pytest.raises(ActRefused):
        do(begun, "reopen", attempt=begun.attempt, after=44 * MINUTE)
    agree(RoomAct.objects.get(), at=NOW + 45 * MINUTE)
    asked = do(begun, "reopen", attempt=begun.attempt, after=45 * MINUTE)
    kept_in_time(45 * MINUTE)
    keep_time(is_web=True, now=NOW + 47 * MINUTE)
    with pytest.raises(ActRefused):
        agree(asked, at=NOW + 47 * MINUTE)
    agree(RoomAct.objects.get(kind="outage", state="waiting"), approve=False, at=NOW + 48 * MINUTE)
    agree(asked, at=NOW + 49 * MINUTE)
    assert clock(begun.attempt).deadline == NOW + 59 * MINUTE
    assert begun.attempt.answers.count() == 1
