"""Writes to the timetable. Lock order: the site, which stands for its timetable, then sessions in the order of keys."""

from lms.delivery.timetable.operations.changing import Move, cancel_sessions, move_session, undo_changes
from lms.delivery.timetable.operations.planning import NewHoliday, Pattern, add_holiday, plan_sessions

__all__ = [
    "Move",
    "NewHoliday",
    "Pattern",
    "add_holiday",
    "cancel_sessions",
    "move_session",
    "plan_sessions",
    "undo_changes",
]
