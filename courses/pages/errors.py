"""What can go wrong with lessons, their review, what a lesson page reports by itself, and packs."""

from lms.core.errors import InvalidInput, NotFound, Refused


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


class UnusableSign(InvalidInput):
    code = "pages.lesson.unusable_sign"


class UnusableNote(InvalidInput):
    code = "pages.note.unusable"


class ExaminationRunning(Refused):
    """Something that holds the database for a while has to wait until nobody is being examined."""

    code = "pages.pack.examination_running"
