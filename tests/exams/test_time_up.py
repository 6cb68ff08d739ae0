"""The end of the time during an outage and just after it: nobody is sent away for the server's absence."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from lms.exams.api import close_overdue_attempts, hand_in, hand_in_by_time, save_events, take_lease
from lms.exams.errors import AttemptNotOpen, SeatInUse
from lms.exams.models import AttemptState, RoomAct
from lms.exams.sittings.operations.ending import Page, _close_if_overdue
from lms.exams.sittings.rules import clock_of
from tests.factories.courses import NOW, enrolled_trainee
from tests.factories.exams import (
    ACTOR,
    MINUTE,
    OTHER_SEAT,
    attempt_of,
    open_sitting_for,
    ref_of,
    started_attempt,
)
from tests.factories.rooms import INVIGILATOR, agree, do

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def begun():
    return started_attempt()


def outage(begun, *, since, until):
    """The server was away, and nobody has decided on it."""
    return RoomAct.objects.create(
        sitting=begun.sitting,
        kind="outage",
        state="waiting",
        needs_second=True,
        since=NOW + since * MINUTE,
        until=NOW + until * MINUTE,
        client_key=uuid4(),
        asked_at=NOW + until * MINUTE,
    )


def time_up(begun, *, at, final=0, **more):
    return hand_in_by_time(ref=begun.ref, final_seq=final, actor=ACTOR, now=NOW + at, **more)


def save(begun, seq, *, item=0, at, made):
    event = begun.answer(seq, item=item, ms=round(made / SECOND * 1000))
    return save_events(ref=begun.ref, epoch=1, events=[event], actor=ACTOR, now=NOW + at)


def answered(begun):
    return set(begun.attempt.answers.values_list("item_uuid", flat=True))


def state(begun):
    begun.attempt.refresh_from_db()
    return begun.attempt.state


def test_a_page_whose_time_ran_out_while_the_server_was_away_is_told_the_time_that_is_left(begun):
    act = outage(begun, since=20, until=35)
    outcome = time_up(begun, at=35 * MINUTE)
    assert (outcome.receipt, outcome.missing, outcome.deadline) == (None, [], NOW + 45 * MINUTE)
    assert state(begun) == AttemptState.IN_PROGRESS
    agree(act, actor=INVIGILATOR, at=NOW + 36 * MINUTE)
    assert clock_of(begun.attempt.time_events.all()).deadline == NOW + 45 * MINUTE
    assert time_up(begun, at=44 * MINUTE).deadline == NOW + 45 * MINUTE
    assert time_up(begun, at=45 * MINUTE + SECOND).receipt
    assert state(begun) == AttemptState.CLOSED_BY_TIME


def test_nobodys_time_is_up_while_the_outage_waits_for_its_decision(begun):
    act = outage(begun, since=20, until=22)
    outcome = time_up(begun, at=33 * MINUTE)
    assert (outcome.receipt, outcome.deadline) == (None, NOW + 32 * MINUTE)
    assert close_overdue_attempts(actor=ACTOR, now=NOW + 40 * MINUTE) == 0
    agree(act, actor=INVIGILATOR, approve=False, at=NOW + 41 * MINUTE)
    assert time_up(begun, at=42 * MINUTE).receipt
    assert state(begun) == AttemptState.CLOSED_BY_TIME


def test_the_sweep_looks_for_an_outage_again_when_it_has_the_attempt(begun):
    act = outage(begun, since=20, until=22)
    assert not _close_if_overdue(begun.attempt.uuid, actor=ACTOR, now=NOW + 40 * MINUTE)
    agree(act, actor=INVIGILATOR, approve=False, at=NOW + 41 * MINUTE)
    assert _close_if_overdue(begun.attempt.uuid, actor=ACTOR, now=NOW + 40 * MINUTE)


def test_at_the_end_of_the_time_the_page_hands_in_when_everything_has_arrived(begun):
    assert time_up(begun, at=10 * MINUTE).deadline == NOW + 30 * MINUTE, "its clock is wrong"
    late = 30 * MINUTE + SECOND
    assert time_up(begun, at=late, final=2).missing == [(1, 2)]
    receipt = time_up(begun, at=late).receipt
    assert time_up(begun, at=late + MINUTE).receipt == receipt


def test_more_time_reaches_a_page_that_is_handing_in_already(begun):
    do(begun, "extra", minutes=5, after=30 * MINUTE)
    assert time_up(begun, at=30 * MINUTE + SECOND).deadline == NOW + 35 * MINUTE


def test_only_the_page_that_holds_the_lease_says_that_the_time_is_up(begun):
    take_lease(ref=begun.ref, actor=ACTOR, now=NOW + MINUTE)
    with pytest.raises(SeatInUse):
        time_up(begun, at=2 * MINUTE, page=Page(epoch=1))
    with pytest.raises(SeatInUse):
        hand_in_by_time(
            ref=ref_of(begun.attempt, seat=OTHER_SEAT), final_seq=0, actor=ACTOR, now=NOW + 2 * MINUTE
        )


def test_an_examination_that_was_not_started_has_no_end():
    _user, enrolment = enrolled_trainee()
    attempt = attempt_of(open_sitting_for(enrolment), enrolment)
    with pytest.raises(AttemptNotOpen):
        hand_in_by_time(ref=ref_of(attempt), final_seq=0, actor=ACTOR, now=NOW)


@pytest.mark.parametrize("ends", [True, False], ids=["handed in before", "still writing"])
def test_what_was_written_in_the_time_of_the_outage_counts_whenever_it_is_confirmed(begun, ends):
    act = outage(begun, since=20, until=35)
    save(begun, 1, item=0, at=35 * MINUTE, made=33 * MINUTE)  # while the server was away
    save(begun, 2, item=1, at=40 * MINUTE, made=40 * MINUTE)  # in the time that it shows
    if ends:
        end(begun, final=2, at=41 * MINUTE)
    agree(act, actor=INVIGILATOR, at=NOW + 42 * MINUTE)
    assert answered(begun) == {UUID(uuid) for uuid in begun.item_uuids()[:2]}
    if ends:
        assert begun.attempt.receipts.order_by("-number").first().payload["answered"] == 2


def end(begun, *, final, at):
    return hand_in(ref=begun.ref, final_seq=final, actor=ACTOR, now=NOW + at)


def test_what_came_after_the_end_is_not_let_in_with_the_outage(begun):
    act = outage(begun, since=20, until=25)
    end(begun, final=0, at=26 * MINUTE)
    save(begun, 1, at=27 * MINUTE, made=27 * MINUTE)
    agree(act, actor=INVIGILATOR, at=NOW + 28 * MINUTE)
    assert answered(begun) == set()
