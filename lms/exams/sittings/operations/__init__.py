"""Writes to sittings, one module per stage: planning, admitting, seats, saving, ending, acts, evidence, the watch.

Lock order: enrolment, sitting, attempt, audit chain. A save locks the attempt and nothing else.
"""

from lms.exams.sittings.operations.acts import ActDecision, NewAct, decide_act, do_act
from lms.exams.sittings.operations.admitting import admit_candidates, take_out_candidate
from lms.exams.sittings.operations.arranging import (
    NewArrangement,
    NewRule,
    arrange_for_candidate,
    keep_admission_rule,
    set_admission_rule,
)
from lms.exams.sittings.operations.browser_keys import ask_for_safe_browser
from lms.exams.sittings.operations.ending import (
    HandIn,
    Page,
    close_overdue_attempts,
    hand_in,
    hand_in_by_time,
)
from lms.exams.sittings.operations.entries import Looked, look_at_entries
from lms.exams.sittings.operations.evidence import NewDecision, decide_evidence, rebuild_answers
from lms.exams.sittings.operations.identities import confirm_identity, take_back_identity
from lms.exams.sittings.operations.incidents import Absence, NewIncident, note_incident, note_left_page
from lms.exams.sittings.operations.leftovers import (
    Brought,
    Leftovers,
    bring_journal,
    bring_journals,
    take_leftovers,
)
from lms.exams.sittings.operations.locking import AttemptRef, Seat
from lms.exams.sittings.operations.rescheduling import (
    Change,
    assign_invigilators,
    cancel_sitting,
    change_sitting,
)
from lms.exams.sittings.operations.saving import NewEvent, SaveReply, save_events
from lms.exams.sittings.operations.scheduling import (
    NewSitting,
    Window,
    close_sitting,
    open_sitting,
    schedule_sitting,
)
from lms.exams.sittings.operations.seating import Move, draw_seats, move_candidate
from lms.exams.sittings.operations.seats import decide_seat_request, take_lease
from lms.exams.sittings.operations.watch import confirm_clock, is_web_away, keep_time

__all__ = [
    "Absence",
    "note_left_page",
    "Looked",
    "look_at_entries",
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
    "Change",
    "HandIn",
    "NewArrangement",
    "Leftovers",
    "NewEvent",
    "NewRule",
    "NewSitting",
    "Move",
    "Page",
    "SaveReply",
    "Seat",
    "Window",
    "admit_candidates",
    "bring_journal",
    "bring_journals",
    "Brought",
    "arrange_for_candidate",
    "ask_for_safe_browser",
    "assign_invigilators",
    "cancel_sitting",
    "change_sitting",
    "close_overdue_attempts",
    "close_sitting",
    "decide_seat_request",
    "draw_seats",
    "hand_in",
    "hand_in_by_time",
    "move_candidate",
    "open_sitting",
    "rebuild_answers",
    "save_events",
    "schedule_sitting",
    "keep_admission_rule",
    "set_admission_rule",
    "take_back_identity",
    "take_lease",
    "take_out_candidate",
    "take_leftovers",
]
