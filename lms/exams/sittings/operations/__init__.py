"""Writes to sittings, one module per stage: scheduling, seats, saving, ending, timing.

Lock order: enrolment, sitting, attempt, audit chain. A save locks the attempt and nothing else.
"""

from lms.exams.sittings.operations.ending import HandIn, close_overdue_attempts, hand_in
from lms.exams.sittings.operations.leftovers import Leftovers, take_leftovers
from lms.exams.sittings.operations.locking import AttemptRef, Seat
from lms.exams.sittings.operations.saving import NewEvent, SaveReply, rebuild_answers, save_events
from lms.exams.sittings.operations.scheduling import (
    NewSitting,
    admit_candidates,
    close_sitting,
    open_sitting,
    schedule_sitting,
)
from lms.exams.sittings.operations.seats import decide_seat_request, take_lease
from lms.exams.sittings.operations.timing import give_extra_time

__all__ = [
    "AttemptRef",
    "HandIn",
    "Leftovers",
    "NewEvent",
    "NewSitting",
    "SaveReply",
    "Seat",
    "admit_candidates",
    "close_overdue_attempts",
    "close_sitting",
    "decide_seat_request",
    "give_extra_time",
    "hand_in",
    "open_sitting",
    "rebuild_answers",
    "save_events",
    "schedule_sitting",
    "take_lease",
    "take_leftovers",
]
