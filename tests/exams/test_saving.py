"""Saving answers on the database: numbered, idempotent, held when late, refused when forged."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lms.core.models import AuditEntry
from lms.exams.api import NewEvent, find_broken_event, hand_in, save_events, take_lease
from lms.exams.errors import (
    AttemptNotFound,
    SequenceConflict,
    UnknownEpoch,
    UnknownItem,
    UnusableResponse,
)
from lms.exams.models import AnswerEvent, Lease
from lms.exams.sittings.errors import OtherPage
from tests.factories.accounts import trainee_at
from tests.factories.exams import ACTOR, MINUTE, OTHER_SEAT, ref_of, started_attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun():
    return started_attempt()


def save(begun, events, *, epoch=1, after=MINUTE, ref=None):
    return save_events(ref=ref or begun.ref, epoch=epoch, events=events, actor=ACTOR, now=begun.began + after)


def current(begun):
    return {str(row.item_uuid): row.response for row in begun.attempt.answers.all()}


def test_the_reply_names_the_highest_number_without_a_gap_and_the_gaps(begun):
    reply = save(begun, [begun.answer(1), begun.answer(2, item=1), begun.answer(5, item=2)])
    assert reply.acknowledged == {1: 2}
    assert reply.missing == {1: [(3, 4)]}
    assert reply.deadline == begun.began + timedelta(minutes=30)
    assert reply.lease_is_live


def test_a_repeated_batch_changes_nothing(begun):
    events = [begun.answer(1), begun.answer(2, item=1)]
    first = save(begun, events)
    again = save(begun, list(reversed(events)), after=2 * MINUTE)
    assert again.acknowledged == first.acknowledged
    assert AnswerEvent.objects.filter(attempt=begun.attempt).count() == 2


def test_an_older_number_arriving_later_does_not_undo_a_newer_answer(begun):
    older, newer = begun.answer(1, right=False), begun.answer(2)
    save(begun, [newer])
    save(begun, [older], after=2 * MINUTE)
    assert current(begun)[str(newer.item)] == newer.response


def test_the_same_number_with_another_answer_is_a_conflict_that_is_written_down(begun):
    save(begun, [begun.answer(1)])
    forged = begun.answer(1, right=False)
    with pytest.raises(SequenceConflict):
        save(begun, [begun.answer(2, item=1), forged])
    assert begun.attempt.events.count() == 1
    assert AuditEntry.objects.filter(
        action="exams.sequence_conflict", target_uuid=begun.attempt.uuid
    ).exists()


def test_a_question_that_is_not_on_the_paper_is_refused(begun):
    with pytest.raises(UnknownItem):
        save(begun, [replace(begun.answer(1), item=uuid4())])
    assert not begun.attempt.events.exists()


def test_a_response_that_does_not_fit_its_question_is_refused(begun):
    for response in ("\x00", "\u202eb", ["a"] * 3, {"a": 1}, 7):
        with pytest.raises(UnusableResponse):
            save(begun, [replace(begun.answer(1), response=response)])


def test_somebody_elses_attempt_is_not_there_and_reaching_for_it_is_written_down(begun):
    stranger = trainee_at(begun.enrolment.site)
    foreign = replace(begun.ref, person_id=stranger.person_id)
    for act in (
        lambda: save(begun, [begun.answer(1)], ref=foreign),
        lambda: take_lease(ref=foreign, actor=ACTOR, now=begun.began),
        lambda: hand_in(ref=foreign, final_seq=0, actor=ACTOR, now=begun.began),
    ):
        with pytest.raises(AttemptNotFound):
            act()
    denied = AuditEntry.objects.filter(action="exams.refuse_foreign_attempt", target_uuid=begun.attempt.uuid)
    assert denied.count() == 3
    with pytest.raises(AttemptNotFound):
        save(begun, [], ref=replace(begun.ref, person_id=None))


def test_an_epoch_that_was_never_given_is_refused(begun):
    with pytest.raises(UnknownEpoch):
        save(begun, [begun.answer(1)], epoch=2)


def test_an_answer_after_the_deadline_is_kept_and_does_not_count(begun):
    late = begun.answer(2, item=1, ms=31 * 60_000)
    save(begun, [begun.answer(1)])
    reply = save(begun, [late], after=31 * MINUTE)
    assert reply.held == [2]
    assert begun.attempt.events.get(seq=2).held == "after_deadline"
    assert str(late.item) not in current(begun)


def test_an_answer_made_in_time_counts_within_the_grace_for_its_transport(begun):
    reply = save(begun, [begun.answer(1, ms=29 * 60_000)], after=timedelta(minutes=30, seconds=50))
    assert reply.held == []
    assert len(current(begun)) == 1


def test_a_terminals_wall_clock_in_2099_changes_nothing(begun):
    save(begun, [replace(begun.answer(1), client_at="2099-01-01T00:00:00Z")])
    assert len(current(begun)) == 1


def test_an_answer_after_hand_in_is_kept_as_held(begun):
    hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=begun.began + MINUTE)
    reply = save(begun, [begun.answer(1)], after=2 * MINUTE)
    assert (reply.held, reply.state) == ([1], "handed_in")
    assert current(begun) == {}


def test_a_page_around_which_somebody_signed_in_anew_is_kept_and_does_not_count(begun):
    """Where a browser can seal nothing, the page sends what it has from there: held is better than lost (ADR 0176)."""
    reply = save(begun, [begun.answer(1)], ref=ref_of(begun.attempt, seat=OTHER_SEAT, page_of=1))
    assert reply.held == [1]
    assert not reply.lease_is_live


@pytest.mark.parametrize("page", ["", "0" * 64])
def test_a_session_without_the_lease_uses_up_no_number_of_the_page_that_has_it(begun, page):
    """It was acknowledged and held before: whoever knew the PIN could take every number, and the page was refused then.

    Nothing acknowledged is lost by this: what such a session sent before stays held, and a page that was given the
    lease shows it, whoever is signed in around it.
    """
    ref = replace(ref_of(begun.attempt, seat=OTHER_SEAT), page=page)
    forged = [begun.answer(number, right=False) for number in (1, 2, 50)]
    with pytest.raises(OtherPage):
        save(begun, forged, ref=ref)
    assert not begun.attempt.events.exists()
    assert AuditEntry.objects.filter(action="exams.refuse_other_page").count() == 1
    reply = save(begun, [begun.answer(1), begun.answer(2, item=1)], after=2 * MINUTE)
    assert (reply.acknowledged, reply.held, reply.missing) == ({1: 2}, [], {})


def test_the_page_of_another_seat_does_not_write_under_this_ones_numbers(begun):
    """Also the seat that was left writes nothing under the numbers of the next one."""
    Lease.objects.create(
        attempt=begun.attempt, epoch=2, holder=OTHER_SEAT.holder, granted_at=begun.began + MINUTE
    )
    begun.attempt.lease_epoch = 2
    begun.attempt.save()
    with pytest.raises(OtherPage):
        save(begun, [begun.answer(1)], epoch=2, after=2 * MINUTE, ref=ref_of(begun.attempt, page_of=1))
    assert save(begun, [begun.answer(1)], after=2 * MINUTE).acknowledged[1] == 1


def test_a_reload_fences_the_older_page_which_may_still_deliver(begun):
    save(begun, [begun.answer(1)])
    take_lease(ref=begun.ref, actor=ACTOR, now=begun.began + MINUTE)
    newer = replace(begun.answer(1, right=False), monotonic_ms=0)
    save(begun, [newer], epoch=2, after=2 * MINUTE)
    leftover = save(begun, [begun.answer(2), begun.answer(3, item=1)], epoch=1, after=3 * MINUTE)
    assert not leftover.lease_is_live
    answers = current(begun)
    assert answers[str(newer.item)] is None, "the newer page's word stands"
    assert answers[begun.item_uuids()[1]] is not None, "what only the older page knew is filled in"
    assert set(begun.attempt.events.filter(epoch=1, seq__gt=1).values_list("channel", flat=True)) == {"late"}


def test_the_log_can_only_grow_and_a_flipped_bit_is_found(begun):
    save(begun, [begun.answer(1), begun.answer(2, item=1)])
    begun.attempt.refresh_from_db()
    assert find_broken_event(begun.attempt) is None
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        begun.attempt.events.filter(seq=1).update(held="x")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        begun.attempt.events.filter(seq=1).delete()
    begun.attempt.log_head = "0" * 64
    assert find_broken_event(begun.attempt) == 3


def test_a_save_asks_the_database_as_often_for_a_hundred_events_as_for_one(begun):
    item = begun.answer(1).item
    save(begun, [NewEvent(200, item, None, 1)])
    with CaptureQueriesContext(connection) as one:
        save(begun, [NewEvent(1, item, None, 1)])
    with CaptureQueriesContext(connection) as hundred:
        save(begun, [NewEvent(n, item, None, n) for n in range(2, 102)], after=2 * MINUTE)
    # SQLite takes a bulk insert in slices; nothing else may grow.
    assert len(hundred) - len(one) <= 2
    assert len(hundred) <= 10
