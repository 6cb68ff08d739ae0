"""Whether a room has the equipment for what is to be taught in it; what is missing, and where it is, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from courses.catalog.api import Course, EquipmentNeed, Unit, needs_of_versions
from lms.core.equipment import Days, Lack, Need, Stock, lacks
from lms.core.sentences import enumerated, sentences
from lms.delivery.cohorts.models import Cohort
from lms.delivery.timetable.models import ClassSession
from lms.organisations.api import Room, kind_names, stocks_of

MOST_ROOMS = 5


class Part(NamedTuple):
    """What a session teaches: a course or one of its units, as theory or practice."""

    course: Course
    unit: Unit | None
    kind: str


@dataclass(frozen=True, slots=True)
class Taught:
    """What is to be taught at one time: the parts, and the day of the site."""

    parts: tuple[Part, ...]
    day: date


@dataclass(frozen=True, slots=True)
class Against:
    """What a room lacks: always, and at each of the times because something is out of order then; sentences."""

    always: list[str]
    at: list[list[str]]


def part_of(session: ClassSession) -> Part:
    """Return what a session teaches."""
    return Part(session.course, session.unit, session.kind)


def against_equipment(cohort: Cohort, room: Room, taught: Sequence[Taught], people: int) -> Against:
    """Say what the room lacks for so many people, and which other rooms of the site have everything.

    One query where the version needs nothing, two where the room has it all; they do not grow with what is taught.
    """
    nothing: list[list[str]] = [[] for _one in taught]
    needs = needs_of_versions([cohort.version_id]).get(cohort.version_id, [])
    asked = [_Asked(_needs_for(needs, one.parts), Days(one.day, one.day)) for one in taught]
    if not any(one.needs for one in asked):
        return Against([], nothing)
    stocks = stocks_of([room.pk])[room.pk]
    always = _worst(asked, stocks, people, in_order=True)
    missing = [lacks(one.needs, stocks, people, one.days) for one in asked]
    if not always and not any(missing):
        return Against([], nothing)
    names = kind_names(row.kind.code for row in needs)
    if always:
        words = sentences([lacking_text(room.name, always, names), _elsewhere(room, asked, people)])
        return Against([words], nothing)
    return Against([], [[lacking_text(room.name, one, names)] if one else [] for one in missing])


@dataclass(frozen=True, slots=True)
class _Asked:
    needs: list[Need]
    days: Days


def _needs_for(needs: Iterable[EquipmentNeed], parts: Iterable[Part]) -> list[Need]:
    keys = [(part.course.pk, part.unit.pk if part.unit else None, part.kind) for part in parts]
    return [row.as_need() for row in needs if any(row.holds_for(*key) for key in keys)]


def _worst(
    asked: Iterable[_Asked], stocks: Sequence[Stock], people: int, *, in_order: bool = False
) -> list[Lack]:
    """Return each kind that is missing, at the time when most of it is; `in_order` as if nothing were broken."""
    found: dict[str, Lack] = {}
    for one in asked:
        for lack in lacks(one.needs, stocks, people, None if in_order else one.days):
            known = found.get(lack.kind)
            if known is None or lack.wanted - lack.usable > known.wanted - known.usable:
                found[lack.kind] = lack
    return list(found.values())


def lack_text(one: Lack, names: Mapping[str, str]) -> str:
    """Return how many of a kind are needed and how many there are."""
    values = {"name": names.get(one.kind, one.kind), "wanted": one.wanted, "usable": one.usable}
    return _("%(name)s: %(wanted)d needed, %(usable)d usable") % values


def lacking_text(room: str, missing: Iterable[Lack], names: Mapping[str, str]) -> str:
    """Return as a sentence what a room lacks."""
    told = _("; ").join(lack_text(one, names) for one in missing)
    return _("Room %(room)s lacks equipment (%(lacks)s).") % {"room": room, "lacks": told}


def _elsewhere(room: Room, asked: Sequence[_Asked], people: int) -> str:
    """Return as a sentence which other rooms of the site have everything, and seats for the people."""
    others = list(Room.objects.filter(site=room.site_id, seats__gte=people).exclude(pk=room.pk))
    stocks = stocks_of(row.pk for row in others)
    fitting = [row.name for row in others if not _worst(asked, stocks[row.pk], people)]
    if not fitting:
        return _("No other room of this site has it all.")
    return _("These rooms have it all: %(rooms)s.") % {"rooms": enumerated(fitting[:MOST_ROOMS])}
