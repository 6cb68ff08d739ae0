"""Use cases of planning: rooms, changes, cancelling, who watches, who may come, seats, arrangements."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from lms.core.models import AuditEntry
from lms.exams.api import (
    admit_candidates,
    draw_seats,
    open_sitting,
    schedule_sitting,
    take_lease,
)
from lms.exams.errors import (
    ArrangementRefused,
    ReasonMissing,
    SeatsRefused,
    SittingMoved,
    SittingNotFound,
    SittingRefused,
    UnusableWindow,
)
from lms.exams.models import Attempt, Sitting, SittingCandidate, TimeEvent
from lms.exams.papers.models import PaperPart
from lms.exams.papers.operations import release
from lms.exams.sittings import operations, seating
from lms.exams.sittings.operations import (
    Change,
    NewRule,
    Window,
)
from lms.exams.sittings.operations.seating import plan_of
from tests.factories.accounts import invigilator_at
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, MINUTE, attempt_of, ref_of
from tests.factories.organisations import a_room, a_site
from tests.factories.planning import BEFORE, arrange, elsewhere, move_to, planned, shown

pytestmark = pytest.mark.django_db
WHO = {"actor": ACTOR, "now": BEFORE}


# --- rooms and times ---------------------------------------------------------------------------------------------


def test_a_room_is_taken_from_the_doors_to_the_end_of_who_starts_last():
    plan = planned(candidates=0)
    with pytest.raises(SittingRefused) as refusal:
        schedule_sitting(sitting=elsewhere(plan, hours=2), **WHO)
    assert plan.sitting.room.name in " ".join(refusal.value.reasons)
    schedule_sitting(sitting=elsewhere(plan, hours=3), **WHO)
    schedule_sitting(sitting=elsewhere(plan, hours=0, room=a_room(plan.site)), **WHO)


def test_a_room_is_free_again_when_its_sitting_is_cancelled():
    plan = planned(candidates=0)
    operations.cancel_sitting(sitting_uuid=plan.sitting.uuid, reason="The power is off", **WHO)
    assert schedule_sitting(sitting=elsewhere(plan, hours=0), **WHO).pk != plan.sitting.pk


def test_doors_open_before_the_examination_begins():
    plan = planned(candidates=0)
    late = replace(elsewhere(plan, hours=5), doors_at=NOW + timedelta(hours=6))
    with pytest.raises(UnusableWindow):
        schedule_sitting(sitting=late, **WHO)


def test_a_paper_that_was_released_is_laid_nowhere():
    plan = planned(candidates=0)
    paper = plan.sitting.papers.get()
    with transaction.atomic():
        release(paper, PaperPart.PAPER, **WHO)
    with pytest.raises(SittingRefused):
        schedule_sitting(sitting=replace(elsewhere(plan, hours=5), papers=(paper,)), **WHO)


def change(plan, **changes):
    values = {
        "room": plan.sitting.room,
        "title": {"zh": "新名称"},
        "window": Window(NOW + timedelta(hours=5), NOW + timedelta(hours=6)),
        "reason": "The teacher is away",
        "shown": shown(plan),
    }
    return Change(**{**values, **changes})


def test_a_sitting_moves_with_a_reason_and_another_room_forgets_seats():
    plan = planned()
    draw_seats(sitting_uuid=plan.sitting.uuid, seed="s", **WHO)
    operations.change_sitting(sitting_uuid=plan.sitting.uuid, change=change(plan), **WHO)
    assert plan.sitting.candidates.exclude(seat="").count() == 4
    room = a_room(plan.site, seats=4)
    moved = operations.change_sitting(sitting_uuid=plan.sitting.uuid, change=change(plan, room=room), **WHO)
    assert (moved.room, moved.title_zh, moved.seating) == (room, "新名称", "")
    assert not plan.sitting.candidates.exclude(seat="").exists()
    entry = AuditEntry.objects.filter(action="exams.change_sitting").latest("seq")
    assert entry.reason == "The teacher is away"


@pytest.mark.parametrize("fault", ["small", "foreign", "no_reason"])
def test_a_sitting_moves_into_no_room_that_cannot_hold_it(fault):
    plan = planned()
    wanted = {
        "small": lambda: change(plan, room=a_room(plan.site, seats=3)),
        "foreign": lambda: change(plan, room=a_room(a_site())),
        "no_reason": lambda: change(plan, reason=" "),
    }[fault]()
    with pytest.raises((SittingRefused, ReasonMissing)):
        operations.change_sitting(sitting_uuid=plan.sitting.uuid, change=wanted, **WHO)
    assert Sitting.objects.get().title_zh == plan.sitting.title_zh


def moved(plan, *, hours, **changes):
    """Move a sitting by some hours."""
    window = Window(
        plan.sitting.opens_at + timedelta(hours=hours), plan.sitting.closes_at + timedelta(hours=hours)
    )
    wanted = change(plan, **{"window": window, **changes})
    return operations.change_sitting(sitting_uuid=plan.sitting.uuid, change=wanted, **WHO)


def test_of_two_officers_with_the_same_page_the_second_writes_nothing_over():
    plan = planned()
    first = change(plan)
    second = change(plan, window=Window(plan.sitting.opens_at, plan.sitting.closes_at), title={"zh": "更名"})
    operations.change_sitting(sitting_uuid=plan.sitting.uuid, change=first, **WHO)
    with pytest.raises(SittingMoved):
        operations.change_sitting(sitting_uuid=plan.sitting.uuid, change=second, **WHO)
    kept = Sitting.objects.get(pk=plan.sitting.pk)
    assert (kept.opens_at, kept.title_zh) == (first.window.opens_at, "新名称")
    # The same form sent twice is one change.
    operations.change_sitting(sitting_uuid=plan.sitting.uuid, change=first, **WHO)
    assert AuditEntry.objects.filter(action="exams.change_sitting").count() == 1


def test_another_english_title_is_a_change_too():
    plan = planned()
    seen = shown(plan)
    moved(plan, hours=0, title={"zh": plan.sitting.title_zh, "en": "Another"})
    assert shown(plan) != seen
    entry = AuditEntry.objects.get(action="exams.change_sitting")
    assert entry.before_hash != entry.after_hash


def test_a_sitting_moves_to_no_time_at_which_a_candidate_sits_elsewhere():
    plan = planned(candidates=2)
    other = schedule_sitting(sitting=elsewhere(plan, hours=5, room=a_room(plan.site)), **WHO)
    busy = plan.enrolments[0]
    admit_candidates(sitting_uuid=other.uuid, enrolment_uuids=[busy.uuid], **WHO)
    with pytest.raises(SittingRefused) as refusal:
        moved(plan, hours=5)
    assert [reason.split("：")[0] for reason in refusal.value.reasons] == [busy.person.full_name]
    moved(plan, hours=0)  # another name alone moves nobody
    operations.take_out_candidate(
        candidate_uuid=plan.candidates()[0].uuid, sitting_uuid=plan.sitting.uuid, reason="Sits there", **WHO
    )
    assert moved(plan, hours=5).opens_at == NOW + timedelta(hours=5)


def test_a_sitting_moves_to_no_day_on_which_a_candidate_may_not_come():
    plan = planned(candidates=1)
    strict = NewRule(plan.scheme.code, NOW.date() + timedelta(days=1), {"zh": "先理论"}, after="THEORY")
    operations.set_admission_rule(rule=strict, **WHO)
    with pytest.raises(SittingRefused) as refusal:
        moved(plan, hours=48)
    assert "THEORY" in " ".join(refusal.value.reasons)
    moved(plan, hours=3)


def test_a_sitting_moves_only_when_somebody_looked_at_what_is_arranged():
    plan = planned(candidates=2)
    arrange(plan, plan.candidates()[0], has_reader=True)
    with pytest.raises(SittingRefused) as refusal:
        moved(plan, hours=5)
    assert refusal.value.field == "has_looked"
    moved(plan, hours=0)
    moved(plan, hours=5, has_looked=True)


def test_nothing_is_changed_or_cancelled_once_a_sitting_was_opened():
    plan = planned()
    open_sitting(sitting_uuid=plan.sitting.uuid, actor=ACTOR, now=NOW)
    with pytest.raises(SittingRefused):
        operations.change_sitting(sitting_uuid=plan.sitting.uuid, change=change(plan), **WHO)
    with pytest.raises(SittingRefused):
        operations.cancel_sitting(sitting_uuid=plan.sitting.uuid, reason="too late", **WHO)


def test_a_cancelled_sitting_is_not_opened_and_keeps_its_reason():
    plan = planned()
    row = operations.cancel_sitting(sitting_uuid=plan.sitting.uuid, reason="The power is off", **WHO)
    assert row.cancelled_why == "The power is off"
    again = {"sitting_uuid": row.uuid, **WHO}
    assert operations.cancel_sitting(reason=" The power is  off", **again).cancelled_why == "The power is off"
    with pytest.raises(SittingMoved, match="The power is off"):
        operations.cancel_sitting(reason="A teacher is ill", **again)
    with pytest.raises(SittingRefused):
        open_sitting(sitting_uuid=row.uuid, actor=ACTOR, now=NOW)


# --- who watches -------------------------------------------------------------------------------------------------


def test_those_watch_who_invigilate_at_the_site_and_nobody_else():
    plan = planned(candidates=0)
    one, two = invigilator_at(plan.site), invigilator_at(plan.site)
    assign = lambda *users: operations.assign_invigilators(  # noqa: E731
        sitting_uuid=plan.sitting.uuid, user_uuids=[user.uuid for user in users], **WHO
    )
    assign(one, two)
    assign(two)
    assert list(plan.sitting.invigilators.all()) == [two]
    with pytest.raises(SittingRefused):
        assign(two, invigilator_at(a_site()))
    assert list(plan.sitting.invigilators.all()) == [two]


# --- seats -------------------------------------------------------------------------------------------------------


def papers_by_seat(plan):
    rows = Attempt.objects.filter(candidate__sitting=plan.sitting).exclude(candidate__seat="")
    return dict(rows.values_list("candidate__seat", "paper_id"))


def test_seats_are_drawn_so_that_neighbours_write_different_forms():
    plan = planned(candidates=12, forms=2)
    draw_seats(sitting_uuid=plan.sitting.uuid, seed="one", **WHO)
    papers = papers_by_seat(plan)
    assert len(papers) == 12
    assert seating.alike_neighbours(papers, plan_of(plan.sitting)) == []
    assert sorted(list(papers.values()).count(pk) for pk in set(papers.values())) == [6, 6]


def seated_anew(plan, candidate, seat, move=None):
    move = move or move_to(seat, candidate)
    operations.move_candidate(sitting_uuid=plan.sitting.uuid, candidate_uuid=candidate.uuid, move=move, **WHO)


@pytest.mark.parametrize("who_moved", ["the chosen one", "who sat there"])
def test_a_map_from_before_moves_nobody_whom_it_did_not_show(who_moved):
    plan = planned(candidates=3, rows=1, columns=6)
    draw_seats(sitting_uuid=plan.sitting.uuid, seed="one", **WHO)
    first, second, third = plan.candidates()
    seen = move_to(second.seat, first)
    seated_anew(plan, first if who_moved == "the chosen one" else second, third.seat)
    before = [row.seat for row in plan.candidates()]
    with pytest.raises(SittingMoved):
        seated_anew(plan, first, second.seat, seen)
    assert [row.seat for row in plan.candidates()] == before


def test_a_move_that_was_sent_twice_is_one_move():
    plan = planned(candidates=2)
    draw_seats(sitting_uuid=plan.sitting.uuid, seed="one", **WHO)
    first, second = plan.candidates()
    seen = move_to(second.seat, first)
    for _again in range(2):
        seated_anew(plan, first, second.seat, seen)
    assert [row.seat for row in plan.candidates()] == [second.seat, first.seat]


def test_two_change_places_and_the_forms_stay_with_the_seats():
    plan = planned(candidates=12, forms=2)
    draw_seats(sitting_uuid=plan.sitting.uuid, seed="one", **WHO)
    before, (first, second, *_rest) = papers_by_seat(plan), plan.candidates()
    seated_anew(plan, first, second.seat)
    after = plan.candidates()
    assert (after[0].seat, after[1].seat) == (second.seat, first.seat)
    assert papers_by_seat(plan) == before


def test_a_move_to_an_empty_seat_lays_forms_anew_where_it_must():
    plan = planned(candidates=2, forms=2, rows=1, columns=4)
    draw_seats(sitting_uuid=plan.sitting.uuid, seed="one", **WHO)
    mover = SittingCandidate.objects.get(sitting=plan.sitting, seat="1")
    seated_anew(plan, mover, "2")
    papers = papers_by_seat(plan)
    assert set(papers) == {"2", "3"}
    assert papers["2"] != papers["3"]


def test_moving_back_undoes_a_move_and_the_trail_keeps_both():
    plan = planned(candidates=12, forms=2)
    draw_seats(sitting_uuid=plan.sitting.uuid, seed="one", **WHO)
    before = [(row.seat, row.attempts.get().paper_id) for row in plan.candidates()]
    first, second = plan.candidates()[:2]
    for seat in (second.seat, first.seat):
        seated_anew(plan, first, seat)
    assert [(row.seat, row.attempts.get().paper_id) for row in plan.candidates()] == before
    assert AuditEntry.objects.filter(action="exams.move_candidate", target_uuid=first.uuid).count() == 2


def test_who_needs_a_room_apart_is_moved_to_no_seat_here():
    plan = planned(candidates=2)
    apart = plan.candidates()[0]
    arrange(plan, apart, is_separate_room=True)
    with pytest.raises(SeatsRefused):
        seated_anew(plan, apart, "1")


def test_seats_are_fixed_once_the_room_was_opened():
    plan = planned(candidates=2)
    draw_seats(sitting_uuid=plan.sitting.uuid, seed="one", **WHO)
    open_sitting(sitting_uuid=plan.sitting.uuid, actor=ACTOR, now=NOW)
    with pytest.raises(SeatsRefused):
        draw_seats(sitting_uuid=plan.sitting.uuid, seed="two", **WHO)
    with pytest.raises(SeatsRefused):
        seated_anew(plan, plan.candidates()[0], "12")


def test_there_is_no_seat_that_the_room_does_not_have_and_none_for_two():
    plan = planned(candidates=2)
    first, second = plan.candidates()
    with pytest.raises(SeatsRefused):
        seated_anew(plan, first, "Z9")
    first.seat = second.seat = "1"
    first.save()
    with pytest.raises(IntegrityError, match="candidate_alone_on_a_seat|seat"), transaction.atomic():
        second.save()


# --- arrangements ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "minutes"),
    [({"extra_minutes": 10}, 40), ({"extra_percent": 50}, 45), ({"has_reader": True}, 30)],
)
def test_time_arranged_beforehand_is_in_the_start_itself(values, minutes):
    plan = planned(candidates=1)
    arrange(plan, plan.candidates()[0], **values)
    open_sitting(sitting_uuid=plan.sitting.uuid, actor=ACTOR, now=NOW)
    take_lease(ref=ref_of(attempt_of(plan.sitting, plan.enrolments[0])), actor=ACTOR, now=NOW)
    assert TimeEvent.objects.get(kind="start").seconds == minutes * 60


def test_an_arrangement_is_replaced_and_taken_back_and_each_time_written_down():
    plan = planned(candidates=1)
    (candidate,) = plan.candidates()
    arrange(plan, candidate, extra_minutes=10)
    kept = arrange(plan, candidate, is_larger_type=True)
    assert (kept.extra_minutes, kept.is_larger_type, kept.allowed_by) == (0, True, plan.officer)
    assert arrange(plan, candidate) is None
    assert AuditEntry.objects.filter(action="exams.arrange_for_candidate").count() == 3


def test_of_two_officers_with_the_same_page_the_second_takes_nothing_arranged_away():
    plan = planned(candidates=1)
    (candidate,) = plan.candidates()
    kept = arrange(plan, candidate, extra_minutes=30)
    with pytest.raises(SittingMoved):
        arrange(plan, candidate, instead_of=None, has_reader=True)
    assert arrange(plan, candidate, instead_of=None, extra_minutes=30) == kept  # sent twice
    with pytest.raises(SittingMoved):
        arrange(plan, candidate, instead_of=uuid4(), extra_minutes=0)
    assert arrange(plan, candidate, extra_minutes=0) is None
    assert arrange(plan, candidate, instead_of=kept.uuid, extra_minutes=0) is None  # taken back twice
    assert AuditEntry.objects.filter(action="exams.arrange_for_candidate").count() == 2


def test_an_arrangement_needs_one_way_of_time_a_reason_and_a_closed_room():
    plan = planned(candidates=1)
    (candidate,) = plan.candidates()
    with pytest.raises(ArrangementRefused):
        arrange(plan, candidate, extra_minutes=10, extra_percent=10)
    with pytest.raises(ReasonMissing):
        arrange(plan, candidate, extra_minutes=10, reason="")
    open_sitting(sitting_uuid=plan.sitting.uuid, actor=ACTOR, now=NOW)
    with pytest.raises(ArrangementRefused):
        arrange(plan, candidate, extra_minutes=10)


def test_who_needs_a_room_apart_gets_no_seat_in_this_one():
    plan = planned(candidates=3)
    apart = plan.candidates()[0]
    arrange(plan, apart, is_separate_room=True)
    draw_seats(sitting_uuid=plan.sitting.uuid, seed="one", **WHO)
    assert [bool(row.seat) for row in plan.candidates()] == [False, True, True]


def test_the_clock_begins_with_the_start_alone():
    """A candidate without an arrangement has the time of the examination, to the second."""
    plan = planned(candidates=1)
    open_sitting(sitting_uuid=plan.sitting.uuid, actor=ACTOR, now=NOW)
    take_lease(ref=ref_of(attempt_of(plan.sitting, plan.enrolments[0])), actor=ACTOR, now=NOW + MINUTE)
    assert TimeEvent.objects.get(kind="start").seconds == 1800


def test_unknown_sittings_are_not_found():
    with pytest.raises(SittingNotFound):
        draw_seats(sitting_uuid=uuid4(), seed="s", **WHO)
