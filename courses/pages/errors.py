"""What can go wrong when a lesson is asked for, reviewed or begun."""

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
