"""What changes while somebody marks: other words count, people go, a conflict is declared, marks are settled."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from lms.core.models import AuditEntry, Job
from lms.exams.api import NewEvent, save_events
from lms.exams.errors import MarksMissing
from lms.exams.handmarking.checking import unexplained_in
from lms.exams.handmarking.errors import MarkingEnded, MarkingNotFound, MarkingRefused
from lms.exams.handmarking.officer_queries import marking_of
from lms.exams.handmarking.operations import (
    NewMarkDecision,
    appoint_markers,
    decide_marks,
    dismiss_marker,
    settle_marks,
)
from lms.exams.handmarking.queries import MyStretch, get_my_stretch
from lms.exams.handmarking.standing import standing_of
from lms.exams.marking.corrections import KeyChange, NewCorrection
from lms.exams.marking.operations import correct_key, mark_attempt
from lms.exams.models import Attempt, HandMark, MarkDecision, MarkingTurn, Result, RoomAct
from lms.exams.practical.operations import declare_conflict
from lms.exams.sittings.operations import Seat
from lms.exams.tasks import mark_attempt_job
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, ref_of
from tests.factories.handmarks import (
    AFTER,
    WHO,
    Marked,
    an_ended_sitting,
    give,
    let_other_words_count,
    mark_all,
    take_all,
    two_apart,
)
from tests.factories.rooms import agree

pytestmark = pytest.mark.django_db


def stretch_of(marked: Marked, place: int = 0, item: int = 0) -> MyStretch:
    return get_my_stretch(marked.markers[place], marked.sitting.uuid, marked.items()[item])


def settle(marked: Marked) -> int:
    return settle_marks(sitting_uuid=marked.sitting.uuid, client_key=uuid4(), **WHO)


def dismiss(turn: MarkingTurn, marked: Marked) -> int:
    return dismiss_marker(marker_uuid=turn.marker.uuid, sitting_uuid=marked.sitting.uuid, **WHO)


def run_the_worker() -> None:
    for job in Job.objects.filter(kind="exams.mark_attempt"):
        mark_attempt_job(job)


def a_decision(marked: Marked, *, item: int = 0, key: UUID | None = None) -> NewMarkDecision:
    return NewMarkDecision(
        marked.sitting.uuid,
        marked.attempt().uuid,
        marked.items()[item],
        marked.officer,
        Decimal(15),
        "both were read again",
        key or uuid4(),
    )


def test_what_a_dismissed_marker_took_back_is_free_for_others():
    marked = an_ended_sitting()
    first, second = marked.markers
    turns = take_all(marked, first)
    give(first, turns[0], "10")
    give(first, turns[0], None)
    assert take_all(marked, second) == []
    assert dismiss(turns[0], marked) == 2
    state = marking_of(marked.sitting)
    assert [line.free for line in state.questions] == [1, 1]
    assert [line.taken for line in state.markers if line.marker.user == first] == [0]
    taken = take_all(marked, second)
    assert [turn.turn for turn in taken] == ["first", "first"]
    for turn in taken:
        give(second, turn, "25")
    assert mark_attempt(attempt_uuid=marked.attempt().uuid, **WHO).score == Decimal(90)


def test_what_was_handed_on_says_who_had_it_and_stays_with_the_next():
    marked = an_ended_sitting()
    first, second = marked.markers
    turn = take_all(marked, first)[0]
    give(first, turn, "10")
    give(first, turn, None)
    dismiss(turn, marked)
    take_all(marked, second)
    taken = marked.turn(second)
    assert taken.pk == turn.pk
    row = taken.handed_on.get()
    assert (row.from_marker.user, row.marks_before) == (first, 2)
    appoint_markers(sitting_uuid=marked.sitting.uuid, user_uuids=[first.uuid], **WHO)
    with pytest.raises(MarkingNotFound):
        give(first, turn, "12")
    for item in (0, 1):
        give(second, marked.turn(second, item=item), "10")
    # A second marker is wanted now. Who read the answer once as the first does not read it as the second.
    take_all(marked, first)
    assert marked.turn(first, item=1).turn == "second"
    assert not MarkingTurn.objects.filter(marker__user=first, item_uuid=marked.items()[0]).exists()


def test_who_comes_back_before_anybody_took_it_goes_on():
    marked = an_ended_sitting()
    first = marked.markers[0]
    turn = take_all(marked, first)[0]
    give(first, turn, "10")
    give(first, turn, None)
    dismiss(turn, marked)
    appoint_markers(sitting_uuid=marked.sitting.uuid, user_uuids=[first.uuid], **WHO)
    assert give(first, turn, "12").number == 3


def test_a_mark_that_was_not_taken_back_stays_with_the_dismissed():
    marked = an_ended_sitting()
    first, second = marked.markers
    turns = take_all(marked, first)
    give(first, turns[0], "10")
    dismiss(turns[0], marked)
    assert [str(row.item_uuid) for row in take_all(marked, second)] == [str(turns[1].item_uuid)]


def test_an_answer_that_does_not_count_any_more_is_not_shown():
    marked = an_ended_sitting(candidates=2)
    user = marked.markers[0]
    take_all(marked, user)
    let_other_words_count(marked, "别的话。")
    stretch = stretch_of(marked)
    assert [answer.turn.attempt_id for answer in stretch.answers] == [marked.attempt(1).pk]
    give(user, marked.turn(user, 1), "20")
    stretch = stretch_of(marked)
    assert (stretch.marked, stretch.first_left()) == (1, None)
    take_all(marked, user)
    assert {answer.text for answer in stretch_of(marked).answers} == {"先验电。", "别的话。"}


@pytest.mark.parametrize("state", ["in_progress", "voided"])
def test_an_attempt_that_is_written_again_or_void_is_not_shown(state):
    marked = an_ended_sitting(candidates=2)
    take_all(marked, marked.markers[0])
    instant = {"ended_at": None} if state == "in_progress" else {}
    Attempt.objects.filter(pk=marked.attempt().pk).update(state=state, **instant)
    assert [answer.turn.attempt_id for answer in stretch_of(marked).answers] == [marked.attempt(1).pk]
    Attempt.objects.update(state=state, **instant)
    with pytest.raises(MarkingNotFound):
        stretch_of(marked)


def test_a_later_turn_on_words_that_do_not_count_blocks_no_correction():
    marked = an_ended_sitting()
    first, second = marked.markers
    mark_all(marked, first, "10")
    second_turn = take_all(marked, second)[0]
    MarkingTurn.objects.filter(turn="second").exclude(pk=second_turn.pk).delete()
    let_other_words_count(marked, "别的话。")
    turn = take_all(marked, first)[0]
    give(first, turn, "12")
    assert give(first, turn, "13").number == 2


def test_settled_marks_stay_before_their_result_is_made():
    marked = an_ended_sitting()
    user = marked.markers[0]
    mark_all(marked, user, "25")
    assert settle(marked) == 1
    assert not Result.objects.exists()
    for marks in ("20", None):
        with pytest.raises(MarkingEnded):
            give(user, marked.turn(user), marks)
    run_the_worker()
    assert set(Result.objects.get().by_hand.values()) == {"25"}


def test_settling_again_before_the_worker_came_is_the_same():
    marked = an_ended_sitting()
    mark_all(marked, marked.markers[0], "25")
    settle(marked)
    settle(marked)
    row = marked.attempt().settled_marks.get()
    assert row.marks_digest == standing_of(marked.attempt()).digest
    run_the_worker()
    with pytest.raises(MarkingRefused):
        settle(marked)


def test_marks_that_were_settled_are_open_again_when_other_words_count():
    marked = an_ended_sitting()
    user = marked.markers[0]
    mark_all(marked, user, "25")
    settle(marked)
    let_other_words_count(marked, "别的话。")
    with pytest.raises(MarksMissing):
        mark_attempt(attempt_uuid=marked.attempt().uuid, **WHO)
    give(user, take_all(marked, user)[0], "20")
    assert settle(marked) == 1
    run_the_worker()
    assert sorted(Result.objects.get().by_hand.values()) == ["20", "25"]


def test_marks_given_before_an_outage_is_confirmed_do_not_count_for_the_words_that_it_lets_in():
    marked = an_ended_sitting()
    user, attempt = marked.markers[0], marked.attempt()
    mark_all(marked, user, "25")
    settle(marked)
    run_the_worker()
    before = Result.objects.get()
    # Made before the end, and sent when the server was there again; nobody decides on it.
    late = NewEvent(seq=50, item=marked.items()[0], response="别的话。", monotonic_ms=0)
    ref = ref_of(attempt, seat=Seat(holder="seat:0", label="A1"))
    save_events(ref=ref, epoch=1, events=[late], actor=ACTOR, now=AFTER)
    agree(an_outage(marked), at=AFTER)
    standing = standing_of(marked.attempt())
    assert [one.wanted for one in standing.answers.values()] == ["first", None]
    assert (standing.is_settled, standing.worths, standing.has_result) == (False, None, False)
    with pytest.raises(MarksMissing):
        mark_attempt(attempt_uuid=attempt.uuid, **WHO)
    give(user, take_all(marked, user)[0], "20")
    assert settle(marked) == 1
    run_the_worker()
    after = Result.objects.latest("pk")
    assert (sorted(before.by_hand.values()), sorted(after.by_hand.values())) == (["25", "25"], ["20", "25"])
    assert (before.receipt_number, after.receipt_number) == (1, 2)


def an_outage(marked: Marked) -> RoomAct:
    """Return an outage over the end of what was written, on which nobody has decided."""
    return RoomAct.objects.create(
        sitting=marked.sitting,
        kind="outage",
        state="waiting",
        needs_second=True,
        since=NOW,
        until=NOW + timedelta(minutes=5),
        client_key=uuid4(),
        asked_at=AFTER,
    )


def test_who_declares_a_conflict_after_taking_answers_marks_no_further():
    marked = an_ended_sitting(candidates=2)
    user = marked.markers[0]
    take_all(marked, user)
    key = uuid4()
    row = give(user, marked.turn(user), "10", key=key)
    declare_conflict(assessor=user, person=marked.enrolments[0].person, reason="cousin", **WHO)
    assert give(user, marked.turn(user), "10", key=key) == row
    for marks in ("12", None):
        with pytest.raises(MarkingRefused):
            give(user, marked.turn(user), marks)
    give(user, marked.turn(user, 1), "10")


def test_a_key_of_another_answer_is_refused_in_words():
    marked = an_ended_sitting()
    user = marked.markers[0]
    turns = take_all(marked, user)
    key = uuid4()
    give(user, turns[0], "10", key=key)
    with pytest.raises(MarkingEnded):
        give(user, turns[1], "10", key=key)
    assert HandMark.objects.count() == 1


def test_a_key_of_another_decision_is_refused_in_words():
    marked = two_apart()
    decision = a_decision(marked)
    row = decide_marks(decision=decision, **WHO)
    assert decide_marks(decision=decision, **WHO) == row
    others = [
        a_decision(marked, item=1, key=decision.client_key),
        replace(decision, marks=Decimal(16)),
        replace(decision, reason="because of something else"),
    ]
    for other in others:
        with pytest.raises(MarkingEnded):
            decide_marks(decision=other, **WHO)
    assert MarkDecision.objects.count() == 1
    assert AuditEntry.objects.filter(action="exams.decide_marks").count() == 1


def strike(marked: Marked, item: int = 0) -> None:
    change = KeyChange(marked.items()[item], ())
    base = marked.attempt().paper.keys.count()
    correct_key(
        correction=NewCorrection(marked.attempt().paper.uuid, base, (change,), "nobody could know"), **WHO
    )


@pytest.mark.parametrize("struck_first", [True, False])
def test_settled_marks_are_explained_whether_a_question_was_struck_before_or_after(struck_first):
    marked = an_ended_sitting()
    mark_all(marked, marked.markers[0], "25")
    if struck_first:
        strike(marked)
    settle(marked)
    if not struck_first:
        strike(marked)
    assert marked.attempt().settled_marks.count() == 1
    assert list(unexplained_in(marked.attempt())) == []


def test_settled_marks_that_do_not_follow_are_told_also_where_a_question_was_struck():
    marked = an_ended_sitting()
    mark_all(marked, marked.markers[0], "25")
    strike(marked)
    settle(marked)
    forged = marked.attempt().settled_marks.create(
        marks_digest="0" * 64, settled_by=marked.officer.uuid, at=AFTER + timedelta(hours=1)
    )
    assert list(unexplained_in(marked.attempt())) == [forged]
