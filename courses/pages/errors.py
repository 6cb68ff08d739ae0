"""What can go wrong with lessons, with what a lesson page reports by itself, and with packs."""

from lms.core.errors import InvalidInput, NotFound, Refused


class LessonNotFound(NotFound):
    code = "pages.lesson.not_found"


class PackIncomplete(Refused):
    """A programme cannot be exported as it is."""

    code = "pages.pack.incomplete"


class UnusableSign(InvalidInput):
    code = "pages.lesson.unusable_sign"


class UnusableNote(InvalidInput):
    code = "pages.note.unusable"
