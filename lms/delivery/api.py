"""The door to learning progress for other apps."""

from lms.delivery.models import LessonProgress
from lms.delivery.operations import complete_lesson, complete_lessons, open_lesson
from lms.delivery.queries import LessonState, count_completed_lessons, list_lesson_states

__all__ = [
    "LessonProgress",
    "LessonState",
    "complete_lesson",
    "complete_lessons",
    "count_completed_lessons",
    "list_lesson_states",
    "open_lesson",
]
