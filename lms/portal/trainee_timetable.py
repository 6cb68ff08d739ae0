"""A trainee's own timetable: the week day by day, as the home page and the page to print show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.dateparse import parse_date

from lms.accounts.api import User
from lms.core.clock import local_date
from lms.delivery.api import ClassSession, sessions_of
from lms.enrolments.api import Enrolment, list_enrolments_of, with_rests

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ClassDay:
    """One day with its sessions, the earliest first."""

    day: date
    is_today: bool
    sessions: tuple[ClassSession, ...]


@dataclass(frozen=True, slots=True)
class ClassWeek:
    """A week from Monday on: only the days that have classes."""

    monday: date
    days: tuple[ClassDay, ...]
    has_paused: bool
    """Whether training rests on a programme, whose classes are left out."""

    @property
    def sunday(self) -> date:
        """Return the last day."""
        return self.monday + WEEK - timedelta(days=1)

    @property
    def before(self) -> date:
        """Return the Monday before."""
        return self.monday - WEEK

    @property
    def after(self) -> date:
        """Return the Monday after."""
        return self.monday + WEEK


def week_of(enrolments: Sequence[Enrolment], day: date, *, today: date) -> ClassWeek:
    """Return the week of a day for enrolments that know whether they rest (`with_rests`); one query."""
    monday = day - timedelta(days=day.weekday())
    running = [row.pk for row in enrolments if not row.rests]  # type: ignore[attr-defined]
    rows = sessions_of(running, monday, monday + WEEK - timedelta(days=1))
    return ClassWeek(monday, tuple(_days(rows, today)), len(running) < len(enrolments))


def _days(rows: Iterable[ClassSession], today: date) -> Iterable[ClassDay]:
    by_day: dict[date, list[ClassSession]] = {}
    for row in rows:
        by_day.setdefault(local_date(row.begins_at), []).append(row)
    for day in sorted(by_day):
        yield ClassDay(day, day == today, tuple(by_day[day]))


def timetable_page(user: User, asked: str, *, now: datetime) -> ClassWeek:
    """Return the week that an address asks for, this week where it names no day."""
    today = local_date(now)
    enrolments = list(with_rests(list_enrolments_of(user.person_id), today))
    return week_of(enrolments, _day(asked) or today, today=today)


def _day(text: str) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    # The neighbours of the first and the last day of all would be no days.
    return day if day and 2000 <= day.year <= 2100 else None
