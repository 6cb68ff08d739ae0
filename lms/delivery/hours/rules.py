"""Pure arithmetic of the ledger: fold of locked rows, reversal instead of edit, standing against the plan. No Django.

Source of the rules: domain.md, B8 and "Rules the software must compute" 4. All numbers are minutes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

PLANNED, DELIVERED, ATTENDED = "planned", "delivered", "attended"
# Accepted learning time: of theory only, from no register.
LEARNT = "learnt"


class Part(NamedTuple):
    """A part of the plan by the codes of its course and unit (empty when the course has none), and its kind."""

    course: str
    unit: str
    kind: str


@dataclass(frozen=True, slots=True)
class LockedRow:
    """What one locked register says of one person now, corrections included."""

    register: int
    person: int
    part: Part
    planned: int
    delivered: int
    attended: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the ledger."""

    register: int
    person: int
    part: Part
    measure: str
    minutes: int


class Sum(NamedTuple):
    """Minutes of one part and measure, whatever they were entered by."""

    part: Part
    measure: str
    minutes: int


Key = tuple[int, int, Part, str]


def fold(rows: Iterable[LockedRow]) -> dict[Key, int]:
    """Return what the ledger must sum up to, from locked registers only."""
    found: dict[Key, int] = {}
    for row in rows:
        for measure, minutes in (
            (PLANNED, row.planned),
            (DELIVERED, row.delivered),
            (ATTENDED, row.attended),
        ):
            found[row.register, row.person, row.part, measure] = minutes
    return found


def sums(entries: Iterable[Entry]) -> dict[Key, int]:
    """Return the sums of the ledger by register, person, part and measure."""
    found: dict[Key, int] = defaultdict(int)
    for entry in entries:
        found[entry.register, entry.person, entry.part, entry.measure] += entry.minutes
    return dict(found)


def corrected(kept: int, wanted: int) -> list[int]:
    """Return the minutes of the rows that lead from one number to another: a reversal and the new number, or none."""
    return [] if kept == wanted else [-kept, wanted]


@dataclass(frozen=True, slots=True)
class Standing:
    """How one part of the plan stands: what the plan asks, and planned, delivered, attended so far.

    `learnt` are minutes accepted for learning in lessons. `counted` never exceeds the plan.
    """

    part: Part
    plan: int
    planned: int = 0
    delivered: int = 0
    attended: int = 0
    learnt: int = 0

    @property
    def counted(self) -> int:
        """Return the attended and the learnt minutes that count: together no more than the plan has."""
        return max(0, min(self.attended + self.learnt, self.plan))

    @property
    def counted_attended(self) -> int:
        """Return how many of the counted minutes come from registers."""
        return max(0, min(self.attended, self.plan))


def against_plan(plan: Mapping[Part, int], entries: Iterable[Entry | Sum]) -> list[Standing]:
    """Return each part of the plan with its sums, in the plan's order; what is in no part of it does not count."""
    found: dict[tuple[Part, str], int] = defaultdict(int)
    for entry in entries:
        found[entry.part, entry.measure] += entry.minutes
    return [
        Standing(part, asked, *(found[part, measure] for measure in (PLANNED, DELIVERED, ATTENDED, LEARNT)))
        for part, asked in plan.items()
    ]


def outside_plan(plan: Mapping[Part, int], entries: Iterable[Entry | Sum]) -> int:
    """Return attended and learnt minutes in parts that the plan does not have, as after a move to another version."""
    return sum(row.minutes for row in entries if row.measure in (ATTENDED, LEARNT) and row.part not in plan)


def counted(standings: Iterable[Standing], kind: str) -> int:
    """Return the minutes of a kind that count against the plan."""
    return sum(row.counted for row in standings if row.part.kind == kind)


def towards(standings: Iterable[Standing], asked: Mapping[str, int]) -> dict[str, int]:
    """Return of each kind that is asked for the minutes that count towards it: never more than are asked."""
    listed = list(standings)
    return {kind: min(counted(listed, kind), minutes) for kind, minutes in asked.items()}


def counted_attended(standings: Iterable[Standing], kind: str) -> int:
    """Return how many of the counted minutes of a kind come from registers."""
    return sum(row.counted_attended for row in standings if row.part.kind == kind)


def percent_of_plan(standings: Iterable[Standing]) -> int:
    """Return the counted share of the whole plan, rounded down, so that 100 means all; of an empty plan 0."""
    listed = list(standings)
    asked = sum(row.plan for row in listed)
    return 100 * sum(row.counted for row in listed) // asked if asked else 0
