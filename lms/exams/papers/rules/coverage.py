"""How far a bank reaches for each cell of a blueprint by itself; what cells take from each other, drawing says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lms.exams.papers.rules.blueprint import Cell, Conditions, Drawable
from lms.exams.papers.rules.pool import pool_of

# Nobody draws more papers at once; a cell that reaches for so many reaches for any number.
MOST_PAPERS = 2000


@dataclass(frozen=True, slots=True)
class Reach:
    """What the bank has for one cell.

    `usable`: groups of twins count once, excluded items not at all. `apart`: for how many papers without a common
    question it is enough; `most`: for how many under the exposure limit, None for any number.
    """

    cell: Cell
    in_bank: int
    usable: int
    apart: int
    most: int | None

    @property
    def lacking(self) -> int:
        """Return how many items one paper lacks."""
        return max(0, self.cell.count - self.usable)


def reaches(cells: Sequence[Cell], items: Iterable[Drawable], conditions: Conditions) -> list[Reach]:
    """Return how far the bank reaches for each cell."""
    pool = pool_of(cells, items, conditions)
    found = []
    for at, cell in enumerate(cells):
        # On how many papers each unit may be; of a unit with several members each has a limit of its own.
        supply = [
            _supply(sum(at in pool.places[item.code] for item in members), unit in pool.must, conditions)
            for unit, members in pool.members.items()
        ]
        usable = [papers for papers in supply if papers]
        apart, most = len(usable) // cell.count, _most(usable, cell.count)
        found.append(Reach(cell, len(pool.fitting[at]), len(usable), apart, most))
    return found


def _supply(members: int, is_must: bool, conditions: Conditions) -> int:
    if not members:
        return 0
    limit = conditions.exposure_limit
    return MOST_PAPERS if limit is None or is_must else min(MOST_PAPERS, limit * members)


def _most(supply: Sequence[int], count: int) -> int | None:
    """Return on how many papers so many different units can stand; what is enough for one more is enough for fewer."""
    lowest, highest = 0, MOST_PAPERS
    while lowest < highest:
        papers = (lowest + highest + 1) // 2
        if sum(min(papers, each) for each in supply) >= papers * count:
            lowest = papers
        else:
            highest = papers - 1
    return None if lowest == MOST_PAPERS else lowest
