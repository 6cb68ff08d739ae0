"""Tables of indicators: the lines of a page, which of their figures are told, and what can be chosen."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from certificates.issuing.names import CredentialKind
from certificates.referrals.indicators.errors import IndicatorNotFound
from certificates.referrals.indicators.policies import sites_of
from certificates.referrals.indicators.queries import (
    Cell,
    Narrowed,
    Place,
    Sight,
    cells_within,
    grouped,
    sight_of,
)
from certificates.referrals.indicators.rules import (
    Definition,
    Indicator,
    Tally,
    closing_of,
    definition_on,
    total_of,
)
from certificates.referrals.indicators.suppression import told_of, told_together
from certificates.referrals.indicators.words import BY, NO_CERTIFICATE
from courses.catalog.api import Programme
from lms.accounts.api import User

NOTHING = "none"  # in addresses: no certificate in force
EVERYTHING = frozenset(Indicator)
SIDES = ("site", "programme", "kind")
# Of the tables that a reader without people may look at, the first is told most.
TOLD_IN_TURN = ("programme", "kind")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asks for, as the address says it; an empty one is not asked."""

    by: str = "programme"
    year: str = ""
    site: str = ""
    programme: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: what it is about, its code in addresses, its sums, which of them are told."""

    title: str
    code: str
    tally: Tally
    told: frozenset[Indicator]


@dataclass(frozen=True, slots=True)
class Choices:
    """What each side of the cells is called, by its code in addresses: what there is, not what there could be."""

    year: Mapping[str, str]
    site: Mapping[str, str]
    programme: Mapping[str, str]
    kind: Mapping[str, str]
    keys: Mapping[str, Mapping[Any, str]]

    def code_of(self, side: str, key: Any) -> str:
        """Return the code of a key of the database."""
        return self.keys[side][key]

    def key_of(self, side: str, code: str) -> Any:
        """Return the key that a code names; None where it names none."""
        return next((key for key, known in self.keys[side].items() if known == code), None)


@dataclass(frozen=True, slots=True)
class Table:
    """What one page shows. No `total` where a person can be in two lines: of years."""

    wanted: Wanted
    lines: Sequence[Line]
    total: Line | None
    choices: Choices
    day: date
    definition: Definition
    sees_people: bool


def table_of(user: User, wanted: Wanted, *, now: datetime) -> Table:
    """Return the table that a reader asks for, of what the reader may see; four queries for figures and names.

    :raises IndicatorNotFound: when a value of the address names nothing that the reader may choose.
    """
    sight = sight_of(user, whole=wanted.by == "year", now=now)
    choices = choices_of(user, sight.places)
    wanted = settled(wanted, choices, sees_people=sight.sees_people)
    cells = cells_within(sight, narrowed_to(wanted, choices))
    tallies = grouped(cells, wanted.by)
    told, told_total = _told(cells, tallies, wanted, sight)
    names = getattr(choices, wanted.by)
    lines = {
        choices.code_of(wanted.by, key): Line(names[choices.code_of(wanted.by, key)], "", tally, told[key])
        for key, tally in tallies.items()
    }
    ordered = [
        Line(line.title, code, line.tally, line.told)
        for code, line in sorted(lines.items(), key=lambda item: list(names).index(item[0]))
    ]
    has_total = wanted.by != "year" and bool(ordered)
    total = Line("", "", total_of(tallies.values()), told_total) if has_total else None
    day, definition = sight.day, sight.definition
    if wanted.year and not sight.sees_people:
        day = closing_of(int(wanted.year))
        definition = definition_on(day)
    return Table(wanted, ordered, total, choices, day, definition, sight.sees_people)


def ways_to_look(*, sees_people: bool) -> list[str]:
    """Return by what a reader may look: sites are for those inside (domain.md B7)."""
    return [side for side in BY if sees_people or side != "site"]


def settled(wanted: Wanted, choices: Choices, *, sees_people: bool) -> Wanted:
    """Return what is asked, of the newest year where none is; who sees no people narrows nothing else (security.md T3).

    :raises IndicatorNotFound: when a value names nothing: figures of everybody are no answer to it.
    """
    by = wanted.by or "programme"
    if by not in ways_to_look(sees_people=sees_people):
        raise IndicatorNotFound
    sides = {side: getattr(wanted, side) for side in SIDES if sees_people}
    refuse_unknown(wanted.year, choices.year)
    for side, code in sides.items():
        refuse_unknown(code, getattr(choices, side))
    newest = next(iter(choices.year), "")
    return Wanted(by=by, year="" if by == "year" else wanted.year or newest, **sides)


def refuse_unknown(code: str, known: Container[str]) -> None:
    """Refuse a code of an address that names nothing; an empty one asks for nothing.

    :raises IndicatorNotFound: when there is none of that code.
    """
    if code and code not in known:
        raise IndicatorNotFound


def narrowed_to(wanted: Wanted, choices: Choices) -> Narrowed:
    """Return which cells are asked for."""
    asked = {side: code for side in ("year", *SIDES) if (code := getattr(wanted, side))}
    return Narrowed(**{side: choices.key_of(side, code) for side, code in asked.items()})


def _told(
    cells: Sequence[Cell], tallies: Mapping[Any, Tally], wanted: Wanted, sight: Sight
) -> tuple[Mapping[Any, frozenset[Indicator]], frozenset[Indicator]]:
    if sight.sees_people:
        return dict.fromkeys(tallies, EVERYTHING), EVERYTHING
    smallest = sight.definition.smallest
    if wanted.by == "year":  # each year for itself: no total stands below
        alone = {key: told_of({key: tally}, smallest=smallest) for key, tally in tallies.items()}
        return {key: told.rows[key] for key, told in alone.items()}, frozenset()
    tables = {side: members_of(cells, side) for side in TOLD_IN_TURN}
    told = told_together([cell.tally for cell in cells], tables, smallest=smallest)[wanted.by]
    return told.rows, told.total


def members_of(cells: Sequence[Cell], side: str) -> dict[Any, frozenset[int]]:
    """Return the rows of a table, each with the places of its cells."""
    found: dict[Any, list[int]] = {}
    for place, cell in enumerate(cells):
        found.setdefault(getattr(cell, side), []).append(place)
    return {key: frozenset(places) for key, places in found.items()}


def choices_of(user: User, places: Sequence[Place]) -> Choices:
    """Return what can be chosen among places of cells; two queries."""
    found = {side: {getattr(place, side) for place in places} for side in ("year", *SIDES)}
    years = sorted(found["year"], reverse=True)
    sites = [site for site in sites_of(user) if site.pk in found["site"]]
    programmes = list(Programme.objects.filter(pk__in=found["programme"]).order_by("code"))
    kinds = [kind for kind in CredentialKind if kind.value in found["kind"]]
    named = {kind.value: str(kind.label) for kind in kinds}
    named |= {NOTHING: str(NO_CERTIFICATE)} if "" in found["kind"] else {}
    return Choices(
        year={str(year): str(year) for year in years},
        site={site.code: site.name for site in sites},
        programme={row.code: row.title for row in programmes},
        kind=named,
        keys={
            "year": {year: str(year) for year in years},
            "site": {site.pk: site.code for site in sites},
            "programme": {row.pk: row.code for row in programmes},
            "kind": {"" if code == NOTHING else code: code for code in named},
        },
    )
