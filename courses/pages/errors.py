"""What can go wrong when a lesson is asked for."""

from lms.core.errors import NotFound


class LessonNotFound(NotFound):
    code = "pages.lesson.not_found"
