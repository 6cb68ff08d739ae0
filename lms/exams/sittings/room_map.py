"""The candidates of a room where they sit: as the room's plan stands, or, without one, in the order of its seats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lms.exams.sittings.console import RosterLine
from lms.exams.sittings.models import Sitting
from lms.organisations.api import Plan, plan_or_numbers, seats_of


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a plan: a gap without a name, or a seat with who is at it; two where one came to a planned seat."""

    name: str
    lines: list[RosterLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RoomMap:
    """A room as it stands, row by row from the front, and who is at none of its seats."""

    rows: list[list[Place]]
    elsewhere: list[RosterLine]

    @property
    def has_people(self) -> bool:
        """Return whether anybody is at a seat of the plan."""
        return any(place.lines for row in self.rows for place in row)


def map_of(plan: Plan, lines: Sequence[RosterLine]) -> RoomMap:
    """Return a plan with the candidates at the seats at which they write, else at those that they were given."""
    rows = [[Place(name) for name in row] for row in plan]
    by_name = {place.name: place for row in rows for place in row if place.name}
    elsewhere = []
    for line in lines:
        place = _place_of(line, by_name)
        (place.lines if place else elsewhere).append(line)
    return RoomMap(rows, elsewhere)


def by_seat(sitting: Sitting, lines: Sequence[RosterLine]) -> list[RosterLine]:
    """Return the lines as the seats stand in the room, row by row; who has no seat there comes last."""
    seats = seats_of(plan_or_numbers(sitting.room.plan, sitting.room.seats))
    places = {seat: place for place, seat in enumerate(seats)}
    return sorted(lines, key=lambda line: places.get(line.planned_seat, len(places)))


def _place_of(line: RosterLine, by_name: Mapping[str, Place]) -> Place | None:
    written_at = by_name.get(line.seat) if line.epoch else None
    return written_at or by_name.get(line.planned_seat)
