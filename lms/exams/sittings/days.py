"""On which day somebody sat an examination: the candidate's own one, as a sitting may span several days.

From there a pass counts (ADR 0122).
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery

from lms.core.clock import local_date
from lms.exams.sittings.models import Attempt, TimeEvent, TimeKind

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


def began() -> Subquery:
    """Return for rows of attempts when each began, none for one that never did."""
    starts = TimeEvent.objects.filter(attempt=OuterRef("pk"), kind=TimeKind.START)
    return Subquery(starts.values("at")[:1])


def began_at(attempts: Iterable[int]) -> dict[int, datetime]:
    """Return by attempt when it began, of those that did."""
    rows = TimeEvent.objects.filter(attempt__in=list(attempts), kind=TimeKind.START)
    return dict(rows.values_list("attempt_id", "at"))


def _written(records: Iterable[UUID]) -> dict[UUID, date]:
    rows = Attempt.objects.filter(results__uuid__in=list(records)).annotate(began=began())
    columns = ("results__uuid", "began", "candidate__sitting__opens_at")
    return {uuid: local_date(at or opens) for uuid, at, opens in rows.values_list(*columns)}
