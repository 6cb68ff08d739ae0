"""Writes to the timetable. Lock order: the site, which stands for its timetable, then sessions in the order of keys."""

from lms.delivery.timetable.operations.changing import (
    Cancelling,
    Move,
    cancel_chosen,
    cancel_sessions,
    move_session,
    undo_changes,
)
from lms.delivery.timetable.operations.holidays import NewHoliday, add_holiday, add_holidays, remove_holiday
from lms.delivery.timetable.operations.planning import Outlook, Pattern, Weekly, outlook_of, plan_sessions
from lms.delivery.timetable.operations.replacing import Replacement, replace_in_sessions
from lms.delivery.timetable.operations.rest import RestOutlook, outlook_of_rest, plan_rest
from lms.delivery.timetable.operations.seen import Seen, changed_since, stands_of
from lms.delivery.timetable.operations.steps import kept_among

__all__ = [
    "Cancelling",
    "Move",
    "NewHoliday",
    "Outlook",
    "Pattern",
    "Replacement",
    "RestOutlook",
    "Seen",
    "Weekly",
    "add_holiday",
    "add_holidays",
    "cancel_chosen",
    "cancel_sessions",
    "changed_since",
    "kept_among",
    "move_session",
    "outlook_of",
    "outlook_of_rest",
    "plan_rest",
    "plan_sessions",
    "remove_holiday",
    "replace_in_sessions",
    "stands_of",
    "undo_changes",
]
