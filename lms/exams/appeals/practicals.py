"""The practical sheets of the same enrolment, for the case of an appeal: what each assessor gave, signed when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.core.numbers import plain
from lms.exams.practical.days import day_of
from lms.exams.practical.models import PracticalCandidate, PracticalResult, PracticalState
from lms.exams.practical.photo_models import WorkPhoto
from lms.exams.practical.photo_queries import tasks_with_photos
from lms.exams.practical.presentation import verdict_in_words
from lms.exams.practical.standing import Standing, standing_of
from lms.exams.practical.waived import waived_among


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One signed sheet: by whom, when, its code, and what it gives each task of 100."""

    assessor: str
    signed_at: datetime | None
    code: str
    marks: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PracticalLine:
    """One practical examination that was released, with its sheets. `verdict`: what it came to, in words."""

    title: str
    at: datetime
    percent: str
    verdict: str
    sheets: Sequence[SheetLine]
    photos: Sequence[tuple[str, WorkPhoto]] = ()
    examination: UUID | None = None
    candidate: UUID | None = None


def practicals_of(enrolment_id: int) -> list[PracticalLine]:
    """Return the released practical examinations of an enrolment, the earliest first."""
    rows = PracticalCandidate.objects.filter(
        enrolment=enrolment_id, examination__state=PracticalState.RELEASED, results__isnull=False
    )
    related = rows.select_related("examination__scheme", "enrolment__person").distinct()
    waived = waived_among(rows)
    return [
        _line(row, is_waived=row.pk in waived) for row in related.order_by("examination__starts_at", "pk")
    ]


def _line(row: PracticalCandidate, *, is_waived: bool) -> PracticalLine:
    result = PracticalResult.objects.filter(candidate=row).latest("number")
    standing = standing_of(row)
    return PracticalLine(
        title=row.examination.title,
        at=day_of(row),
        percent=plain(result.percent),
        verdict=verdict_in_words(passed=result.passed, is_waived=is_waived),
        sheets=_sheets(standing),
        photos=[(one.task.rubric.title, photo) for one in tasks_with_photos(row) for photo in one.photos],
        examination=row.examination.uuid,
        candidate=row.uuid,
    )


def _sheets(standing: Standing) -> list[SheetLine]:
    found = []
    for sheet in standing.sheets:
        signature = getattr(sheet, "signature", None)
        marks = [
            (task.rubric.title, plain(standing.opinions[task.pk][sheet.pk].mark))
            for task in standing.tasks
            if task.pk in standing.opinions
        ]
        found.append(
            SheetLine(
                sheet.member.assessor.display_name,
                signature.signed_at if signature else None,
                signature.short_code if signature else "",
                marks,
            )
        )
    return found
