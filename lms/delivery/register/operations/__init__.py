"""Writes to registers. Lock order: the enrolments of the roster, then the session, which stands for its register."""

from lms.delivery.register.operations.correcting import Decision, Wish, decide_correction, propose_correction
from lms.delivery.register.operations.locking import lock_due_registers, lock_register
from lms.delivery.register.operations.marking import (
    Beside,
    Conflicting,
    MarkWish,
    Saved,
    save_marks,
    sign_register,
)

__all__ = [
    "Beside",
    "Conflicting",
    "Decision",
    "MarkWish",
    "Saved",
    "Wish",
    "decide_correction",
    "lock_due_registers",
    "lock_register",
    "propose_correction",
    "save_marks",
    "sign_register",
]
