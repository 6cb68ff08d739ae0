"""Reads of photographs: for who marks the candidate, and for the officer of the site; nobody else finds one."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.db.models import QuerySet

from lms.accounts.api import User
from lms.exams.practical.models import (
    DrawnTask,
    MarkSheet,
    PanelMember,
    PracticalCandidate,
    PracticalExamination,
    SheetState,
)
from lms.exams.practical.operations.locking import not_found
from lms.exams.practical.photo_models import WorkPhoto
from lms.exams.practical.policies import marking_of


@dataclass(frozen=True, slots=True)
class PhotoTask:
    """One task of a candidate with its photographs; `key` is that of the next one."""

    task: DrawnTask
    photos: list[WorkPhoto]
    key: UUID = field(default_factory=uuid4)


def candidates_of(member: PanelMember) -> QuerySet[PracticalCandidate]:
    """Return the candidates whom an assessor marks."""
    sheets = member.sheets.exclude(state=SheetState.SET_ASIDE)
    rows = PracticalCandidate.objects.filter(sheets__in=sheets)
    return rows.select_related("enrolment__person").order_by("number", "attempt")


def get_marked_candidate(member: PanelMember, uuid: UUID) -> PracticalCandidate:
    """Return a candidate whom an assessor marks.

    :raises PracticalNotFound: there is none.
    """
    row = candidates_of(member).filter(uuid=uuid).first()
    if row is None:
        raise not_found()
    return row


def tasks_with_photos(candidate: PracticalCandidate) -> list[PhotoTask]:
    """Return the tasks of a candidate, each with its photographs in their order, those struck out too."""
    photos = photos_of(WorkPhoto.objects.filter(task__candidate=candidate))
    by_task: dict[int, list[WorkPhoto]] = {}
    for photo in photos:
        by_task.setdefault(photo.task_id, []).append(photo)
    tasks = candidate.tasks.select_related("rubric__task").order_by("position")
    return [PhotoTask(task, by_task.get(task.pk, [])) for task in tasks]


def photos_of(rows: QuerySet[WorkPhoto]) -> QuerySet[WorkPhoto]:
    """Return photographs with what is asked of them, in their order."""
    return rows.select_related("struck", "member").order_by("task", "number")


def find_photo_to_mark(user: User, examination_uuid: UUID, photo_uuid: UUID) -> WorkPhoto:
    """Return a photograph of a candidate whom the user marks.

    :raises PracticalNotFound: there is none.
    """
    members = marking_of(user).filter(examination__uuid=examination_uuid)
    sheets = MarkSheet.objects.filter(member__in=members).exclude(state=SheetState.SET_ASIDE)
    rows = WorkPhoto.objects.filter(uuid=photo_uuid, task__candidate__in=sheets.values("candidate"))
    row = rows.first()
    if row is None:
        raise not_found()
    return row


def find_photo_of(examination: PracticalExamination, photo_uuid: UUID) -> WorkPhoto:
    """Return a photograph of an examination, for its officer.

    :raises PracticalNotFound: there is none.
    """
    rows = WorkPhoto.objects.filter(uuid=photo_uuid, task__candidate__examination=examination)
    row = rows.first()
    if row is None:
        raise not_found()
    return row


def photos_by_task(examination: PracticalExamination) -> dict[int, list[WorkPhoto]]:
    """Return all photographs of an examination by task, for the score sheets; one query."""
    found: dict[int, list[WorkPhoto]] = {}
    for photo in photos_of(WorkPhoto.objects.filter(task__candidate__examination=examination)):
        found.setdefault(photo.task_id, []).append(photo)
    return found
