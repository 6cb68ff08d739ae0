"""What learnt lessons prove about a requirement, also one of a version that somebody is not on yet."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from courses.catalog.api import Requirement, lessons_of_version
from lms.core.clock import local_date
from lms.delivery.models import LessonProgress
from lms.enrolments.api import Enrolment, Proof, share_percent

SOURCE = "delivery.lessonprogress"


def lessons_proved(
    requirement: Requirement, enrolments: Sequence[Enrolment]
) -> Mapping[int, Sequence[Proof]]:
    """Return for each enrolment how many of the version's lessons its person has learnt, under whichever enrolment.

    Where they are enough, the one that was learnt last is the record that proves it.
    """
    lessons = list(lessons_of_version(requirement.version_id).values_list("pk", flat=True))
    rows = LessonProgress.objects.filter(
        enrolment__person__in=[row.person_id for row in enrolments],
        lesson__in=lessons,
        completed_at__isnull=False,
    )
    learnt: dict[int, dict[int, UUID]] = {row.person_id: {} for row in enrolments}
    columns = ("enrolment__person_id", "lesson_id", "uuid")
    for person_id, lesson_id, uuid in rows.order_by("completed_at", "pk").values_list(*columns):
        learnt[person_id][lesson_id] = uuid
    return {row.pk: [_proof(requirement, learnt[row.person_id], len(lessons))] for row in enrolments}


def lessons_told(requirement: Requirement, enrolment: Enrolment) -> list[str]:
    """Return each lesson of the version, in teaching order, with the day on which it was learnt, or not yet."""
    rows = LessonProgress.objects.filter(enrolment__person=enrolment.person_id, completed_at__isnull=False)
    learnt = dict(rows.order_by("-completed_at").values_list("lesson_id", "completed_at"))
    lessons = lessons_of_version(requirement.version_id)
    return [f"{_learnt_on(learnt.get(one.pk))} · {one.title}" for one in lessons]


def _learnt_on(at: datetime | None) -> str:
    return _("Not learnt yet") if at is None else local_date(at).isoformat()


def _proof(requirement: Requirement, learnt: Mapping[int, UUID], total: int) -> Proof:
    percent, counted = share_percent(len(learnt), total), (len(learnt), total)
    if not learnt or percent < (requirement.share_percent or 0):
        return Proof(percent, is_met=False, counted=counted, learnt=frozenset(learnt))
    last = [*learnt.values()][-1]
    return Proof(percent, True, SOURCE, last, counted, frozenset(learnt))
