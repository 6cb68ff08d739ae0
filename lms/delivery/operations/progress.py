"""Writes of learning progress. Lock order: the enrolment first, the audit chain last."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from courses.catalog.api import Lesson, RequirementKind, lessons_of_version, requirements_of_kind
from lms.core import audit
from lms.core.actor import Actor
from lms.delivery.audit_actions import AuditAction
from lms.delivery.errors import LessonNotInProgramme
from lms.delivery.models import LessonProgress
from lms.delivery.proofs import SOURCE
from lms.delivery.queries import count_completed_lessons
from lms.enrolments.api import (
    Achievement,
    Enrolment,
    lock_enrolment_in_force,
    lock_enrolments_beside,
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
    """Note that the lesson is learnt, as `complete_lessons` does with several.

    :raises LessonNotInProgramme: the lesson is not one of the enrolment's version.
    :raises EnrolmentEnded: the enrolment was withdrawn.
    """
    return complete_lessons(enrolment_uuid=enrolment_uuid, lesson_uuids=[lesson_uuid], actor=actor, now=now)[
        0
    ]


def complete_lessons(
    *, enrolment_uuid: UUID, lesson_uuids: Sequence[UUID], actor: Actor, now: datetime
) -> list[LessonProgress]:
    """Note that several lessons are learnt, all or none; those learnt before stay as they are.

    Who is enrolled on two programmes that share a lesson has learnt it for both. May meet a requirement and so
    complete an enrolment.

    :raises LessonNotInProgramme: a lesson is not one of the enrolment's version.
    :raises EnrolmentEnded: the enrolment was withdrawn.
    """
    wanted = list(dict.fromkeys(lesson_uuids))
    with transaction.atomic(durable=True):
        enrolment, *others = lock_enrolments_beside(enrolment_uuid)
        rows = _complete(enrolment, wanted, actor=actor, now=now)
        for other in others:
            shared = set(
                lessons_of_version(other.version_id).filter(uuid__in=wanted).values_list("uuid", flat=True)
            )
            if shared:
                _complete(other, [uuid for uuid in wanted if uuid in shared], actor=actor, now=now)
    return rows


def take_over_lessons(*, enrolment: Enrolment, actor: Actor, now: datetime) -> None:
    """Count for an enrolment what its person learnt under another one, also one that was left.

    A building block inside the caller's transaction. May meet a requirement and so complete the enrolment.
    """
    with transaction.atomic(savepoint=False):
        own = lock_enrolments_beside(enrolment.uuid)[0]
        learnt = LessonProgress.objects.filter(completed_at__isnull=False)
        here = learnt.filter(enrolment=own)
        there = learnt.filter(enrolment__person_id=own.person_id)
        lessons = lessons_of_version(own.version_id).filter(pk__in=there.values("lesson"))
        fresh = list(lessons.exclude(pk__in=here.values("lesson")).values_list("uuid", flat=True))
        if fresh:
            _complete(own, fresh, actor=actor, now=now)


def _complete(
    enrolment: Enrolment, lesson_uuids: Sequence[UUID], *, actor: Actor, now: datetime
) -> list[LessonProgress]:
    rows = _progress_of(enrolment, lesson_uuids, now=now)
    fresh = [row for row in rows if row.completed_at is None]
    for progress in fresh:
        progress.completed_at = now
    LessonProgress.objects.bulk_update(fresh, ["completed_at"])
    if fresh:
        _record_lessons_completed(enrolment, fresh[-1], actor=actor, now=now)
    changes = [audit.Change(progress) for progress in fresh]
    audit.record_all(actor=actor, action=AuditAction.COMPLETE_LESSON, changes=changes, now=now)
    return rows


def _progress_of(
    enrolment: Enrolment, lesson_uuids: Sequence[UUID], *, now: datetime
) -> list[LessonProgress]:
    """Return the way through each lesson, in the order asked for; lessons not opened before are opened now."""
    wanted = lessons_of_version(enrolment.version_id).filter(uuid__in=lesson_uuids)
    lessons = {lesson.uuid: lesson for lesson in wanted}
    if lessons.keys() != set(lesson_uuids):
        raise LessonNotInProgramme
    known = LessonProgress.objects.filter(enrolment=enrolment, lesson__in=lessons.values())
    rows = {row.lesson_id: row for row in known}
    opened = [
        LessonProgress(enrolment=enrolment, lesson=lesson, opened_at=now)
        for lesson in lessons.values()
        if lesson.pk not in rows
    ]
    rows |= {row.lesson_id: row for row in LessonProgress.objects.bulk_create(opened)}
    return [rows[lessons[uuid].pk] for uuid in lesson_uuids]


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
            achievement = Achievement(requirement, SOURCE, progress.uuid, percent, True)
            record_achievement(enrolment_uuid=enrolment.uuid, achievement=achievement, actor=actor, now=now)
