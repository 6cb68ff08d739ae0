"""A packet that is opened while time runs out: nothing that is keyed is lost to the clock, nobody's time comes back."""

from datetime import timedelta
from uuid import uuid4

import pytest

from lms.exams.api import close_overdue_attempts, close_sitting, hand_in
from lms.exams.errors import SittingRefused
from lms.exams.models import Attempt, PaperSheet, ReserveOpening, RoomAct, TimeEvent
from lms.exams.reserve.errors import ReserveRefused
from lms.exams.reserve.operations import hand_in_sheet, note_no_sheet
from lms.exams.reserve.waiting import is_asked_for
from lms.exams.sittings.console import roster
from lms.exams.sittings.operations.ending import _close_if_overdue, hand_in_by_time
from lms.exams.sittings.standing_clock import clock_of_attempt
from lms.exams.sittings.words import words_in_all_languages
from tests.factories import rooms
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, ref_of
from tests.factories.reserves import (
    AFTER,
    LATER,
    OnPaper,
    a_packet,
    a_room_on_paper,
    a_sealed_room,
    agree,
    as_,
    ask,
    keyed_twice,
)

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
DEADLINE = NOW + timedelta(minutes=30)
EVENING = NOW + timedelta(hours=9)


WAITS = DEADLINE + 300 * SECOND


def begun_in(room: OnPaper):
    return type("Begun", (), {"sitting": room.sitting, "began": NOW})()


def an_outage(room: OnPaper) -> RoomAct:
    """Return an outage over the end of the time, as the server writes it down when it comes back."""
    return RoomAct.objects.create(
        sitting=room.sitting,
        kind="outage",
        state="waiting",
        needs_second=True,
        since=DEADLINE - 60 * SECOND,
        until=DEADLINE + 60 * SECOND,
        client_key=uuid4(),
        asked_at=DEADLINE + 60 * SECOND,
    )


def hand_in_what_is_keyed(room: OnPaper) -> None:
    sheet = keyed_twice(room, room.right(), room.right())
    receipt = hand_in_sheet(sheet_uuid=sheet.uuid, actor=as_(room.officer), now=AFTER)
    assert receipt.payload["answered"] == len(room.lines())


def test_who_had_time_when_it_was_asked_for_goes_on_on_paper_with_what_was_left_then():
    room = a_sealed_room()
    agree(room, ask(room, now=DEADLINE - 30 * SECOND), now=DEADLINE + 30 * SECOND)
    assert TimeEvent.objects.get(attempt=room.attempt(), kind="pause").at == DEADLINE - 30 * SECOND
    assert close_overdue_attempts(actor=ACTOR, now=EVENING) == 0
    note_no_sheet(sheet_uuid=room.sheet().uuid, reason="来电了", actor=as_(room.officer), now=AFTER)
    assert clock_of_attempt(room.attempt()).deadline == AFTER + 30 * SECOND


def test_whose_time_still_runs_has_had_it_until_the_second_person_agrees():
    room = a_sealed_room()
    agree(room, ask(room, now=DEADLINE - 60 * SECOND), now=DEADLINE - 20 * SECOND)
    assert TimeEvent.objects.get(attempt=room.attempt(), kind="pause").at == DEADLINE - 20 * SECOND


def test_the_clock_does_not_stand_still_twice_for_the_same_time():
    room = a_sealed_room()
    row = ask(room, now=DEADLINE - 60 * SECOND)
    rooms.do(begun_in(room), "pause", after=DEADLINE - 50 * SECOND - NOW, attempt=room.attempt())
    rooms.do(begun_in(room), "resume", after=DEADLINE - 10 * SECOND - NOW, attempt=room.attempt())
    agree(room, row, now=DEADLINE + 60 * SECOND)
    pauses = TimeEvent.objects.filter(attempt=room.attempt(), kind="pause").order_by("pk")
    assert pauses.last().at == DEADLINE - 10 * SECOND


def test_whose_time_was_over_when_it_was_asked_for_is_named_and_left_out():
    room = a_sealed_room()
    after = DEADLINE + 10 * SECOND
    with pytest.raises(ReserveRefused) as refusal:
        ask(room, numbers=(1, 2), now=after)
    assert [*refusal.value.reasons] == ["001"]
    agree(room, ask(room, now=after), now=after)
    assert PaperSheet.objects.get().attempt == room.attempt(1)


def test_an_outage_that_is_refused_after_the_opening_takes_no_keyed_answer_away():
    room = a_sealed_room()
    outage = an_outage(room)
    agree(room, ask(room, now=DEADLINE + 70 * SECOND), now=DEADLINE + 80 * SECOND)
    rooms.agree(outage, at=DEADLINE + 90 * SECOND, approve=False)
    assert clock_of_attempt(room.attempt()).is_over(EVENING)
    assert close_overdue_attempts(actor=ACTOR, now=EVENING) == 0
    # Opened between the list of the sweep and its lock.
    assert not _close_if_overdue(room.attempt().uuid, actor=ACTOR, now=EVENING)
    hand_in_what_is_keyed(room)


def test_one_that_ended_with_its_sheet_open_keeps_the_room_open_until_it_is_reopened_and_handed_in():
    room = a_room_on_paper()
    attempt = room.attempt()
    note_no_sheet(sheet_uuid=room.sheet(1).uuid, reason="没有来", actor=as_(room.officer), now=AFTER)
    attempt.state, attempt.ended_at = "closed_by_time", DEADLINE
    attempt.save()
    TimeEvent.objects.create(attempt=attempt, kind="close", at=DEADLINE)
    with pytest.raises(SittingRefused) as refusal:
        close_sitting(sitting_uuid=room.sitting.uuid, actor=ACTOR, now=AFTER)
    assert len(refusal.value.reasons) == 1
    line = next(row for row in roster(room.sitting, now=AFTER) if row.attempt == attempt)
    assert line.acts == ["reopen", "void"]
    act = rooms.do(begun_in(room), "reopen", after=AFTER - NOW, attempt=attempt)
    rooms.agree(act, at=AFTER)
    assert clock_of_attempt(attempt).paused_at == AFTER
    hand_in_what_is_keyed(room)
    close_sitting(sitting_uuid=room.sitting.uuid, actor=ACTOR, now=AFTER)


def test_a_void_attempt_with_an_open_sheet_does_not_keep_the_room_open():
    room = a_room_on_paper()
    note_no_sheet(sheet_uuid=room.sheet(1).uuid, reason="没有来", actor=as_(room.officer), now=AFTER)
    act = rooms.do(begun_in(room), "void", after=AFTER - NOW, attempt=room.attempt())
    rooms.agree(act, at=AFTER)
    close_sitting(sitting_uuid=room.sitting.uuid, actor=ACTOR, now=AFTER)
    assert room.sheet().state == "waiting"


# --- while the second person is looked for ----------------


def test_whose_time_runs_out_while_the_room_waits_for_the_second_person_is_not_closed_and_hands_in_the_sheet():
    room = a_sealed_room()
    row = ask(room, numbers=(1, 2), now=DEADLINE - 30 * SECOND)
    assert close_overdue_attempts(actor=ACTOR, now=WAITS) == 0
    told = hand_in_by_time(ref=ref_of(room.attempt()), final_seq=2, actor=ACTOR, now=WAITS)
    assert (told.receipt, told.waits_for) == (None, "paper")
    assert room.attempt().state == "in_progress"
    agree(room, row, now=WAITS)
    hand_in_what_is_keyed(room)


def test_the_page_of_whose_time_ran_out_is_told_which_decision_it_waits_for():
    room = a_sealed_room()
    row = ask(room, now=DEADLINE - 30 * SECOND)

    def told(now):
        return hand_in_by_time(ref=ref_of(room.attempt()), final_seq=2, actor=ACTOR, now=now).waits_for

    assert told(DEADLINE - SECOND) == ""
    assert told(WAITS) == "paper"
    an_outage(room)
    assert told(WAITS) == "paper"
    agree(room, row, approve=False, now=WAITS)
    assert told(WAITS) == "outage"


def test_the_page_has_words_of_its_own_for_each_decision_it_waits_for():
    for language, server, paper in (("zh-hans", "服务器", "纸质试卷"), ("en", "server", "paper")):
        words = words_in_all_languages()[language]
        assert server in words["hand_in_outage"]
        assert paper in words["hand_in_paper"]
        assert server not in words["hand_in_paper"]


def test_whose_time_ran_out_while_the_room_waited_is_closed_once_the_packet_stays_sealed():
    room = a_sealed_room()
    row = ask(room, now=DEADLINE - 30 * SECOND)
    assert close_overdue_attempts(actor=ACTOR, now=WAITS) == 0
    agree(room, row, approve=False, now=WAITS)
    assert close_overdue_attempts(actor=ACTOR, now=WAITS) == 1
    assert room.attempt().state == "closed_by_time"


def test_the_page_of_whose_time_ran_out_ends_once_the_packet_stays_sealed():
    room = a_sealed_room()
    row = ask(room, now=DEADLINE - 30 * SECOND)
    agree(room, row, approve=False, now=WAITS)
    assert hand_in_by_time(ref=ref_of(room.attempt()), final_seq=2, actor=ACTOR, now=WAITS).receipt


def test_who_hands_in_while_the_room_waits_has_handed_in():
    room = a_sealed_room()
    ask(room, now=DEADLINE - 30 * SECOND)
    assert hand_in(ref=ref_of(room.attempt()), final_seq=2, actor=ACTOR, now=LATER).receipt


def _asked_too_late(room: OnPaper) -> None:
    ask(room, now=DEADLINE + 10 * SECOND)


def _asked_for_another(room: OnPaper) -> None:
    ask(room, numbers=(2,), now=LATER)


def _asked_of_another_order(room: OnPaper) -> None:
    ask(room, now=LATER)
    Attempt.objects.filter(pk=room.attempt().pk).update(shuffle_seed="other")


def _asked_again_after_it_went_back(room: OnPaper) -> None:
    agree(room, ask(room, now=LATER), now=LATER)
    note_no_sheet(sheet_uuid=room.sheet().uuid, reason="来电了", actor=as_(room.officer), now=LATER)
    note_no_sheet(sheet_uuid=room.sheet(1).uuid, reason="没有来", actor=as_(room.officer), now=LATER)
    opening = {"is_intact": True, "numbers": [], "reason": "x", "client_key": uuid4(), "asked_at": LATER}
    ReserveOpening.objects.create(reserve=room.reserve, cause="power", **opening)


def _asked_in_another_room(room: OnPaper) -> None:
    ask(a_sealed_room(), now=LATER)


@pytest.mark.parametrize(
    "asked",
    [
        _asked_too_late,
        _asked_for_another,
        _asked_of_another_order,
        _asked_again_after_it_went_back,
        _asked_in_another_room,
    ],
)
def test_an_opening_that_does_not_reach_an_attempt_holds_nobody(asked):
    room = a_sealed_room()
    asked(room)
    assert not is_asked_for(room.attempt(), clock_of_attempt(room.attempt()))
    close_overdue_attempts(actor=ACTOR, now=WAITS)
    assert room.attempt().state == "closed_by_time"


def test_an_opening_that_leaves_out_who_is_on_paper_already_holds_only_whom_it_reaches():
    room = a_sealed_room()
    agree(room, ask(room, numbers=(1,)))
    second = a_packet(room.sitting, room.officer, at=NOW, seal="S-002")
    with pytest.raises(ReserveRefused) as refusal:
        ask(room, reserve_uuid=second.uuid, numbers=(1, 2))
    assert [*refusal.value.reasons] == ["001"]
    ask(room, reserve_uuid=second.uuid)
    held = [is_asked_for(room.attempt(at), clock_of_attempt(room.attempt(at))) for at in (0, 1)]
    assert held == [False, True]
