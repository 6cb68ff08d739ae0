"""Writes to sittings, one module per stage: scheduling, seats, saving, ending, acts in the room, evidence, the watch.

Lock order: enrolment, sitting, attempt, audit chain. A save locks the attempt and nothing else.
"""

from lms.exams.sittings.operations.acts import ActDecision, NewAct, decide_act, do_act
from lms.exams.sittings.operations.ending import HandIn, close_overdue_attempts, hand_in
from lms.exams.sittings.operations.evidence import NewDecision, decide_evidence, rebuild_answers
from lms.exams.sittings.operations.identities import confirm_identity
from lms.exams.sittings.operations.incidents import NewIncident, note_incident
from lms.exams.sittings.operations.locking import AttemptRef, Seat
from lms.exams.sittings.operations.saving import NewEvent, SaveReply, save_events
from lms.exams.sittings.operations.scheduling import (
    NewSitting,
    admit_candidates,
    close_sitting,
    open_sitting,
    schedule_sitting,
)
from lms.exams.sittings.operations.seats import decide_seat_request, take_lease
from lms.exams.sittings.operations.watch import confirm_clock, is_web_away, keep_time

__all__ = [
    "ActDecision",
    "NewAct",
    "NewDecision",
    "NewIncident",
    "confirm_clock",
    "confirm_identity",
    "decide_act",
    "decide_evidence",
    "do_act",
    "is_web_away",
    "keep_time",
    "note_incident",
    "AttemptRef",
    "HandIn",
    "NewEvent",
    "NewSitting",
    "SaveReply",
    "Seat",
    "admit_candidates",
    "close_overdue_attempts",
    "close_sitting",
    "decide_seat_request",
    "hand_in",
    "open_sitting",
    "rebuild_answers",
    "save_events",
    "schedule_sitting",
    "take_lease",
]
