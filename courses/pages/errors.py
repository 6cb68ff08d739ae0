"""What can go wrong with lessons and packs."""

from lms.core.errors import NotFound, Refused


class LessonNotFound(NotFound):
    code = "pages.lesson.not_found"


class PackIncomplete(Refused):
    """A programme cannot be exported as it is."""

    code = "pages.pack.incomplete"
