"""What can go wrong when a lesson is asked for, or reports by itself."""

from lms.core.errors import InvalidInput, NotFound


class LessonNotFound(NotFound):
    code = "pages.lesson.not_found"


class UnusableSign(InvalidInput):
    code = "pages.lesson.unusable_sign"


class UnusableNote(InvalidInput):
    code = "pages.note.unusable"
