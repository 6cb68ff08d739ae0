"""Late and held answers: what waits for a decision, what an outage lets in, what a decision changes."""

from uuid import uuid4

import pytest

from lms.core.models import Job
from lms.exams.api import (
    NewDecision,
    close_overdue_attempts,
    decide_evidence,
    decide_seat_request,
    find_broken_event,
    hand_in,
    keep_time,
    mark_attempt,
    save_events,
    take_lease,
)
from lms.exams.errors import (
    ActRefused,
    AttemptNotFound,
    EvidenceUndecided,
    ReasonMissing,
    SeatInUse,
    SecondPersonOfRoom,
    UnusableAct,
    UnusableDecision,
)
from lms.exams.models import AttemptState, Decision, KeptTime, Receipt, RoomAct, SeatRequest
from lms.exams.sittings.queries import list_filled_late
from lms.exams.sittings.rules import clock_of
from lms.exams.tasks import mark_attempt_job
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, MINUTE, OTHER_SEAT, ref_of, started_attempt
from tests.factories.rooms import INVIGILATOR, OFFICER, agree, do

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun():
    return started_attempt()


def the_server_lived(*, until):
    """Where the time is kept, it was kept all the while: no outage."""
    KeptTime.objects.update(kept_at=NOW + until, web_at=NOW + until)


def save(begun, events, *, after, epoch=1, seat=None):
    the_server_lived(until=after)
    ref = ref_of(begun.attempt, seat=seat, page_of=epoch) if seat else begun.ref
    return save_events(ref=ref, epoch=epoch, events=events, actor=ACTOR, now=NOW + after)


def end(begun, *, after=10 * MINUTE, final=0):
    the_server_lived(until=after)
    return hand_in(ref=begun.ref, final_seq=final, actor=ACTOR, now=NOW + after).receipt


def decide(begun, positions, *, counts, reason="属实", key=None, at=NOW + 30 * MINUTE):
    decision = NewDecision(
        begun.attempt.uuid, begun.sitting.uuid, tuple(positions), counts, reason, key or uuid4()
    )
    return decide_evidence(decision=decision, actor=INVIGILATOR, now=at)


def mark(begun, *, after=40 * MINUTE):
    return mark_attempt(attempt_uuid=begun.attempt.uuid, actor=ACTOR, now=NOW + after)


def current(begun):
    return {(row.item_uuid, row.epoch, row.seq) for row in begun.attempt.answers.all()}


def the_server_was_away(begun, *, since, until):
    """Let the web server keep the time until it dies, and again when it is back."""
    keep_time(is_web=True, now=NOW + since)
    keep_time(is_web=True, now=NOW + until)
    return RoomAct.objects.get(kind="outage")


def test_a_result_waits_until_somebody_decides_on_answers_that_came_after_the_end(begun):
    end(begun)
    assert save(begun, [begun.answer(1, ms=60_000)], after=20 * MINUTE).held == [1]
    with pytest.raises(EvidenceUndecided):
        mark(begun)
    mark_attempt_job(Job.objects.get(kind="exams.mark_attempt"))  # the worker leaves it for later
    assert not begun.attempt.results.exists()
    decide(begun, [1], counts=False)
    result = mark(begun)
    assert (result.score, Receipt.objects.count()) == (0, 1)


def test_answers_that_are_let_in_change_the_projection_the_receipt_and_the_mark(begun):
    first = end(begun)
    save(begun, [begun.answer(1, ms=60_000)], after=20 * MINUTE)
    decide(begun, [1], counts=True)
    second = Receipt.objects.get(number=2)
    assert (first.payload["answered"], second.payload["answered"], second.payload["held"]) == (0, 1, 0)
    assert second.payload["decisions"] != first.payload["decisions"]
    result = mark(begun)
    assert (result.score, result.answers_digest) == (10, second.payload["answers"])
    # Somebody decides otherwise: a third receipt, a further result; nothing before is changed.
    decide(begun, [1], counts=False)
    assert Receipt.objects.count() == 3
    assert mark(begun).score == 0
    begun.attempt.refresh_from_db()
    assert find_broken_event(begun.attempt) is None


def test_a_decision_names_held_answers_of_this_room_and_a_reason_and_is_made_once(begun):
    save(begun, [begun.answer(1)], after=MINUTE)
    end(begun, final=1)
    save(begun, [begun.answer(2, ms=60_000)], after=20 * MINUTE)
    for positions, reason in (([], "晚到"), ([1], "晚到"), ([3], "晚到"), ([2], " "), ([2], "x")):
        with pytest.raises((UnusableDecision, ReasonMissing)):
            decide(begun, positions, counts=True, reason=reason)
    foreign = NewDecision(begun.attempt.uuid, uuid4(), (2,), True, "晚到", uuid4())
    with pytest.raises(AttemptNotFound):
        decide_evidence(decision=foreign, actor=INVIGILATOR, now=NOW)
    key = uuid4()
    assert decide(begun, [2], counts=True, key=key) == decide(begun, [2], counts=True, key=key)
    assert Decision.objects.count() == 1


def test_a_key_that_decided_something_else_is_refused_and_decides_nothing(begun):
    end(begun)
    save(begun, [begun.answer(1, ms=60_000), begun.answer(2, item=1, ms=60_000)], after=20 * MINUTE)
    key, act = uuid4(), uuid4()
    decide(begun, [1], counts=True, key=key)
    do(begun, "void", attempt=begun.attempt, key=act, after=20 * MINUTE)
    for positions, counts, used in (
        ([2], True, key),
        ([1, 2], True, key),
        ([1], False, key),
        ([1], True, act),
    ):
        with pytest.raises(ActRefused):
            decide(begun, positions, counts=counts, key=used)
    other = started_attempt()
    with pytest.raises(ActRefused):
        decide(other, [1], counts=True, key=key)
    assert [(row.positions, row.counts) for row in Decision.objects.all()] == [([1], True)]


def test_what_was_made_after_the_deadline_waits_for_nobody(begun):
    save(begun, [begun.answer(1, ms=31 * 60_000)], after=31 * MINUTE)
    close_overdue_attempts(actor=ACTOR, now=NOW + 32 * MINUTE)
    assert mark(begun).score == 0


def test_what_was_made_after_the_deadline_counts_only_when_a_second_person_agrees(begun):
    late = [begun.answer(1, ms=31 * 60_000), begun.answer(2, item=1, ms=32 * 60_000)]
    save(begun, late, after=32 * MINUTE)
    close_overdue_attempts(actor=ACTOR, now=NOW + 33 * MINUTE)
    key = uuid4()
    asked = decide(begun, [1, 2], counts=True, key=key)
    assert (asked.kind, asked.state, asked.positions) == ("count", "waiting", [1, 2])
    assert decide(begun, [1, 2], counts=True, key=key) == asked
    with pytest.raises(ActRefused):
        decide(begun, [1], counts=True)
    assert (current(begun), Decision.objects.count(), Receipt.objects.count()) == (set(), 0, 1)
    with pytest.raises(SecondPersonOfRoom):
        agree(asked, actor=INVIGILATOR, at=NOW + 40 * MINUTE)
    for _click in range(2):
        agree(asked, at=NOW + 40 * MINUTE)
    row = Decision.objects.get()
    assert (row.positions, row.counts, row.reason, row.actor_uuid) == (
        [1, 2],
        True,
        "属实",
        OFFICER.user_uuid,
    )
    assert (len(current(begun)), Receipt.objects.count()) == (2, 2)
    assert mark(begun).score == 20


def test_what_two_people_let_in_one_alone_does_not_take_back(begun):
    save(begun, [begun.answer(1, ms=31 * 60_000)], after=31 * MINUTE)
    close_overdue_attempts(actor=ACTOR, now=NOW + 32 * MINUTE)
    agree(decide(begun, [1], counts=True), at=NOW + 33 * MINUTE)
    back = decide(begun, [1], counts=False, at=NOW + 34 * MINUTE)
    assert (back.kind, back.state, len(current(begun))) == ("discount", "waiting", 1)
    agree(back, at=NOW + 35 * MINUTE)
    assert current(begun) == set()
    assert isinstance(decide(begun, [1], counts=False, at=NOW + 36 * MINUTE), Decision), "it changes nothing"


def test_what_a_second_person_refuses_changes_nothing_and_may_be_asked_for_again(begun):
    save(begun, [begun.answer(1, ms=31 * 60_000)], after=31 * MINUTE)
    close_overdue_attempts(actor=ACTOR, now=NOW + 32 * MINUTE)
    agree(decide(begun, [1], counts=True), approve=False, at=NOW + 40 * MINUTE)
    assert (Decision.objects.count(), Receipt.objects.count()) == (0, 1)
    assert decide(begun, [1], counts=True).state == "waiting"


def test_a_result_that_was_told_changes_by_two_people_and_is_told_anew_by_officers_only(begun):
    end(begun)
    told = mark(begun, after=11 * MINUTE)
    assert told.released_at is not None
    save(begun, [begun.answer(place + 1, item=place, ms=60_000) for place in range(3)], after=20 * MINUTE)
    asked = decide(begun, [1, 2, 3], counts=True)
    assert (asked.state, mark(begun).pk) == ("waiting", told.pk)
    agree(asked, at=NOW + 35 * MINUTE)
    later = mark(begun)
    assert (later.score, later.released_at) == (told.score + 30, None)
    told.refresh_from_db()
    assert told.released_at is not None


def test_one_person_says_of_a_told_result_that_late_answers_change_nothing(begun):
    end(begun)
    told = mark(begun, after=11 * MINUTE)
    save(begun, [begun.answer(1, ms=60_000)], after=20 * MINUTE)
    assert isinstance(decide(begun, [1], counts=False), Decision)
    assert mark(begun).pk == told.pk


def test_nobody_acts_on_held_answers_as_on_a_clock(begun):
    for kind in ("count", "discount"):
        with pytest.raises(UnusableAct):
            do(begun, kind, after=MINUTE, attempt=begun.attempt)


def test_a_page_under_another_sign_in_leaves_evidence_that_waits(begun):
    save(begun, [begun.answer(1)], after=MINUTE, seat=OTHER_SEAT)
    end(begun)
    with pytest.raises(EvidenceUndecided):
        mark(begun)


def test_what_such_a_page_made_after_the_deadline_counts_only_when_a_second_person_agrees(begun):
    save(begun, [begun.answer(1, ms=60_000)], after=2 * MINUTE, seat=OTHER_SEAT)
    save(begun, [begun.answer(2, item=1, ms=31 * 60_000)], after=31 * MINUTE, seat=OTHER_SEAT)
    close_overdue_attempts(actor=ACTOR, now=NOW + 32 * MINUTE)
    assert [row.held for row in begun.attempt.events.all()] == ["other_seat", "other_seat"]
    asked = decide(begun, [2], counts=True, at=NOW + 35 * MINUTE)
    assert (asked.kind, asked.state, current(begun)) == ("count", "waiting", set())
    agree(asked, at=NOW + 36 * MINUTE)
    assert len(current(begun)) == 1
    assert isinstance(decide(begun, [1], counts=True, at=NOW + 37 * MINUTE), Decision)


def test_late_answers_fill_only_what_the_new_window_has_not_answered_and_are_shown_there(begun):
    save(begun, [begun.answer(1)], after=MINUTE)
    take_lease(ref=begun.ref, actor=ACTOR, now=NOW + 2 * MINUTE)
    begun.attempt.refresh_from_db()
    assert list_filled_late(begun.attempt) == []
    save(begun, [begun.answer(1, item=1, right=False, ms=0)], epoch=2, after=3 * MINUTE)
    save(begun, [begun.answer(2, item=1), begun.answer(3, item=2)], epoch=1, after=4 * MINUTE)
    assert [(str(row["item"]), row["seq"]) for row in list_filled_late(begun.attempt)] == [
        (begun.item_uuids()[2], 3)
    ]


def moved_to_the_other_seat(begun, *, after):
    """Let the invigilator move the candidate; the first seat is cut off and does not learn of it."""
    the_server_lived(until=after)
    other = ref_of(begun.attempt, seat=OTHER_SEAT)
    with pytest.raises(SeatInUse):
        take_lease(ref=other, actor=ACTOR, now=NOW + after)
    asked = SeatRequest.objects.get(attempt=begun.attempt, is_used=False)
    place = {"request_uuid": asked.uuid, "sitting_uuid": begun.sitting.uuid}
    decide_seat_request(**place, approve=True, actor=INVIGILATOR, now=NOW + after)
    return take_lease(ref=other, actor=ACTOR, now=NOW + after)


@pytest.mark.parametrize("brings", [None, OTHER_SEAT])
def test_what_was_made_at_a_seat_that_its_candidate_had_left_waits_for_a_decision(begun, brings):
    moved_to_the_other_seat(begun, after=5 * MINUTE)
    before = begun.answer(1, ms=4 * 60_000)
    reply = save(begun, [before, begun.answer(2, item=1, ms=6 * 60_000)], after=7 * MINUTE, seat=brings)
    assert reply.held == [2]
    assert current(begun) == {(before.item, 1, 1)}
    assert isinstance(decide(begun, [2], counts=True), Decision)
    assert len(current(begun)) == 2


def test_no_given_time_lets_in_what_somebody_else_made_at_the_seat_that_was_left(begun):
    act = the_server_was_away(begun, since=MINUTE, until=2 * MINUTE)
    moved_to_the_other_seat(begun, after=5 * MINUTE)
    save(begun, [begun.answer(1, ms=6 * 60_000)], after=7 * MINUTE)
    agree(act, actor=INVIGILATOR, at=NOW + 8 * MINUTE)
    do(begun, "extra", minutes=5, after=9 * MINUTE, attempt=begun.attempt)
    assert current(begun) == set()


# --- outages ----------------------------------------------------------------------------------------------------


def test_while_an_outage_waits_nobody_is_sent_away_and_when_confirmed_the_time_is_given_back(begun):
    act = the_server_was_away(begun, since=20 * MINUTE, until=40 * MINUTE)
    assert (act.state, act.asked_by) == ("waiting", None)
    assert close_overdue_attempts(actor=ACTOR, now=NOW + 41 * MINUTE) == 0
    the_server_lived(until=41 * MINUTE)
    lease = take_lease(ref=begun.ref, actor=ACTOR, now=NOW + 41 * MINUTE)
    # Written before anybody has decided: shown with the time that is proposed, held until it is given.
    reply = save(begun, [begun.answer(1, ms=1000)], epoch=lease.epoch, after=42 * MINUTE)
    assert (reply.held, reply.deadline) == ([1], NOW + 50 * MINUTE)
    agree(act, actor=INVIGILATOR, at=NOW + 43 * MINUTE)
    assert clock_of(begun.attempt.time_events.all()).deadline == NOW + 50 * MINUTE
    assert len(current(begun)) == 1
    assert Decision.objects.get().actor_uuid == INVIGILATOR.user_uuid


def test_an_outage_that_is_refused_gives_nothing_and_the_time_is_up(begun):
    act = the_server_was_away(begun, since=20 * MINUTE, until=40 * MINUTE)
    agree(act, actor=INVIGILATOR, approve=False, reason="没有停电", at=NOW + 41 * MINUTE)
    assert close_overdue_attempts(actor=ACTOR, now=NOW + 42 * MINUTE) == 1
    keep_time(is_web=True, now=NOW + 40 * MINUTE)
    assert RoomAct.objects.count() == 1, "what was decided is not proposed again"


def test_answers_made_in_a_confirmed_outage_count_also_when_they_arrive_after_the_end(begun):
    act = the_server_was_away(begun, since=10 * MINUTE, until=15 * MINUTE)
    agree(act, actor=INVIGILATOR, at=NOW + 16 * MINUTE)
    end(begun, after=20 * MINUTE)
    in_outage, before = begun.answer(1, ms=12 * 60_000), begun.answer(2, item=1, ms=9 * 60_000)
    reply = save(begun, [in_outage, before], after=60 * MINUTE)
    assert reply.held == [2]
    assert [item for item, _epoch, _seq in current(begun)] == [in_outage.item]
    assert (Decision.objects.get().actor_uuid, Receipt.objects.count()) == (None, 2)
    again = save(begun, [in_outage, before], after=61 * MINUTE)
    assert (again.acknowledged, Receipt.objects.count()) == ({1: 2}, 2)


def test_what_was_refused_as_late_counts_when_the_outage_that_made_it_late_is_confirmed(begun):
    act = the_server_was_away(begun, since=20 * MINUTE, until=40 * MINUTE)
    late = [begun.answer(1, ms=22 * 60_000), begun.answer(2, item=1, ms=23 * 60_000)]
    assert save(begun, late, after=41 * MINUTE).held == [1, 2]
    decide(begun, [1], counts=False, reason="来得太晚", at=NOW + 42 * MINUTE)
    decide(begun, [2], counts=True, at=NOW + 42 * MINUTE)
    assert {seq for _item, _epoch, seq in current(begun)} == {2}
    agree(act, actor=INVIGILATOR, at=NOW + 43 * MINUTE)
    assert {seq for _item, _epoch, seq in current(begun)} == {1, 2}
    last = Decision.objects.latest("pk")
    assert (last.positions, last.counts, last.reason) == ([1], True, "属实")
    # Whoever has another reason than the time says so afterwards.
    decide(begun, [1], counts=False, reason="不是本人", at=NOW + 44 * MINUTE)
    assert {seq for _item, _epoch, seq in current(begun)} == {2}


def test_what_was_refused_although_it_was_in_time_stays_refused_when_another_outage_is_confirmed(begun):
    first = the_server_was_away(begun, since=10 * MINUTE, until=15 * MINUTE)
    agree(first, actor=INVIGILATOR, at=NOW + 16 * MINUTE)
    end(begun, after=20 * MINUTE)
    save(begun, [begun.answer(1, ms=12 * 60_000)], after=21 * MINUTE)
    assert len(current(begun)) == 1
    decide(begun, [1], counts=False, reason="有人帮忙", at=NOW + 22 * MINUTE)
    another = RoomAct.objects.create(
        sitting=begun.sitting,
        kind="outage",
        state="waiting",
        needs_second=True,
        since=NOW + 11 * MINUTE,
        until=NOW + 17 * MINUTE,
        client_key=uuid4(),
        asked_at=NOW + 23 * MINUTE,
    )
    agree(another, at=NOW + 24 * MINUTE)
    assert current(begun) == set()


def test_what_another_seat_sent_is_not_let_in_by_an_outage(begun):
    act = the_server_was_away(begun, since=20 * MINUTE, until=40 * MINUTE)
    save(begun, [begun.answer(1, ms=22 * 60_000)], after=41 * MINUTE, seat=OTHER_SEAT)
    decide(begun, [1], counts=False, at=NOW + 42 * MINUTE)
    agree(act, actor=INVIGILATOR, at=NOW + 43 * MINUTE)
    assert current(begun) == set()


def test_a_short_silence_is_no_outage_and_an_empty_room_has_none(begun):
    keep_time(is_web=True, now=NOW)
    keep_time(is_web=True, now=NOW + MINUTE / 3)
    end(begun)
    keep_time(is_web=True, now=NOW + 20 * MINUTE)
    assert not RoomAct.objects.exists()
    assert KeptTime.objects.get().kept_at == NOW + 20 * MINUTE


def test_an_outage_grows_while_the_worker_sees_that_the_web_server_is_away(begun):
    keep_time(is_web=True, now=NOW + 5 * MINUTE)
    for minute in (6, 7, 8):
        keep_time(is_web=False, now=NOW + minute * MINUTE)
    act = RoomAct.objects.get()
    assert (act.since, act.until) == (NOW + 5 * MINUTE, NOW + 8 * MINUTE)
    keep_time(is_web=True, now=NOW + 9 * MINUTE)
    act.refresh_from_db()
    assert act.until == NOW + 9 * MINUTE
    assert begun.attempt.state == AttemptState.IN_PROGRESS
