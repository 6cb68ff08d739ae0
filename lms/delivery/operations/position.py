"""Keeps where somebody stopped. Several times a minute, so without an audit row (ADR 0041); locks one row."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.delivery.errors import LessonNotOpened
from lms.delivery.models import LessonPosition, LessonProgress
from lms.delivery.rules import is_newer


@dataclass(frozen=True, slots=True)
class NewPosition:
    """A place in a lesson: its part (from 1), the paragraph in it, and the second of a recording."""

    part: int
    paragraph: int = 0
    recording: str = ""
    second: int | None = None


def save_position(
    *, enrolment_uuid: UUID, lesson_uuid: UUID, position: NewPosition, taken_at: datetime
) -> tuple[LessonPosition, bool]:
    """Keep the position unless a newer one is kept; return the one that is, and whether it is this one.

    :raises LessonNotOpened: nobody opened this lesson under this enrolment.
    """
    with transaction.atomic(durable=True):
        progress = _locked_progress(enrolment_uuid, lesson_uuid)
        kept = LessonPosition.objects.filter(progress=progress).first()
        if not is_newer(taken_at, than=kept.taken_at if kept else None):
            return kept, False  # type: ignore[return-value]
        row = kept or LessonPosition(progress=progress)
        row.part, row.paragraph = position.part, position.paragraph
        row.recording, row.second = position.recording, position.second
        row.taken_at = taken_at
        row.save()
    return row, True


def _locked_progress(enrolment_uuid: UUID, lesson_uuid: UUID) -> LessonProgress:
    """Lock the row that stands for the lesson: before the first position there is nothing else to lock."""
    rows = LessonProgress.objects.select_for_update(of=("self",))
    found = rows.filter(enrolment__uuid=enrolment_uuid, lesson__uuid=lesson_uuid).first()
    if found is None:
        raise LessonNotOpened(_("This lesson was not opened yet."))
    return found
