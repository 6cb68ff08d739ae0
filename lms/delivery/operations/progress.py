"""Writes of learning progress. Lock order: the enrolment first, the audit chain last."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from courses.catalog.api import Lesson, RequirementKind, lessons_of_version, requirements_of_kind
from lms.core import audit
from lms.core.actor import Actor
from lms.delivery.audit_actions import AuditAction
from lms.delivery.errors import LessonNotInProgramme
from lms.delivery.models import LessonProgress
from lms.delivery.queries import count_completed_lessons
from lms.enrolments.api import (
    Achievement,
    Enrolment,
    lock_enrolment_in_force,
    record_achievement,
    share_percent,
)


def open_lesson(*, enrolment_uuid: UUID, lesson_uuid: UUID, actor: Actor, now: datetime) -> LessonProgress:
    """Note that the lesson was opened for the first time; opening it again changes nothing.

    :raises LessonNotInProgramme: the lesson is not one of the enrolment's version.
    :raises EnrolmentEnded: the enrolment was withdrawn.
    """
    with transaction.atomic(durable=True):
        enrolment = lock_enrolment_in_force(enrolment_uuid)
        progress, created = _progress(enrolment, lesson_uuid, now=now)
        if created:
            audit.record(actor=actor, action=AuditAction.OPEN_LESSON, target=progress, now=now)
    return progress


def complete_lesson(
    *, enrolment_uuid: UUID, lesson_uuid: UUID, actor: Actor, now: datetime
) -> LessonProgress:
    """Note that the lesson is learnt; again changes nothing. May meet a requirement and so complete the enrolment.

    :raises LessonNotInProgramme: the lesson is not one of the enrolment's version.
    :raises EnrolmentEnded: the enrolment was withdrawn.
    """
    with transaction.atomic(durable=True):
        enrolment = lock_enrolment_in_force(enrolment_uuid)
        progress, _created = _progress(enrolment, lesson_uuid, now=now)
        if progress.completed_at is None:
            progress.completed_at = now
            progress.save(update_fields=["completed_at"])
            audit.record(actor=actor, action=AuditAction.COMPLETE_LESSON, target=progress, now=now)
            _record_lessons_completed(enrolment, progress, actor=actor, now=now)
    return progress


def _progress(enrolment: Enrolment, lesson_uuid: UUID, *, now: datetime) -> tuple[LessonProgress, bool]:
    lesson: Lesson | None = lessons_of_version(enrolment.version_id).filter(uuid=lesson_uuid).first()
    if lesson is None:
        raise LessonNotInProgramme
    return LessonProgress.objects.get_or_create(
        enrolment=enrolment, lesson=lesson, defaults={"opened_at": now}
    )


def _record_lessons_completed(
    enrolment: Enrolment, progress: LessonProgress, *, actor: Actor, now: datetime
) -> None:
    done, total = count_completed_lessons(enrolment)
    percent = share_percent(done, total)
    for requirement in requirements_of_kind(enrolment.version_id, RequirementKind.LESSONS_COMPLETED):
        if percent >= (requirement.share_percent or 0):
            achievement = Achievement(requirement, "delivery.lessonprogress", progress.uuid, percent, True)
            record_achievement(enrolment_uuid=enrolment.uuid, achievement=achievement, actor=actor, now=now)
