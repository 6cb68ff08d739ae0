"""What can go wrong with lessons, their review, and packs."""

from lms.core.errors import NotFound, Refused


class LessonNotFound(NotFound):
    code = "pages.lesson.not_found"


class OwnWork(Refused):
    code = "pages.review.own_work"


class NotReviewed(Refused):
    code = "pages.review.missing"


class BrokenLesson(Refused):
    code = "pages.review.broken_lesson"


class TemplateNotFound(NotFound):
    code = "pages.template.not_found"


class PackIncomplete(Refused):
    """A programme cannot be exported as it is."""

    code = "pages.pack.incomplete"
