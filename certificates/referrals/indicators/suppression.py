"""What a reader who sees no people may be told of the tables of one year, so that no small group follows from them.

Cells are put together to blocks, none of which has a small part: one that counts somebody, but fewer than the smallest
cell. A row is told when it is whole blocks; the total is, when everybody is in one. So everything that is told is a sum
of blocks, of however many tables: whatever is added or subtracted gives no more than the blocks do. Blocks of an
indicator are made of those of the wider group before it: else the difference of both would be part of a block.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from certificates.referrals.indicators.rules import DIVIDED, Figure, Indicator, Tally

Key = TypeVar("Key", bound=Hashable)
# Places of cells in their list.
Block = frozenset[int]
NOBODY: Block = frozenset()


@dataclass(frozen=True, slots=True)
class Told(Generic[Key]):
    """Which figures are told: of each row, and of the total."""

    rows: Mapping[Key, frozenset[Indicator]]
    total: frozenset[Indicator]


def is_small(figure: Figure, smallest: int) -> bool:
    """Return whether one part of a figure counts somebody, but too few."""
    return any(0 < part < smallest for part in figure.parts)


def told_together(
    cells: Sequence[Tally], tables: Mapping[str, Mapping[Hashable, Block]], *, smallest: int
) -> dict[str, Told[Hashable]]:
    """Return by table which figures are told; `tables` says of each row which of the cells are in it.

    Rows of the first table are told most: blocks are made within them as far as they can be.
    """
    rows = [*next(iter(tables.values()), {}).values()]
    blocks: dict[Indicator | None, list[Block]] = {None: [frozenset({place}) for place in range(len(cells))]}
    whole: dict[Indicator, Block] = {}
    for indicator, before in DIVIDED.items():
        blocks[indicator] = _Blocks([cell[indicator] for cell in cells], smallest).made(blocks[before], rows)
        whole[indicator] = NOBODY.union(*blocks[indicator])
    everybody = frozenset(range(len(cells)))
    total = frozenset(one for one, block in whole.items() if block == everybody)
    return {
        name: Told(
            {
                key: frozenset(one for one in Indicator if row <= whole[one] and _is_whole(row, blocks[one]))
                for key, row in table.items()
            },
            total,
        )
        for name, table in tables.items()
    }


def told_of(rows: Mapping[Key, Tally], *, smallest: int) -> Told[Hashable]:
    """Return which figures of one table are told, beside which there is no other."""
    places = {key: frozenset({place}) for place, key in enumerate(rows)}
    return told_together(list(rows.values()), {"": places}, smallest=smallest)[""]


def _is_whole(row: Block, blocks: Sequence[Block]) -> bool:
    return all(block <= row for block in blocks if block & row)


class _Blocks:
    """Makes the blocks of one indicator."""

    def __init__(self, figures: Sequence[Figure], smallest: int) -> None:
        self._figures, self._smallest = figures, smallest

    def made(self, blocks: Sequence[Block], rows: Sequence[Block]) -> list[Block]:
        """Return blocks without a small part, put together from these: within a row if that is enough.

        What stays small when nothing is left to put it together with is in none.
        """
        found: list[Block] = []
        for row in rows:
            found += self._without_small([block for block in blocks if block <= row])
        found += [block for block in blocks if not any(block <= row for row in rows)]
        return [block for block in self._without_small(found) if not self._is_small(block)]

    def _without_small(self, blocks: Sequence[Block]) -> list[Block]:
        """Return the same people in blocks of which at most one is small, and that only where there is no other."""
        small = [block for block in blocks if self._is_small(block)]
        if not small:
            return list(blocks)
        # Blocks of equal size stay in their order, so that a page looks the same twice. Nobody hides among nobody.
        others = sorted((block for block in blocks if block not in small), key=self._size)
        empty = [block for block in others if not self._size(block)]
        large, together = others[len(empty) :], NOBODY.union(*small)
        while large and self._is_small(together):
            together |= large.pop(0)
        return [*empty, *large, together]

    def _is_small(self, block: Block) -> bool:
        return is_small(self._sum(block), self._smallest)

    def _size(self, block: Block) -> int:
        return self._sum(block).everybody

    def _sum(self, block: Block) -> Figure:
        return sum((self._figures[place] for place in block), Figure())
