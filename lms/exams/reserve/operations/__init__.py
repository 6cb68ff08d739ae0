"""Writes of the sealed reserve: printing, sealing, opening by two, keying, the third look, the hand-in.

Lock order: sitting, attempt, sheet; a packet is its sitting's. Whoever keys locks the sheet and nothing else of it.
"""

from lms.exams.reserve.operations.deciding import NewThirdLook, decide_keyed_answer
from lms.exams.reserve.operations.handing_in import SheetOutcome, hand_in_sheet, hand_in_sheets, note_no_sheet
from lms.exams.reserve.operations.keying import begin_keying, finish_keying, give_back_keying, save_keying
from lms.exams.reserve.operations.laying_out import give_file, lay_out
from lms.exams.reserve.operations.opening import NewOpening, OpeningDecision, ask_to_open, decide_opening
from lms.exams.reserve.operations.printing import NewReserve, lay_out_again, order_reserve
from lms.exams.reserve.operations.sealing import Envelope, seal_packet, strike_packet
from lms.exams.reserve.operations.tidying import tidy_files

__all__ = [
    "Envelope",
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
    "give_file",
    "hand_in_sheet",
    "hand_in_sheets",
    "lay_out",
    "lay_out_again",
    "note_no_sheet",
    "order_reserve",
    "save_keying",
    "seal_packet",
    "strike_packet",
    "tidy_files",
]
