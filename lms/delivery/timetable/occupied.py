"""What takes rooms and people at a time: our sessions, and what upper apps say of themselves (examinations)."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime

from lms.core.clock import local_date
from lms.delivery.cohorts.models import CohortMember
from lms.delivery.cohorts.queries import lasting_from
from lms.delivery.timetable.models import ClassSession, SessionState
from lms.delivery.timetable.rules import Period, Taken

# Given from when to when: what is planned meanwhile.
Source = Callable[[datetime, datetime], Iterable[Taken]]
_sources: list[Source] = []


def register_occupation(source: Source) -> None:
    """Let an upper app say what takes rooms and people; called once, when the app is ready."""
    if source not in _sources:
        _sources.append(source)


def taken_between(begins: datetime, ends: datetime, *, but: Iterable[int] = ()) -> list[Taken]:
    """Return everything planned that overlaps with a time, sessions with the keys `but` left out.

    The number of queries does not grow with what is planned.
    """
    return [*sessions_taken(begins, ends, but=but), *taken_by_others(begins, ends)]


def taken_by_others(begins: datetime, ends: datetime) -> list[Taken]:
    """Return what upper apps say is planned in a time: examinations, with the persons who come."""
    return [row for source in _sources for row in source(begins, ends)]


def sessions_taken(begins: datetime, ends: datetime, *, but: Iterable[int] = ()) -> list[Taken]:
    """Return the planned sessions of a time with the persons that belong to the cohort on the day or will."""
    return [taken for _room, taken in named_sessions(begins, ends, but=but)]


def named_sessions(begins: datetime, ends: datetime, *, but: Iterable[int] = ()) -> list[tuple[str, Taken]]:
    """Return the same with the names of the rooms."""
    rows = ClassSession.objects.filter(state=SessionState.PLANNED, begins_at__lt=ends, ends_at__gt=begins)
    listed = list(rows.exclude(pk__in=list(but)).select_related("cohort", "room"))
    if not listed:
        return []
    persons = persons_of({row.cohort_id for row in listed}, local_date(begins))
    return [(row.room.name, _taken(row, persons[row.cohort_id])) for row in listed]


def _taken(row: ClassSession, persons: frozenset[int]) -> Taken:
    period, staff = Period(row.begins_at, row.ends_at), frozenset([row.instructor_id])
    return Taken(row.cohort.code, period, row.room_id, staff, row.cohort_id, persons, row.cohort.site_id)


def persons_of(cohorts: Iterable[int], day: date) -> dict[int, frozenset[int]]:
    """Return by cohort the keys of the persons who belong to it on the day or will."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = CohortMember.objects.filter(lasting_from(day), cohort__in=list(cohorts))
    for cohort, person in rows.values_list("cohort_id", "enrolment__person_id"):
        found[cohort].add(person)
    return defaultdict(frozenset, {key: frozenset(value) for key, value in found.items()})
