"""Starting, changing seats, extra time, handing in, the end of time, marking."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.translation import override

from lms.core.models import AuditEntry, Job
from lms.enrolments.api import requirement_states
from lms.enrolments.models import Evidence
from lms.exams.api import (
    admit_candidates,
    close_overdue_attempts,
    close_sitting,
    decide_seat_request,
    hand_in,
    is_genuine,
    mark_attempt,
    open_sitting,
    save_events,
    schedule_sitting,
    take_lease,
)
from lms.exams.errors import (
    AttemptEnded,
    AttemptNotOpen,
    CandidateRefused,
    SeatInUse,
    SittingExists,
    SittingRefused,
    UnusableWindow,
)
from lms.exams.models import AttemptState, CandidateState, Receipt, SeatRequest, TimeEvent
from lms.exams.sittings.operations import Page, Seat, ending
from lms.exams.sittings.receipts import facts_of_receipt
from lms.exams.sittings.room_models import IncidentEvent
from lms.exams.sittings.rules import clock_of
from tests.factories.accounts import trainee_at
from tests.factories.courses import NOW, a_version, enrol, enrolled_trainee
from tests.factories.exams import (
    ACTOR,
    MINUTE,
    OTHER_SEAT,
    SEAT,
    a_new_sitting,
    a_scheme,
    a_sitting,
    attempt_of,
    failed_sitting,
    passed_sitting,
    ref_of,
    started_attempt,
)
from tests.factories.organisations import a_room

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun():
    return started_attempt()


def lease(attempt, *, seat=None, after=MINUTE):
    ref = ref_of(attempt, seat=seat) if seat else ref_of(attempt)
    return take_lease(ref=ref, actor=ACTOR, now=NOW + after)


# --- sittings -----------------------------------------------------------------------------------------------------


def test_scheduling_twice_with_one_key_is_one_sitting_and_one_paper():
    _user, enrolment = enrolled_trainee()
    new = a_new_sitting(enrolment.site)
    first = schedule_sitting(sitting=new, actor=ACTOR, now=NOW)
    assert schedule_sitting(sitting=new, actor=ACTOR, now=NOW).pk == first.pk
    elsewhere = replace(new, room=a_room(enrolment.site))
    with pytest.raises(SittingExists):
        schedule_sitting(sitting=elsewhere, actor=ACTOR, now=NOW)


def test_a_window_that_ends_before_it_begins_is_refused():
    _user, enrolment = enrolled_trainee()
    new = replace(a_new_sitting(enrolment.site), closes_at=NOW - MINUTE)
    with pytest.raises(UnusableWindow):
        schedule_sitting(sitting=new, actor=ACTOR, now=NOW)


def test_candidates_of_another_site_or_programme_and_one_too_many_are_refused_by_name():
    version = a_version()
    user = trainee_at(enrolled_trainee(version)[1].site)
    here = enrol(user, version)
    elsewhere, other_programme = (
        enrolled_trainee(version)[1],
        enrol(trainee_at(here.site), a_version(scheme="OTHER")),
    )
    new = a_new_sitting(here.site, seats=2)
    sitting = schedule_sitting(sitting=new, actor=ACTOR, now=NOW)
    uuids = [here.uuid, elsewhere.uuid, other_programme.uuid, uuid4()]
    with pytest.raises(CandidateRefused) as refusal:
        admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=uuids, actor=ACTOR, now=NOW)
    assert len(refusal.value.reasons) == 4
    assert not sitting.candidates.exists()


def test_admitting_again_keeps_number_and_attempt():
    _user, enrolment = enrolled_trainee()
    sitting = a_sitting(enrolment)
    before = attempt_of(sitting, enrolment)
    (row,) = admit_candidates(
        sitting_uuid=sitting.uuid, enrolment_uuids=[enrolment.uuid], actor=ACTOR, now=NOW
    )
    assert (row.number, attempt_of(sitting, enrolment).pk) == (1, before.pk)


def test_a_sitting_opens_in_its_window_only():
    _user, enrolment = enrolled_trainee()
    sitting = a_sitting(enrolment)
    for when in (NOW - MINUTE, NOW + timedelta(hours=3)):
        with pytest.raises(SittingRefused):
            open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=when)
    assert open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW).state == "open"


def test_nobody_starts_before_the_sitting_is_open_or_after_its_window():
    _user, enrolment = enrolled_trainee()
    sitting = a_sitting(enrolment)
    attempt = attempt_of(sitting, enrolment)
    with pytest.raises(AttemptNotOpen):
        lease(attempt)
    open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW)
    with pytest.raises(AttemptNotOpen):
        lease(attempt, after=timedelta(hours=2))
    assert not TimeEvent.objects.exists()


def test_closing_waits_for_who_is_writing_and_counts_who_never_came_as_absent(begun):
    late = enrol(trainee_at(begun.enrolment.site), begun.enrolment.version)
    admit_candidates(sitting_uuid=begun.sitting.uuid, enrolment_uuids=[late.uuid], actor=ACTOR, now=NOW)
    with pytest.raises(SittingRefused):
        close_sitting(sitting_uuid=begun.sitting.uuid, actor=ACTOR, now=NOW + MINUTE)
    hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=NOW + MINUTE)
    close_sitting(sitting_uuid=begun.sitting.uuid, actor=ACTOR, now=NOW + 2 * MINUTE)
    states = begun.sitting.candidates.order_by("number").values_list("state", flat=True)
    assert list(states) == [CandidateState.ADMITTED, CandidateState.ABSENT]
    with pytest.raises(AttemptNotOpen):
        lease(attempt_of(begun.sitting, late), after=3 * MINUTE)


# --- leases -------------------------------------------------------------------------------------------------------


def test_coming_back_gives_a_higher_epoch_and_the_same_deadline(begun):
    again = lease(begun.attempt, after=10 * MINUTE)
    assert (begun.lease.epoch, again.epoch) == (1, 2)
    assert clock_of(begun.attempt.time_events.all()).deadline == begun.began + timedelta(minutes=30)
    assert begun.attempt.time_events.count() == 1


def test_another_seat_waits_until_the_invigilator_agrees(begun):
    with pytest.raises(SeatInUse, match="A1"):
        lease(begun.attempt, seat=OTHER_SEAT)
    asked = SeatRequest.objects.get()
    with pytest.raises(SeatInUse):
        lease(begun.attempt, seat=OTHER_SEAT)
    assert SeatRequest.objects.count() == 1
    decide_seat_request(
        request_uuid=asked.uuid, sitting_uuid=begun.sitting.uuid, approve=True, actor=ACTOR, now=NOW
    )
    moved = lease(begun.attempt, seat=OTHER_SEAT)
    assert (moved.epoch, moved.seat) == (2, "B7")
    with pytest.raises(SeatInUse):
        lease(begun.attempt)


def test_a_refusal_of_another_seat_stays(begun):
    with pytest.raises(SeatInUse):
        lease(begun.attempt, seat=OTHER_SEAT)
    asked = SeatRequest.objects.get()
    for approve in (False, True):
        decide_seat_request(
            request_uuid=asked.uuid, sitting_uuid=begun.sitting.uuid, approve=approve, actor=ACTOR, now=NOW
        )
    with pytest.raises(SeatInUse) as refusal:
        lease(begun.attempt, seat=OTHER_SEAT)
    assert refusal.value.reasons == ("refused",)


@pytest.mark.parametrize("label", ["B7", ""])
def test_who_is_refused_at_the_first_computer_is_sent_to_where_it_is_open_now_not_to_where_it_began(
    begun, label
):
    other = replace(OTHER_SEAT, label=label)
    allow(begun, ask(begun, other, at=MINUTE), at=MINUTE)
    assert lease(begun.attempt, seat=other, after=MINUTE).epoch == 2
    with pytest.raises(SeatInUse), override("en"):
        lease(begun.attempt, after=2 * MINUTE)
    asked = SeatRequest.objects.get(holder=SEAT.holder)
    place = {"request_uuid": asked.uuid, "sitting_uuid": begun.sitting.uuid}
    decide_seat_request(**place, approve=False, actor=ACTOR, now=NOW + 2 * MINUTE)
    with pytest.raises(SeatInUse) as refusal, override("en"):
        lease(begun.attempt, after=3 * MINUTE)
    assert refusal.value.reasons == ("refused",)
    assert "began" not in refusal.value.message
    assert "open now" in refusal.value.message
    assert label in refusal.value.message


def test_whoever_was_refused_a_seat_may_ask_again_and_the_refusal_stays_on_record(begun):
    test_a_refusal_of_another_seat_stays(begun)
    ref = ref_of(begun.attempt, seat=OTHER_SEAT)
    with pytest.raises(SeatInUse) as refusal:
        take_lease(ref=ref, asks_again=True, actor=ACTOR, now=NOW + MINUTE)
    assert refusal.value.reasons == ("asked",)
    first, second = SeatRequest.objects.order_by("pk")
    assert (first.state, second.state) == ("refused", "asked")
    decide_seat_request(
        request_uuid=second.uuid, sitting_uuid=begun.sitting.uuid, approve=True, actor=ACTOR, now=NOW
    )
    assert take_lease(ref=ref, actor=ACTOR, now=NOW + MINUTE).epoch == 2


THIRD_SEAT = Seat(holder="session:third", label="C3")


def ask(begun, seat, *, at):
    """Ask for a seat and return the question that waits for the invigilator."""
    with pytest.raises(SeatInUse) as refusal:
        lease(begun.attempt, seat=seat, after=at)
    assert refusal.value.reasons == ("asked",)
    return SeatRequest.objects.get(holder=seat.holder, is_used=False)


def allow(begun, asked, *, at):
    decide_seat_request(
        request_uuid=asked.uuid, sitting_uuid=begun.sitting.uuid, approve=True, actor=ACTOR, now=NOW + at
    )


def test_a_consent_that_nobody_used_ends_and_the_invigilator_is_asked_anew(begun):
    asked = ask(begun, OTHER_SEAT, at=MINUTE)
    allow(begun, asked, at=2 * MINUTE)
    again = ask(begun, OTHER_SEAT, at=12 * MINUTE + timedelta(seconds=1))
    assert again.pk != asked.pk
    asked.refresh_from_db()
    assert (asked.state, asked.is_used, begun.attempt.leases.count()) == ("approved", True, 1)
    allow(begun, again, at=13 * MINUTE)
    assert lease(begun.attempt, seat=OTHER_SEAT, after=23 * MINUTE).seat == "B7", "on the last instant"


def test_a_consent_is_for_one_move(begun):
    allow(begun, ask(begun, OTHER_SEAT, at=MINUTE), at=MINUTE)
    assert lease(begun.attempt, seat=OTHER_SEAT, after=2 * MINUTE).epoch == 2
    allow(begun, ask(begun, SEAT, at=3 * MINUTE), at=3 * MINUTE)
    assert lease(begun.attempt, seat=SEAT, after=3 * MINUTE).epoch == 3
    ask(begun, OTHER_SEAT, at=4 * MINUTE)


def test_who_moved_by_a_later_consent_does_not_move_on_by_the_former_one(begun):
    allow(begun, ask(begun, OTHER_SEAT, at=MINUTE), at=MINUTE)
    allow(begun, ask(begun, THIRD_SEAT, at=2 * MINUTE), at=2 * MINUTE)
    assert lease(begun.attempt, seat=THIRD_SEAT, after=3 * MINUTE).seat == "C3"
    ask(begun, OTHER_SEAT, at=4 * MINUTE)


def test_a_consent_outlasts_a_reload_at_the_seat_that_is_left(begun):
    allow(begun, ask(begun, OTHER_SEAT, at=MINUTE), at=MINUTE)
    lease(begun.attempt, after=2 * MINUTE)
    assert lease(begun.attempt, seat=OTHER_SEAT, after=3 * MINUTE).epoch == 3


def test_the_former_seat_may_deliver_but_not_hand_in(begun):
    test_another_seat_waits_until_the_invigilator_agrees(begun)
    reply = save_events(ref=begun.ref, epoch=1, events=[begun.answer(1)], actor=ACTOR, now=NOW + 2 * MINUTE)
    assert (reply.held, reply.lease_is_live) == ([], False)
    with pytest.raises(SeatInUse):
        hand_in(ref=begun.ref, final_seq=1, actor=ACTOR, now=NOW + 2 * MINUTE)


def test_a_window_that_another_one_fenced_does_not_hand_in_what_the_other_still_writes(begun):
    lease(begun.attempt)
    with pytest.raises(SeatInUse):
        hand_in(ref=begun.ref, page=Page(epoch=1), final_seq=0, actor=ACTOR, now=NOW + MINUTE)
    assert hand_in(ref=begun.ref, page=Page(epoch=2), final_seq=0, actor=ACTOR, now=NOW + MINUTE).receipt


# --- the end of time ----------------------------------------------------------------------------------------------


def test_time_up_closes_after_the_grace_once_and_gives_a_receipt(begun):
    save_events(ref=begun.ref, epoch=1, events=[begun.answer(1)], actor=ACTOR, now=NOW + MINUTE)
    assert close_overdue_attempts(actor=ACTOR, now=NOW + timedelta(minutes=30, seconds=59)) == 0
    assert close_overdue_attempts(actor=ACTOR, now=NOW + timedelta(minutes=31, seconds=1)) == 1
    assert close_overdue_attempts(actor=ACTOR, now=NOW + timedelta(minutes=40)) == 0
    receipt = Receipt.objects.get(attempt=begun.attempt)
    assert receipt.payload["ended"] == "closed_by_time"
    assert receipt.payload["answered"] == 1
    with pytest.raises(AttemptEnded):
        lease(begun.attempt, after=timedelta(minutes=41))


def test_an_attempt_that_cannot_be_closed_does_not_keep_the_others_open(begun, monkeypatch):
    other = started_attempt()
    end = ending.end_attempt

    def end_or_fail(attempt, *args, **kwargs):
        if attempt.pk == begun.attempt.pk:
            raise ValueError("broken")
        return end(attempt, *args, **kwargs)

    monkeypatch.setattr(ending, "end_attempt", end_or_fail)
    assert close_overdue_attempts(actor=ACTOR, now=NOW + timedelta(minutes=32)) == 1
    other.attempt.refresh_from_db()
    assert other.attempt.state == AttemptState.CLOSED_BY_TIME


# --- hand-in ------------------------------------------------------------------------------------------------------


def test_hand_in_names_what_is_missing_until_everything_is_there(begun):
    save_events(ref=begun.ref, epoch=1, events=[begun.answer(1), begun.answer(3)], actor=ACTOR, now=NOW)
    first = hand_in(ref=begun.ref, final_seq=4, actor=ACTOR, now=NOW + MINUTE)
    assert (first.receipt, first.missing) == (None, [(2, 2), (4, 4)])
    save_events(ref=begun.ref, epoch=1, events=[begun.answer(2), begun.answer(4)], actor=ACTOR, now=NOW)
    done = hand_in(ref=begun.ref, final_seq=4, actor=ACTOR, now=NOW + MINUTE)
    assert done.missing == []
    again = hand_in(ref=begun.ref, final_seq=4, actor=ACTOR, now=NOW + 2 * MINUTE)
    assert again.receipt == done.receipt
    assert Job.objects.filter(kind="exams.mark_attempt").count() == 1


def test_what_the_server_would_not_take_holds_up_no_hand_in_and_is_named(begun):
    save_events(ref=begun.ref, epoch=1, events=[begun.answer(1), begun.answer(3)], actor=ACTOR, now=NOW)
    # The third came after all, and the ninth was never numbered.
    page = Page(epoch=1, left_out=frozenset({2, 3, 9}))
    assert hand_in(ref=begun.ref, final_seq=4, page=page, actor=ACTOR, now=NOW).missing == [(4, 4)]
    assert not IncidentEvent.objects.exists()
    save_events(ref=begun.ref, epoch=1, events=[begun.answer(4)], actor=ACTOR, now=NOW)
    receipt = hand_in(ref=begun.ref, final_seq=4, page=page, actor=ACTOR, now=NOW + MINUTE).receipt
    assert receipt.payload["left_out"] == {"1": [2]}
    incident = IncidentEvent.objects.get()
    assert (incident.category, incident.text, incident.attempt_id) == ("refused", "2", begun.attempt.pk)
    assert "1 条" in str(facts_of_receipt(receipt))


def test_a_receipt_of_an_end_without_such_entries_says_nothing_of_them(begun):
    receipt = hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=NOW + MINUTE).receipt
    assert "left_out" not in receipt.payload
    assert "没有收下" not in str(facts_of_receipt(receipt))


def test_one_flipped_bit_makes_a_receipt_false(begun):
    receipt = hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=NOW + MINUTE).receipt
    assert is_genuine(receipt.payload, receipt.signature)
    assert not is_genuine({**receipt.payload, "answered": 10}, receipt.signature)
    assert not is_genuine(receipt.payload, "AAAA")
    assert not is_genuine(receipt.payload, "not base64!")


# --- marking ------------------------------------------------------------------------------------------------------


def test_a_result_is_marked_once_and_proves_the_requirement():
    _user, enrolment = enrolled_trainee()
    failed, passed = failed_sitting(enrolment), passed_sitting(enrolment, now=NOW)
    assert (failed.passed, passed.passed) == (False, True)
    assert mark_attempt(attempt_uuid=passed.attempt.uuid, actor=ACTOR, now=NOW + MINUTE).pk == passed.pk
    assert Evidence.objects.filter(enrolment=enrolment).count() == 2
    assert [state.is_met for state in requirement_states(enrolment)] == [False, True]


def test_what_is_still_being_written_is_not_marked(begun):
    with pytest.raises(AttemptNotOpen):
        mark_attempt(attempt_uuid=begun.attempt.uuid, actor=ACTOR, now=NOW + MINUTE)


def test_every_act_but_a_save_leaves_one_audit_row(begun):
    hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=NOW + MINUTE)
    mark_attempt(attempt_uuid=begun.attempt.uuid, actor=ACTOR, now=NOW + MINUTE)
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    wanted = {"load_item", "load_scheme", "draw_paper", "schedule_sitting", "admit_candidate", "open_sitting"}
    wanted |= {"start_attempt", "move_lease", "hand_in", "mark_attempt"}
    assert {f"exams.{name}" for name in wanted} <= actions
    before = AuditEntry.objects.count()
    fresh = started_attempt()
    between = AuditEntry.objects.count()
    save_events(ref=fresh.ref, epoch=1, events=[fresh.answer(1)], actor=ACTOR, now=NOW)
    assert before < between == AuditEntry.objects.count()


def test_a_scheme_of_another_length_gives_another_deadline():
    begun = started_attempt(minutes=45)
    assert clock_of(begun.attempt.time_events.all()).deadline == begun.began + timedelta(minutes=45)
    assert a_scheme(minutes=45).duration_minutes == 45
