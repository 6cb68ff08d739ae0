"""A room goes on on paper: packets, the opening by two, keyed twice, the third look, the hand-in, the log."""

from io import BytesIO, StringIO
from uuid import uuid4

import pikepdf
import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from lms.core.models import AuditEntry
from lms.exams.api import (
    NewEvent,
    close_overdue_attempts,
    close_sitting,
    hand_in,
    mark_attempt,
    save_events,
    take_lease,
)
from lms.exams.errors import ActRefused, AttemptNotOpen, CandidateRefused, SecondPersonOfRoom, SittingRefused
from lms.exams.models import AnswerEvent, IncidentEvent, PaperSheet, SealedReserve, TimeEvent
from lms.exams.reserve.errors import ReserveMoved, ReserveRefused, UnreadableKeying, UnusableReserve
from lms.exams.reserve.operations import (
    hand_in_sheet,
    note_no_sheet,
)
from lms.exams.sittings.console import roster
from lms.exams.sittings.operations import take_out_candidate
from lms.exams.sittings.queries import find_broken_event
from lms.exams.sittings.room_log import room_log
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, ref_of
from tests.factories.reserves import (
    AFTER,
    LATER,
    OnPaper,
    a_new_reserve,
    a_room_on_paper,
    a_sealed_room,
    agree,
    as_,
    ask,
    handed_in,
    keyed_twice,
    ordered,
    printed,
    sealed,
    third,
)
from tests.factories.rooms import do

pytestmark = pytest.mark.django_db


def assert_logs_hold() -> None:
    said = StringIO()
    call_command("rebuild_attempts", "--check", stdout=said)
    assert "0 differences" in said.getvalue()


# --- the packet ----------------


def test_a_packet_holds_covers_booklets_and_sheets_each_from_a_front_page_and_no_key():
    room = a_sealed_room()
    new = a_new_reserve(room.sitting, seal="S-002", edition="both")
    row, content = printed(new, room.officer, now=NOW)
    assert len(row.booklets) == 2
    with pikepdf.open(BytesIO(content)) as document:
        assert len(document.pages) % 2 == 0
        assert len(document.pages) >= 2 * 2 + 2 * (2 + 2)
    entry = AuditEntry.objects.get(action="exams.print_reserve", target_uuid=row.uuid)
    assert entry.reason == "备用"


def test_the_same_form_orders_the_same_packet_and_a_seal_is_used_once():
    room = a_sealed_room()
    key = uuid4()
    new = a_new_reserve(room.sitting, seal="S-002", client_key=key)
    rows = [ordered(new, room.officer, now=NOW).pk for _ in range(2)]
    assert rows[0] == rows[1]
    with pytest.raises(UnusableReserve):
        ordered(a_new_reserve(room.sitting, seal="S-002"), room.officer, now=NOW)
    new = a_new_reserve(room.sitting, seal="S-003", client_key=key)
    with pytest.raises(ReserveMoved):
        ordered(new, room.officer, now=NOW)


def test_nobody_prints_for_numbers_that_are_not_there_or_without_seal_or_reason():
    room = a_sealed_room()
    for values in ({"first_number": 7, "last_number": 9}, {"seal": " "}):
        with pytest.raises(UnusableReserve):
            ordered(a_new_reserve(room.sitting, **values), room.officer, now=NOW)


def test_a_packet_stays_as_it_was_printed():
    room = a_sealed_room()
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        SealedReserve.objects.filter(pk=room.reserve.pk).update(seal="X")


# --- the opening ----------------


def test_two_people_open_and_the_clock_stands_still():
    room = a_sealed_room()
    row = ask(room)
    assert not PaperSheet.objects.exists()
    with pytest.raises(SecondPersonOfRoom):
        agree(room, row, by=room.invigilators[0])
    agree(room, row)
    assert [sheet.was_running for sheet in PaperSheet.objects.order_by("attempt__candidate__number")] == [
        True,
        False,
    ]
    assert TimeEvent.objects.filter(attempt=room.attempt(), kind="pause").count() == 1
    incident = IncidentEvent.objects.get(category="paper")
    assert incident.text == "S-001 · 001, 002 · 停电"
    assert any("S-001" in line.text for line in room_log(room.sitting))


def test_a_refused_opening_changes_nothing_and_can_be_asked_again():
    room = a_sealed_room()
    agree(room, ask(room), approve=False)
    assert not PaperSheet.objects.exists()
    agree(room, ask(room))
    with pytest.raises(ReserveRefused):
        ask(room)


def test_the_key_of_a_question_asks_nothing_else():
    room, key = a_sealed_room(candidates=2), uuid4()
    assert ask(room, client_key=key, numbers=(1,)).pk == ask(room, client_key=key, numbers=(1,)).pk
    for other in ({"numbers": (2,)}, {"numbers": ()}, {"is_intact": False}, {"cause": "network"}):
        with pytest.raises(ReserveMoved):
            ask(room, **{"client_key": key, "numbers": (1,), **other})


def test_one_candidate_may_go_on_on_paper_alone_and_others_from_the_opened_packet_later():
    room = a_sealed_room()
    agree(room, ask(room, numbers=(2,)))
    assert PaperSheet.objects.get().attempt == room.attempt(1)
    later = ask(room)
    with pytest.raises(ReserveRefused):
        ask(room)  # it is asked for already
    agree(room, later)
    assert {row.attempt for row in PaperSheet.objects.all()} == {room.attempt(0), room.attempt(1)}
    note_no_sheet(sheet_uuid=room.sheet(1).uuid, reason="来电了", actor=as_(room.officer), now=LATER)
    with pytest.raises(ReserveRefused):
        ask(room, numbers=(2,))  # the booklet was given out before
    with pytest.raises(ReserveRefused):
        ask(room, numbers=(9,))


def test_a_booklet_of_another_order_is_not_given_out():
    room = a_sealed_room()
    attempt = room.attempt(1)
    attempt.shuffle_seed = "other"
    attempt.save()
    agree(room, ask(room))
    assert PaperSheet.objects.get().attempt == room.attempt(0)


def test_on_paper_no_terminal_starts_goes_on_or_hands_in_and_no_act_lets_the_clock_go_on():
    room = a_room_on_paper()
    for place in (0, 1):
        with pytest.raises(AttemptNotOpen):
            take_lease(ref=ref_of(room.attempt(place)), actor=ACTOR, now=LATER)
    with pytest.raises(AttemptNotOpen):
        hand_in(ref=ref_of(room.attempt()), final_seq=2, actor=ACTOR, now=LATER)
    begun = type("Begun", (), {"sitting": room.sitting, "began": NOW})()
    for deed in ("resume", "force", "extra"):
        with pytest.raises(ActRefused):
            do(begun, deed, after=LATER - NOW, attempt=room.attempt(), minutes=5)
    assert close_overdue_attempts(actor=ACTOR, now=NOW.replace(hour=23)) == 0


def test_a_terminal_is_told_that_its_candidate_goes_on_on_paper(client):
    room, before = a_room_on_paper(), a_sealed_room()
    for known, is_told in ((room, True), (before, False)):
        client.force_login(known.enrolments[0].person.user)
        reply = client.get(f"/api/v1/exams/attempts/{known.attempt().uuid}/clock")
        assert (reply.status_code, reply.json()["on_paper"]) == (200, is_told)


def test_the_room_closes_only_when_everything_on_paper_is_in():
    room = a_room_on_paper()
    handed_in(room)
    with pytest.raises(SittingRefused) as refusal:
        close_sitting(sitting_uuid=room.sitting.uuid, actor=ACTOR, now=AFTER)
    assert len(refusal.value.reasons) == 1
    candidate = room.attempt(1).candidate.uuid
    with pytest.raises(CandidateRefused):
        take_out_candidate(
            candidate_uuid=candidate, sitting_uuid=room.sitting.uuid, reason="走了", actor=ACTOR, now=AFTER
        )
    note_no_sheet(sheet_uuid=room.sheet(1).uuid, reason="没有来", actor=as_(room.officer), now=AFTER)
    close_sitting(sitting_uuid=room.sitting.uuid, actor=ACTOR, now=AFTER)
    assert room.attempt(1).candidate.state == "absent"


def test_who_goes_back_to_the_computer_has_the_time_that_was_left():
    room = a_room_on_paper()
    note_no_sheet(sheet_uuid=room.sheet().uuid, reason="来电了", actor=as_(room.officer), now=AFTER)
    lease = take_lease(ref=ref_of(room.attempt()), actor=ACTOR, now=AFTER)
    assert lease.epoch == 2


def a_second_packet(room: OnPaper) -> None:
    new = a_new_reserve(room.sitting, seal="S-002")
    row, _pdf = printed(new, room.officer, now=AFTER)
    room.reserve = sealed(row, room.officer, now=AFTER)


def test_when_the_power_fails_again_a_new_packet_lets_the_same_candidates_go_on_on_paper():
    room = a_room_on_paper()
    a_second_packet(room)
    with pytest.raises(ReserveRefused):
        ask(room)  # they write on the first booklets
    for place in (0, 1):
        note_no_sheet(sheet_uuid=room.sheet(place).uuid, reason="来电了", actor=as_(room.officer), now=LATER)
    agree(room, ask(room))
    assert PaperSheet.objects.count() == 4
    with pytest.raises(AttemptNotOpen):
        take_lease(ref=ref_of(room.attempt()), actor=ACTOR, now=AFTER)
    assert [line.state for line in roster(room.sitting, now=AFTER)] == ["paper", "paper"]
    handed_in(room)
    assert [row.state for row in room.attempt().sheets.order_by("pk")] == ["none", "handed_in"]
    assert_logs_hold()


def test_the_database_holds_that_one_sheet_of_an_attempt_counts():
    room = a_room_on_paper()
    values = {"opening": room.opening, "attempt": room.attempt(), "was_running": True, "at": AFTER}
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperSheet.objects.create(**values)


# --- the third look ----------------


def test_differences_go_to_a_third_person_and_only_then_it_is_agreed():
    room = a_room_on_paper()
    lines, right = room.lines(), room.right()
    other = {**right, lines[0].item: ["?"], lines[5].item: []}
    sheet = keyed_twice(room, right, other)
    assert sheet.state == "apart"
    with pytest.raises(ReserveRefused):
        hand_in_sheet(sheet_uuid=sheet.uuid, actor=as_(room.officer), now=AFTER)
    with pytest.raises(ReserveRefused):
        third(sheet, room.invigilators[1], lines[0].item, ("T",))
    with pytest.raises(ReserveRefused):
        third(sheet, room.officer, lines[2].item, ("T",))
    with pytest.raises(UnreadableKeying):
        third(sheet, room.officer, lines[0].item, ("?",))
    third(sheet, room.officer, lines[0].item, tuple(right[lines[0].item]))
    assert room.sheet().state == "apart"
    third(sheet, room.officer, lines[5].item, ())
    assert room.sheet().state == "agreed"
    hand_in_sheet(sheet_uuid=sheet.uuid, actor=as_(room.officer), now=AFTER)
    keyed = set(AnswerEvent.objects.filter(channel="paper").values_list("item_uuid", flat=True))
    assert len(keyed) == len(lines) - 1
    assert_logs_hold()


# --- the hand-in ----------------


def test_what_is_agreed_is_in_the_log_with_its_source_and_handed_in_with_a_receipt():
    room = a_room_on_paper()
    receipt = handed_in(room)
    attempt = room.attempt()
    events = attempt.events.filter(channel="paper")
    assert events.count() == len(room.lines())
    assert {row.epoch for row in events} == {2} == {room.sheet().epoch}
    assert {row.client_at for row in events} == {f"paper:{room.sheet().digest[:32]}"}
    first, second = room.invigilators[:2]
    assert attempt.leases.get(epoch=2).holder == f"paper:{first.uuid.hex}+{second.uuid.hex}"
    assert receipt.payload["answered"] == len(room.lines())
    assert find_broken_event(attempt) is None
    assert_logs_hold()
    again = hand_in_sheet(sheet_uuid=room.sheet().uuid, actor=as_(room.officer), now=AFTER)
    assert again.pk == receipt.pk
    said = [line.what for line in room_log(room.sitting)]
    assert any(first.get_full_name() in words and second.get_full_name() in words for words in said)
    result = mark_attempt(attempt_uuid=attempt.uuid, actor=ACTOR, now=AFTER)
    assert result.passed
    assert result.percent == 100


def test_what_was_saved_at_the_computer_counts_where_the_sheet_is_blank():
    room = a_room_on_paper()
    truths = [line.item for line in room.lines() if line.kind == "true_false"]
    texts = {**room.right(), truths[0]: []}
    sheet = keyed_twice(room, texts, texts)
    hand_in_sheet(sheet_uuid=sheet.uuid, actor=as_(room.officer), now=AFTER)
    current = {str(row.item_uuid): row for row in room.attempt().answers.all()}
    assert current[truths[0]].epoch == 1  # answered at the computer, left empty on the sheet
    assert current[truths[1]].epoch == 2  # answered at both: the sheet counts
    assert room.attempt().events.filter(epoch=1).count() == 2
    assert mark_attempt(attempt_uuid=room.attempt().uuid, actor=ACTOR, now=AFTER).percent == 90
    assert_logs_hold()


def test_who_never_began_at_a_computer_begins_with_the_opening():
    room = a_room_on_paper()
    handed_in(room, place=1)
    attempt = room.attempt(1)
    assert attempt.state == "handed_in"
    assert attempt.time_events.get(kind="start").at == LATER
    assert_logs_hold()


def test_a_terminal_that_comes_back_later_is_held_and_changes_nothing():
    room = a_room_on_paper()
    handed_in(room)
    late = {"ref": ref_of(room.attempt()), "epoch": 1, "actor": ACTOR, "now": AFTER}
    line = room.lines()[0]
    reply = save_events(events=[NewEvent(9, line.item, None, 5 * 60_000)], **late)
    assert reply.held == [9]
    assert_logs_hold()


def test_a_void_attempt_is_not_handed_in_and_its_sheet_is_put_aside():
    room = a_room_on_paper()
    sheet = keyed_twice(room, room.right(), room.right())
    attempt = room.attempt()
    attempt.state, attempt.ended_at = "voided", AFTER
    attempt.save()
    with pytest.raises(ReserveRefused):
        hand_in_sheet(sheet_uuid=sheet.uuid, actor=as_(room.officer), now=AFTER)
    note_no_sheet(sheet_uuid=sheet.uuid, reason="作废", actor=as_(room.officer), now=AFTER)
    assert room.sheet().state == "none"
