"""Reads of indicators: the cells of which every table is a sum, and the people behind one number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from certificates.referrals.indicators.policies import OFFICER_ROLES, may_see_people
from certificates.referrals.indicators.rules import (
    IN_PART,
    Definition,
    Figure,
    Indicator,
    Part,
    Standing,
    Tally,
    definition_on,
    total_of,
)
from certificates.referrals.indicators.statements import Asked, people_statement
from lms.accounts.api import Person, User, sites_visible_to
from lms.core.clock import local_date, start_of_day
from lms.core.enums import Role

# The column of `people` in which the standing by an indicator is.
COLUMNS = {one: one.value for one in Indicator} | {Indicator.DAYS: "days_known", Indicator.MATCH: '"match"'}
_CELL = ("year", "site", "programme", "kind")


@dataclass(frozen=True, slots=True)
class Cell:
    """The sums of one year, site, programme and kind of certificate, which is empty where none is in force."""

    year: int
    site: int
    programme: int
    kind: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Sight:
    """What one reader sees: the cells, as of which day, and whether the people behind them, too."""

    cells: Sequence[Cell]
    day: date
    definition: Definition
    sees_people: bool


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which cells count; None says all."""

    year: int | None = None
    site: int | None = None
    programme: int | None = None
    kind: str | None = None

    def admits(self, cell: Cell) -> bool:
        """Return whether a cell counts."""
        asked = ((name, getattr(self, name)) for name in _CELL)
        return all(value is None or getattr(cell, name) == value for name, value in asked)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person behind a number: when the training was completed, when the referral and the first work were."""

    person: Person
    programme: int
    site: int
    completed: date
    referred: date | None
    started: date | None


@dataclass(frozen=True, slots=True)
class Behind:
    """Which number is opened: a part of an indicator, of some cells."""

    indicator: Indicator
    part: Part
    narrowed: Narrowed


def sight_of(user: User, *, now: datetime) -> Sight:
    """Return every cell that the user may see; one query, however many people.

    Who may not see people sees them as they stood, and as they were known, when the last month ended: looking again
    each day would tell who was added.
    """
    asked = asked_by(user, now=now)
    return Sight(cells_of(asked), asked.day, asked.definition, may_see_people(user))


def asked_by(user: User, *, now: datetime) -> Asked:
    """Return what is asked of the database for a user."""
    sees_people, today = may_see_people(user), local_date(now)
    known_before = now if sees_people else start_of_day(today.replace(day=1))
    day = today if sees_people else today.replace(day=1) - timedelta(days=1)
    roles = OFFICER_ROLES if sees_people else (Role.AUTHORITY_READER,)
    sites: QuerySet = sites_visible_to(user, roles).order_by().values("pk")
    # Nobody keeps one's own record, and nobody reads it here.
    own = getattr(user, "person_id", None) if sees_people else None
    return Asked(sites, own, day, known_before, definition_on(day))


def cells_of(asked: Asked) -> list[Cell]:
    """Return the sums by year, site, programme and kind of certificate; one query."""
    counts = [
        f"SUM(CASE WHEN {COLUMNS[indicator]} = '{standing.value}' THEN 1 ELSE 0 END)"
        for indicator in Indicator
        for standing in Standing
    ]
    days = "SUM(CASE WHEN days_known = 'yes' THEN days ELSE 0 END)"
    statement = people_statement(asked)
    shown, by = ", ".join([*_CELL, days, *counts]), ", ".join(_CELL)
    statement.add(f"SELECT {shown} FROM people GROUP BY {by}")  # noqa: S608 - names of our own only
    return [_cell(row) for row in _rows(statement.text, statement.params)]


def _cell(row: Sequence[Any]) -> Cell:
    year, site, programme, kind, days, *counts = row
    width = len(Standing)
    figures = {
        indicator: Figure(*(int(count) for count in counts[place * width : (place + 1) * width]))
        for place, indicator in enumerate(Indicator)
    }
    return Cell(int(year), site, programme, kind or "", Tally(figures, int(days)))


def grouped(cells: Iterable[Cell], by: str) -> dict[Any, Tally]:
    """Return the sums by one side of the cells."""
    found: dict[Any, list[Tally]] = {}
    for cell in cells:
        found.setdefault(getattr(cell, by), []).append(cell.tally)
    return {key: total_of(tallies) for key, tallies in found.items()}


def people_behind(asked: Asked, behind: Behind, *, start: int, most: int) -> tuple[int, list[PersonRow]]:
    """Return how many people are in a part of a figure, and some of them, from a place on, the newest first.

    Two queries, however many people.
    """
    statement = people_statement(asked)
    columns = "person, programme, site, day, referred, started"
    where = COLUMNS[behind.indicator]
    statement.add(f"SELECT COUNT(*) OVER (), {columns} FROM people WHERE {where} IN (")  # noqa: S608 - our own
    standings = [standing.value for standing in IN_PART[behind.part]]
    statement.add(", ".join(["%s"] * len(standings)) + ")", *standings)
    for name in _CELL:
        value = getattr(behind.narrowed, name)
        if value == "":
            statement.add(f" AND {name} IS NULL")
        elif value is not None:
            statement.add(f" AND {name} = %s", value)
    statement.add(" ORDER BY day DESC, enrolment DESC LIMIT %s OFFSET %s", most, start)
    rows = _rows(statement.text, statement.params)
    people = Person.objects.defer("resident_id").in_bulk([row[1] for row in rows])
    found = [
        PersonRow(people[person], programme, site, *(_day(day) for day in days))
        for _number, person, programme, site, *days in rows
    ]
    return (rows[0][0] if rows else 0), found


def _day(value: date | str | None) -> Any:
    """Return a day that SQLite gives as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _rows(text: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        return cursor.fetchall()
