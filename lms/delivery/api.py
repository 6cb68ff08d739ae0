"""The door to learning progress for other apps."""

from lms.delivery.models import LessonMark, LessonProgress
from lms.delivery.operations import (
    MOST_LETTERS,
    NewPosition,
    choose_steps,
    complete_lesson,
    complete_lessons,
    count_sign_of_life,
    open_lesson,
    remove_replaced_text,
    save_note,
    save_position,
    set_bookmark,
)
from lms.delivery.queries import (
    LearningTime,
    LessonMarks,
    LessonState,
    Stop,
    count_completed_lessons,
    find_marks,
    get_learning_time,
    list_lesson_states,
    marks_in_lesson,
    with_choice_of_steps,
)
from lms.delivery.rules import Doings, Sign, position_instant

__all__ = [
    "MOST_LETTERS",
    "Doings",
    "LearningTime",
    "LessonMark",
    "LessonMarks",
    "LessonProgress",
    "LessonState",
    "NewPosition",
    "Sign",
    "Stop",
    "choose_steps",
    "complete_lesson",
    "complete_lessons",
    "count_completed_lessons",
    "count_sign_of_life",
    "find_marks",
    "get_learning_time",
    "list_lesson_states",
    "marks_in_lesson",
    "open_lesson",
    "position_instant",
    "remove_replaced_text",
    "save_note",
    "save_position",
    "set_bookmark",
    "with_choice_of_steps",
]
