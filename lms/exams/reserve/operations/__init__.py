"""Writes of the sealed reserve: printing, opening by two, keying, the third look, the hand-in.

Lock order: sitting, attempt, sheet. Whoever keys locks the sheet and nothing else of it.
"""

from lms.exams.reserve.operations.deciding import NewThirdLook, decide_keyed_answer
from lms.exams.reserve.operations.handing_in import SheetOutcome, hand_in_sheet, hand_in_sheets, note_no_sheet
from lms.exams.reserve.operations.keying import begin_keying, finish_keying, give_back_keying, save_keying
from lms.exams.reserve.operations.opening import NewOpening, OpeningDecision, ask_to_open, decide_opening
from lms.exams.reserve.operations.printing import NewReserve, print_reserve

__all__ = [
    "NewOpening",
    "NewReserve",
    "NewThirdLook",
    "OpeningDecision",
    "SheetOutcome",
    "ask_to_open",
    "begin_keying",
    "decide_keyed_answer",
    "decide_opening",
    "finish_keying",
    "give_back_keying",
    "hand_in_sheet",
    "hand_in_sheets",
    "note_no_sheet",
    "print_reserve",
    "save_keying",
]
