"""How much equipment a class needs and what a room can offer: one rule for the timetable and the planner. No Django."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

MOST = 999
_CODE = re.compile(r"[A-Z0-9-]{2,20}")


def is_kind_code(text: str) -> bool:
    """Return whether this can be the code of a kind: 2 to 20 capital letters, digits and hyphens."""
    return _CODE.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Need:
    """So many of a kind (by its code), for the whole class or for each group of so many people.

    `per_people` 1: each person needs them; 4: four people share them; None: the class needs them however many come.
    """

    kind: str
    count: int
    per_people: int | None = None

    def wanted(self, people: int) -> int:
        """Return how many so many people need; a group that is not full needs as much as a full one."""
        return self.count * (-(-people // self.per_people) if self.per_people else 1)


@dataclass(frozen=True, slots=True)
class Outage:
    """So many are out of order from a day to another, both included; `last` None: nobody knows until when."""

    count: int
    first: date
    last: date | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether they are out of order on that day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of days, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Stock:
    """What a room has of a kind."""

    kind: str
    count: int
    outages: tuple[Outage, ...] = ()

    def usable(self, days: Days | None) -> int:
        """Return how many can be used on each of these days; without days, how many there are when all are in order."""
        if days is None:
            return self.count
        begins = [one.first for one in self.outages if days.first < one.first <= days.last]
        return min(self._usable_on(day) for day in (days.first, *begins))

    def _usable_on(self, day: date) -> int:
        return max(0, self.count - sum(one.count for one in self.outages if one.holds_on(day)))


@dataclass(frozen=True, slots=True)
class Lack:
    """Too few of a kind: how many are wanted, and how many can be used."""

    kind: str
    wanted: int
    usable: int


def lacks(
    needs: Iterable[Need], stocks: Iterable[Stock], people: int, days: Days | None = None
) -> tuple[Lack, ...]:
    """Return of which kinds there are too few for so many people, in the order of the needs.

    Needs of one kind do not add up: who brings a projector for one part has it for another.
    """
    there = {one.kind: one.usable(days) for one in stocks}
    wanted: dict[str, int] = {}
    for need in needs:
        wanted[need.kind] = max(wanted.get(need.kind, 0), need.wanted(people))
    return tuple(
        Lack(kind, count, there.get(kind, 0)) for kind, count in wanted.items() if count > there.get(kind, 0)
    )


def places(needs: Iterable[Need], stocks: Iterable[Stock], days: Days | None = None) -> int | None:
    """Return for how many people at most the equipment is enough: 0 for nobody, None for any number."""
    there = {one.kind: one.usable(days) for one in stocks}
    return min(_limits(needs, there), default=None)


def places_in(seats: int, needs: Iterable[Need], stocks: Iterable[Stock], days: Days | None = None) -> int:
    """Return for how many people the seats of a room and its equipment are enough."""
    most = places(needs, stocks, days)
    return seats if most is None else min(seats, most)


def _limits(needs: Iterable[Need], there: dict[str, int]) -> Iterator[int]:
    for need in needs:
        groups = there.get(need.kind, 0) // need.count
        if need.per_people:
            yield groups * need.per_people
        elif not groups:
            yield 0
