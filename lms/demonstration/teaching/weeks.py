"""The timetable of the demonstration's classes: their plan, cut into sessions, one after the other over the weeks."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from uuid import UUID

from courses.catalog.api import Course, ProgrammeVersion, Unit, list_courses
from lms.accounts.api import find_user
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.errors import DomainError
from lms.delivery.api import Cohort, Pattern, TeachingKind, WeeklySlot, plan_sessions
from lms.demonstration.equipment import furnish_classroom
from lms.demonstration.teaching.cast import AHEAD, FREE_DAYS, HOUR, LONGEST, Class
from lms.demonstration.teaching.pupils import key_of
from lms.organisations.api import add_room


@dataclass(frozen=True, slots=True)
class Portion:
    """What one session teaches of the plan, and for how many minutes."""

    course: Course
    unit: Unit | None
    kind: TeachingKind
    minutes: int


def portions_of(version: ProgrammeVersion) -> Iterator[Portion]:
    """Yield the whole plan in sessions of at most three class hours."""
    for course in list_courses(version):
        for unit in course.units.all() or [None]:
            part = unit or course
            hours = {
                TeachingKind.THEORY: part.theory_minutes,
                TeachingKind.PRACTICE: part.practice_minutes,
            }
            for kind, minutes in hours.items():
                for portion in cut(minutes or 0):
                    yield Portion(course, unit, kind, portion)


def cut(minutes: int) -> list[int]:
    """Return minutes in portions of whole class hours, about alike, none longer than a session."""
    hours, sessions = ceil(minutes / HOUR), ceil(minutes / LONGEST)
    longest = ceil(hours / max(sessions, 1)) * HOUR
    return [min(longest, minutes - begun) for begun in range(0, minutes, longest or HOUR)]


def days_of(row: Class, first: date, last: date) -> Iterator[date]:
    """Yield the days of a class from its first one on; the days without teaching are left out."""
    free = {first + timedelta(days=day) for day, _name in FREE_DAYS}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if number % 7 in row.days and day not in free:
            yield day


def series_of(row: Class, cohort: Cohort, *, now: datetime) -> dict[UUID, tuple[Portion, date]]:
    """Return by its series each session of a class up to some weeks from now; each is a series of its own."""
    horizon = local_date(now, zone=cohort.site.time_zone) + AHEAD
    days = days_of(row, cohort.begins_on, min(horizon, cohort.ends_on))
    pairs = zip(portions_of(cohort.version), days, strict=False)
    return {key_of("session", row.code, str(number)): pair for number, pair in enumerate(pairs)}


def plan_weeks(row: Class, cohort: Cohort, *, actor: Actor, now: datetime) -> None:
    """Plan what is not planned yet; what clashes with something of a visitor is left out."""
    wanted = series_of(row, cohort, now=now)
    known = set(cohort.sessions.values_list("series", flat=True))
    missing = [series for series in wanted if series not in known]
    if not missing:
        return
    name, seats = row.room
    room = add_room(site=cohort.site, name=name, seats=seats, actor=actor, now=now)
    furnish_classroom(room, row.programme, actor=actor, now=now)
    teacher = find_user(row.teacher)
    for series in missing:
        portion, day = wanted[series]
        pattern = Pattern(
            cohort_uuid=cohort.uuid,
            course=portion.course,
            unit=portion.unit,
            kind=portion.kind,
            room=room,
            instructor=teacher,  # type: ignore[arg-type]
            first=day,
            last=day,
            slots=(WeeklySlot(day.weekday(), row.begins, portion.minutes),),
            series=series,
        )
        with suppress(DomainError):
            plan_sessions(pattern=pattern, actor=actor, now=now)
