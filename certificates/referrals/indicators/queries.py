"""Reads of indicators: the cells of which every table is a sum, and the people behind one number."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import ExtractYear

from certificates.referrals.indicators.policies import OFFICER_ROLES, may_see_people
from certificates.referrals.indicators.rules import (
    IN_PART,
    Definition,
    Figure,
    Indicator,
    Part,
    Standing,
    Tally,
    closing_of,
    definition_on,
    last_closed,
    total_of,
)
from certificates.referrals.indicators.statements import ZONE, Asked, done_statement, people_statement
from lms.accounts.api import Person, User, sites_visible_to
from lms.core.clock import local_date, start_of_day
from lms.core.enums import Role
from lms.enrolments.api import Enrolment, EnrolmentState
from lms.organisations.api import Site

# The column of `people` in which the standing by an indicator is.
COLUMNS = {one: one.value for one in Indicator} | {Indicator.DAYS: "days_known", Indicator.MATCH: '"match"'}
_CELL = ("year", "site", "programme", "kind")
CLOSED_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Place:
    """One year, site, programme and kind of certificate, which is empty where none is in force.

    `site` is 0 in sums of all sites.
    """

    year: int
    site: int
    programme: int
    kind: str


@dataclass(frozen=True, slots=True)
class Cell(Place):
    """The sums of one place."""

    tally: Tally


@dataclass(frozen=True, slots=True)
class Sight:
    """What one reader sees: which places there are, as of which day, and what is asked where people are seen, too.

    Without people: the closed years, each as of its own closing day, of all sites together; `day` is the last of these.
    `cells` are None as long as they are not read.
    """

    places: Sequence[Place]
    cells: Sequence[Cell] | None
    day: date
    definition: Definition
    asked: Asked | None = None

    @property
    def sees_people(self) -> bool:
        """Return whether the reader may see the people behind a number."""
        return self.asked is not None


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


def sight_of(user: User, *, whole: bool, now: datetime) -> Sight:
    """Return what the user may see; one query, however many people. Closed years are read once a day.

    Of who sees people the cells are read with the places where the `whole` is asked for, else by `cells_within`.
    """
    if may_see_people(user):
        asked = asked_by(user, now=now)
        cells = cells_of(asked) if whole else None
        places = cells if cells is not None else places_of(asked)
        return Sight(places, cells, asked.day, asked.definition, asked)
    last = last_closed(local_date(now))
    seen = sites_visible_to(user, (Role.AUTHORITY_READER,)).order_by().values_list("pk", flat=True)
    sites = sorted(set(seen))
    closed = [cell for year in _years(sites, last) for cell in _closed(year, sites)]
    return Sight(closed, closed, closing_of(last), definition_on(closing_of(last)))


def cells_within(sight: Sight, narrowed: Narrowed) -> list[Cell]:
    """Return the cells that count; where they are not read yet, of one year only that year is: one query."""
    cells = sight.cells
    if cells is None and sight.asked is not None:
        cells = cells_of(replace(sight.asked, year=narrowed.year))
    return [cell for cell in cells or () if narrowed.admits(cell)]


def asked_by(user: User, *, now: datetime) -> Asked:
    """Return what is asked of the database for a user who sees people."""
    today = local_date(now)
    sites: QuerySet = sites_visible_to(user, OFFICER_ROLES).order_by().values("pk")
    # Nobody keeps one's own record, and nobody reads it here.
    return Asked(sites, getattr(user, "person_id", None), today, now, definition_on(today))


def _years(sites: Sequence[int], last: int) -> list[int]:
    """Return in which years, up to the last one that is closed, somebody completed at these sites."""
    done = Enrolment.objects.filter(state=EnrolmentState.COMPLETED, site__in=sites).order_by()
    years = done.annotate(year=ExtractYear("completed_at", tzinfo=ZONE)).values_list("year", flat=True)
    return sorted(year for year in years.distinct() if year <= last)


def _closed(year: int, sites: Sequence[int]) -> list[Cell]:
    """Return a closed year as it is told: no later entry moves it. Kept for a day; no people are in it."""
    day = closing_of(year)
    definition = definition_on(day)
    scope = hashlib.sha256(repr((sites, definition)).encode()).hexdigest()

    def read() -> list[Cell]:
        own: QuerySet = Site.objects.filter(pk__in=sites).order_by().values("pk")
        asked = Asked(own, None, day, start_of_day(day + timedelta(days=1)), definition, year)
        return _without_sites(cells_of(asked))

    kept: list[Cell] | None = cache.get_or_set(f"indicators-{year}-{scope}", read, CLOSED_SECONDS)
    return kept or []


def _without_sites(cells: Iterable[Cell]) -> list[Cell]:
    """Return the sums of all sites together."""
    found: dict[tuple[int, int, str], list[Tally]] = {}
    for cell in cells:
        found.setdefault((cell.year, cell.programme, cell.kind), []).append(cell.tally)
    return [Cell(year, 0, programme, kind, total_of(some)) for (year, programme, kind), some in found.items()]


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


def places_of(asked: Asked) -> list[Place]:
    """Return the places of the cells, without their sums; one query, and a light one."""
    statement = done_statement(asked)
    statement.add(f" SELECT DISTINCT {', '.join(_CELL)} FROM done")  # noqa: S608 - names of our own only
    rows = _rows(statement.text, statement.params)
    return [Place(int(year), site, programme, kind or "") for year, site, programme, kind in rows]


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
    statement = people_statement(replace(asked, year=behind.narrowed.year))
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
