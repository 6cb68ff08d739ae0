"""Reads of learning progress."""

from dataclasses import dataclass

from courses.catalog.api import Lesson, lessons_of_version
from lms.delivery.models import LessonProgress
from lms.enrolments.api import Enrolment


@dataclass(frozen=True, slots=True)
class LessonState:
    """One lesson of an enrolment's version and whether it is opened or completed."""

    lesson: Lesson
    is_opened: bool
    is_completed: bool


def list_lesson_states(enrolment: Enrolment) -> list[LessonState]:
    """Return the lessons in teaching order with the enrolment's progress."""
    rows = LessonProgress.objects.filter(enrolment=enrolment).values_list("lesson_id", "completed_at")
    progress = dict(rows)
    return [
        LessonState(lesson, lesson.pk in progress, progress.get(lesson.pk) is not None)
        for lesson in lessons_of_version(enrolment.version_id)
    ]


def count_completed_lessons(enrolment: Enrolment) -> tuple[int, int]:
    """Return how many of the version's lessons are completed, and how many there are."""
    wanted = list(lessons_of_version(enrolment.version_id).values_list("pk", flat=True))
    done = LessonProgress.objects.filter(enrolment=enrolment, completed_at__isnull=False, lesson__in=wanted)
    return done.count(), len(wanted)
