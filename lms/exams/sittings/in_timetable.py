"""Examinations in the timetable of cohorts, and cohorts' sessions among what takes rooms when one is planned."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from lms.delivery.api import Period, Taken, named_sessions
from lms.exams.sittings.occupied import Occasion, occasions_between


def examinations_taken(begins: datetime, ends: datetime) -> list[Taken]:
    """Return what examinations of every kind take, for the timetable; their sessions are not asked back."""
    return [
        Taken(row.title, Period(row.begins, row.ends), row.room, row.staff, None, frozenset(row.persons))
        for row in occasions_between(begins, ends, with_lessons=False)
    ]


def lessons_planned(begins: datetime, ends: datetime, _but: UUID | None) -> Iterable[Occasion]:
    """Yield the planned sessions of cohorts, so that no examination is put where somebody is taught."""
    for name, taken in named_sessions(begins, ends):
        until = dict.fromkeys(taken.persons, taken.period.ends)
        room = taken.room or 0
        yield Occasion(
            taken.title, room, name, taken.period.begins, taken.period.ends, until, taken.instructors
        )
