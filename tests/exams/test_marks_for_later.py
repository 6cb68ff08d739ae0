"""Marks for later stand in the log: they go along to another seat, and are never an answer, late, held or counted."""

from dataclasses import replace
from uuid import uuid4

import pytest

from lms.exams.api import NewAct, NewEvent, do_act, hand_in, save_events, take_lease
from lms.exams.errors import SeatInUse, SequenceConflict
from lms.exams.models import AttemptState
from lms.exams.sittings import rules
from lms.exams.sittings.checking import differences_of
from lms.exams.sittings.errors import OtherPage
from lms.exams.sittings.held import held_answers
from lms.exams.sittings.operations import Page, decide_seat_request
from lms.exams.sittings.operations.evidence import rebuild_answers
from lms.exams.sittings.queries import find_broken_event, get_terminal_paper
from lms.exams.sittings.room_models import ActKind
from tests.exams.test_leftovers import bring, records_of
from tests.factories.exams import ACTOR, MINUTE, OTHER_SEAT, ref_of, started_attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun():
    return started_attempt()


def mark(begun, seq, *, item=0, marked=True) -> NewEvent:
    return replace(begun.answer(seq, item=item), response=None, marked=marked)


def save(begun, *events, epoch=1, after=MINUTE, ref=None):
    return save_events(ref=ref or begun.ref, epoch=epoch, events=events, actor=ACTOR, now=begun.began + after)


def marked(paper) -> set[str]:
    return {item for item, known in paper.marks.items() if known["response"]}


def allow(begun, other) -> None:
    """Let another seat go on."""
    with pytest.raises(SeatInUse):
        take_lease(ref=other, actor=ACTOR, now=begun.began + 2 * MINUTE)
    request = begun.attempt.seat_requests.get()
    decide_seat_request(
        request_uuid=request.uuid,
        sitting_uuid=begun.sitting.uuid,
        approve=True,
        actor=ACTOR,
        now=begun.began + 3 * MINUTE,
    )
    take_lease(ref=other, actor=ACTOR, now=begun.began + 4 * MINUTE)


def test_another_seat_gets_the_marks_and_the_answers(begun):
    first, second, third = begun.item_uuids()[:3]
    save(begun, mark(begun, 1), begun.answer(2), mark(begun, 3, item=1), mark(begun, 4, item=2))
    save(begun, mark(begun, 5, item=1, marked=False))
    other = ref_of(begun.attempt, seat=OTHER_SEAT)
    allow(begun, other)
    paper = get_terminal_paper(other)
    assert marked(paper) == {first, third}
    assert paper.marks[second] == {"response": False, "epoch": 1, "seq": 5}
    assert paper.answers[first]["response"] == begun.answer(2).response
    assert set(paper.answers) == {first}


def test_a_mark_changes_neither_answers_nor_digest_and_fits_the_chain(begun):
    save(begun, begun.answer(1))
    before = begun.attempt.answers.values_list("item_uuid", "seq", "response").get()
    reply = save(begun, mark(begun, 2), after=2 * MINUTE)
    assert (reply.acknowledged, reply.held) == ({1: 2}, [])
    assert begun.attempt.answers.values_list("item_uuid", "seq", "response").get() == before
    begun.attempt.refresh_from_db()
    assert find_broken_event(begun.attempt) is None
    rebuild_answers(attempt=begun.attempt)
    assert begun.attempt.answers.values_list("item_uuid", "seq", "response").get() == before


def test_the_receipt_counts_numbers_but_no_mark_and_nobody_has_to_decide(begun):
    save(begun, begun.answer(1), mark(begun, 2, item=1))
    receipt = hand_in(
        ref=begun.ref, final_seq=2, page=Page(epoch=1), actor=ACTOR, now=begun.began + 2 * MINUTE
    ).receipt
    assert (receipt.payload["answered"], receipt.payload["held"]) == (1, 0)
    assert receipt.payload["last_seqs"] == {"1": 2}
    # Also one that comes after the end, from a machine that was away, is kept and waits for nobody.
    outcome = bring(begun, records_of(begun, mark(begun, 3)), after=5 * MINUTE)
    assert (len(outcome.taken), outcome.held) == (1, 0)
    begun.attempt.refresh_from_db()
    assert begun.attempt.state == AttemptState.HANDED_IN
    assert list(begun.attempt.events.filter(seq__gt=1).values_list("held", flat=True)) == [
        rules.MARK,
        rules.held_as_mark(rules.AFTER_END),
    ]
    assert held_answers(begun.attempt) == []
    assert list(differences_of(begun.attempt)) == []


def test_the_same_mark_again_changes_nothing_and_another_under_its_number_is_refused(begun):
    for _again in range(2):
        save(begun, mark(begun, 1))
    assert begun.attempt.events.count() == 1
    with pytest.raises(SequenceConflict):
        save(begun, mark(begun, 1, marked=False))


def test_the_newest_mark_holds_whatever_the_order_of_arrival(begun):
    save(begun, mark(begun, 2, marked=False), after=MINUTE)
    save(begun, mark(begun, 1), after=2 * MINUTE)
    assert marked(get_terminal_paper(begun.ref)) == set()


def test_a_mark_of_a_seat_that_has_not_the_lease_is_kept_and_not_shown(begun):
    """The seat before may still bring what it wrote under its own lease; under the new one it keeps nothing at all.

    The page of the new lease is heard, whoever is signed in around it, and held.
    """
    first, second, third = begun.item_uuids()[:3]
    save(begun, mark(begun, 1))
    other = ref_of(begun.attempt, seat=OTHER_SEAT)
    allow(begun, other)
    theirs = (mark(begun, 1, item=1), begun.answer(2, item=2))
    with pytest.raises(OtherPage):
        save(begun, *theirs, epoch=2, after=5 * MINUTE)
    reply = save(begun, *theirs, epoch=2, after=5 * MINUTE, ref=ref_of(begun.attempt, page_of=2))
    assert (reply.lease_is_live, reply.held) == (False, [2])
    save(begun, mark(begun, 2, item=2), epoch=1, after=5 * MINUTE)
    paper = get_terminal_paper(other)
    assert marked(paper) == {first, third}
    assert second not in paper.marks
    kept = begun.attempt.events.get(epoch=2, seq=1)
    assert (kept.held, kept.response) == (rules.held_as_mark(rules.OTHER_SEAT), {"marked": True})
    assert [row.position for row in held_answers(begun.attempt)] == [kept.position + 1], (
        "nobody decides on a mark"
    )
    begun.attempt.refresh_from_db()
    assert find_broken_event(begun.attempt) is None


def test_a_mark_made_in_a_pause_is_not_shown_and_no_decision_makes_an_answer_of_it(begun):
    ask = NewAct(begun.sitting.uuid, ActKind.PAUSE, "警报响了", uuid4())
    do_act(act=ask, actor=ACTOR, now=begun.began + MINUTE)
    save(begun, replace(mark(begun, 1), monotonic_ms=3 * 60_000), after=3 * MINUTE)
    row = begun.attempt.events.get()
    assert row.held == rules.held_as_mark(rules.PAUSED)
    assert get_terminal_paper(begun.ref).marks == {}
    assert rules.fold_answers([row], accepted={row.position}) == {}


def test_a_mark_is_no_answer_even_where_a_decision_names_it(begun):
    save(begun, mark(begun, 1), begun.answer(2))
    folded = rules.fold_answers(begun.attempt.events.all(), accepted={1, 2})
    assert {row.seq for row in folded.values()} == {2}
