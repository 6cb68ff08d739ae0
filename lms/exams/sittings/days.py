"""On which day an examination was sat whose result proved something: from there a pass counts (ADR 0122)."""

from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID

from lms.core.clock import local_date
from lms.exams.sittings.models import Attempt

# Given the records that proved something: the day of the examination of those that the source knows.
Source = Callable[[Iterable[UUID]], dict[UUID, date]]
_sources: list[Source] = []


def register_days(source: Source) -> None:
    """Let another kind of examination say when its results were earned; called once, when the app is ready."""
    _sources.append(source)


def days_of(records: Iterable[UUID]) -> dict[UUID, date]:
    """Return by result the day of its examination, whenever it was released; queries do not grow with it."""
    wanted = list(records)
    found: dict[UUID, date] = {}
    for source in (_written, *_sources) if wanted else ():
        found |= source(wanted)
    return found


def _written(records: Iterable[UUID]) -> dict[UUID, date]:
    rows = Attempt.objects.filter(results__uuid__in=list(records))
    return {
        uuid: local_date(at) for uuid, at in rows.values_list("results__uuid", "candidate__sitting__opens_at")
    }
