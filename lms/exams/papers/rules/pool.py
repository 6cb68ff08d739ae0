"""What papers are drawn from: the items that fit a cell, grouped into units of which a paper holds one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from lms.exams.papers.rules.blueprint import Cell, Conditions, Drawable

Candidate = TypeVar("Candidate", bound=Drawable)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of items by code: on how many papers they were, and their measured facility in thousandths."""

    uses: Mapping[str, int] = field(default_factory=dict)
    facilities: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The papers that are wanted: by which blueprint, from which seed, how many at once.

    `overlap`: how many units two papers may share, beside those that every paper must have; None: any number.
    `is_equal`: all are to be equally hard, within what one item weighs.
    """

    cells: Sequence[Cell]
    seed: str
    conditions: Conditions = Conditions()
    forms: int = 1
    overlap: int | None = None
    is_equal: bool = False

    @property
    def size(self) -> int:
        """Return how many items a paper has."""
        return sum(cell.count for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Pool(Generic[Candidate]):
    """`members`: the items of each unit, in the order of their codes; `places`: the cells of each item by its code.

    `must`: the units that every paper has; such a unit holds the one item that is asked for.
    """

    members: Mapping[str, Sequence[Candidate]]
    places: Mapping[str, tuple[int, ...]]
    must: frozenset[str]
    fitting: Sequence[Sequence[Candidate]]  # everything that fits each cell, whether it may be used or not


def unit_of(item: Drawable) -> str:
    """Return the name of the unit that an item belongs to; no code has a colon."""
    return f"twins:{item.twin_group}" if item.twin_group else item.code


def pool_of(cells: Sequence[Cell], items: Iterable[Candidate], conditions: Conditions) -> Pool[Candidate]:
    """Return the pool of a blueprint: without what is excluded, and without twins of what must be there."""
    by_code = {item.code: item for item in sorted(items, key=lambda item: item.code)}
    places = _places(cells, by_code.values())
    asked = {unit_of(by_code[code]): code for code in conditions.must_include if places.get(code)}
    members: dict[str, list[Candidate]] = {}
    for code, item in by_code.items():
        unit = unit_of(item)
        if places[code] and code not in conditions.must_exclude and asked.get(unit, code) == code:
            members.setdefault(unit, []).append(item)
    fitting = [[item for code, item in by_code.items() if at in places[code]] for at in range(len(cells))]
    return Pool(members, places, frozenset(asked), fitting)


def _places(cells: Sequence[Cell], items: Iterable[Drawable]) -> dict[str, tuple[int, ...]]:
    by_kind: dict[tuple[str, str], list[int]] = {}
    for at, cell in enumerate(cells):
        by_kind.setdefault((cell.topic, cell.kind), []).append(at)
    return {
        item.code: tuple(at for at in by_kind.get((item.topic, item.kind), ()) if cells[at].takes(item))
        for item in items
    }


def reasons_against_must(items: Iterable[Drawable], wanted: Wanted) -> list[tuple[str, str]]:
    """Return (reason, item code) for items that must be on the paper and cannot: unknown, no_cell, twin."""
    by_code = {item.code: item for item in items}
    found, units = [], set()
    for code in wanted.conditions.must_include:
        item = by_code.get(code)
        if item is None:
            found.append(("unknown", code))
        elif not any(cell.takes(item) for cell in wanted.cells):
            found.append(("no_cell", code))
        elif unit_of(item) in units:
            found.append(("twin", code))
        else:
            units.add(unit_of(item))
    return found
