"""Writes to sittings, one module per stage: scheduling, admitting, seats, saving, ending, timing.

Lock order: enrolment, sitting, attempt, audit chain. A save locks the attempt and nothing else.
"""

from lms.exams.sittings.operations.admitting import admit_candidates, take_out_candidate
from lms.exams.sittings.operations.arranging import (
    NewArrangement,
    NewRule,
    arrange_for_candidate,
    set_admission_rule,
)
from lms.exams.sittings.operations.ending import HandIn, close_overdue_attempts, hand_in
from lms.exams.sittings.operations.locking import AttemptRef, Seat
from lms.exams.sittings.operations.rescheduling import (
    Change,
    assign_invigilators,
    cancel_sitting,
    change_sitting,
)
from lms.exams.sittings.operations.saving import NewEvent, SaveReply, rebuild_answers, save_events
from lms.exams.sittings.operations.scheduling import (
    NewSitting,
    Window,
    close_sitting,
    open_sitting,
    schedule_sitting,
)
from lms.exams.sittings.operations.seating import draw_seats, move_candidate
from lms.exams.sittings.operations.seats import decide_seat_request, take_lease
from lms.exams.sittings.operations.timing import give_extra_time

__all__ = [
    "AttemptRef",
    "Change",
    "HandIn",
    "NewArrangement",
    "NewEvent",
    "NewRule",
    "NewSitting",
    "SaveReply",
    "Seat",
    "Window",
    "admit_candidates",
    "arrange_for_candidate",
    "assign_invigilators",
    "cancel_sitting",
    "change_sitting",
    "close_overdue_attempts",
    "close_sitting",
    "decide_seat_request",
    "draw_seats",
    "give_extra_time",
    "hand_in",
    "move_candidate",
    "open_sitting",
    "rebuild_answers",
    "save_events",
    "schedule_sitting",
    "set_admission_rule",
    "take_lease",
    "take_out_candidate",
]
