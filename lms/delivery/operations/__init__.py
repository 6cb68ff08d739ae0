"""Writes of learning: progress, position, private marks, active time."""

from lms.delivery.operations.marks import (
    MOST_LETTERS,
    choose_steps,
    remove_replaced_text,
    save_note,
    set_bookmark,
)
from lms.delivery.operations.minutes import count_sign_of_life
from lms.delivery.operations.position import NewPosition, save_position
from lms.delivery.operations.progress import (
    complete_lesson,
    complete_lessons,
    open_lesson,
    take_over_lessons,
)

__all__ = [
    "MOST_LETTERS",
    "NewPosition",
    "choose_steps",
    "complete_lesson",
    "complete_lessons",
    "count_sign_of_life",
    "open_lesson",
    "remove_replaced_text",
    "save_note",
    "save_position",
    "set_bookmark",
    "take_over_lessons",
]
