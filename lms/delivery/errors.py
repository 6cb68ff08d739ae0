"""What can go wrong while learning."""

from lms.core.errors import Conflict, InvalidInput, NotFound


class LessonNotInProgramme(NotFound):
    code = "delivery.lesson.not_in_programme"


class LessonNotOpened(NotFound):
    code = "delivery.lesson.not_opened"


class NoteTooLong(InvalidInput):
    code = "delivery.note.too_long"


class TooManyTexts(Conflict):
    code = "delivery.note.too_many_texts"


class MarkNotFound(NotFound):
    code = "delivery.note.text_not_found"
