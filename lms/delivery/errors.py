"""What can go wrong while learning."""

from lms.core.errors import NotFound


class LessonNotInProgramme(NotFound):
    code = "delivery.lesson.not_in_programme"
