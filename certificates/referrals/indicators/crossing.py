"""What may be told by all sides of one year together, so that a row is not subtracted from rows of another table.

A programme gives one kind of certificate, a site teaches three programmes: rows of two tables then differ by few
people only, although each of them is large. Tables are told one after the other, the first one most; of a later one a
row is left out when it, or two rows, differ by a small part from a sum of rows of an earlier one, or the other way
round.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from itertools import combinations

from certificates.referrals.indicators.rules import DIVIDED, Figure, Indicator, Tally, total_of
from certificates.referrals.indicators.suppression import Told, hidden_of, is_small

Key = Hashable
# Places of cells in their list.
Members = frozenset[int]
Rows = Mapping[Key, Members]
# Rows of a table that are set beside those of another one at once.
MOST_AT_ONCE = 2


def told_together(
    cells: Sequence[Tally], tables: Mapping[str, Rows], *, smallest: int
) -> dict[str, Told[Key]]:
    """Return by table which figures are told; `tables` says of each row which of the cells are in it."""
    total = total_of(cells)
    told: dict[str, dict[Key, set[Indicator]]] = {
        name: {key: set() for key in rows} for name, rows in tables.items()
    }
    told_total: set[Indicator] = set()
    for indicator, before in DIVIDED.items():
        if (before is None or before in told_total) and not is_small(total[indicator], smallest):
            told_total.add(indicator)
        beside = _Beside([cell[indicator] for cell in cells], indicator in told_total, smallest)
        for name, rows in tables.items():
            late = {key for key in rows if before is not None and before not in told[name][key]}
            for key in rows.keys() - beside.hidden(rows, late):
                told[name][key].add(indicator)
    return {
        name: Told({key: frozenset(found) for key, found in rows.items()}, frozenset(told_total))
        for name, rows in told.items()
    }


def told_of(rows: Mapping[Key, Tally], *, smallest: int) -> Told[Key]:
    """Return which figures of one table are told, beside which there is no other."""
    places = {key: frozenset({place}) for place, key in enumerate(rows)}
    return told_together(list(rows.values()), {"": places}, smallest=smallest)[""]


class _Beside:
    """The tables of one indicator that are told so far, as groups of cells whose sums a reader has.

    Groups are numbers, a bit for each cell, the largest cells first: pairs of rows are many.
    """

    def __init__(self, figures: Sequence[Figure], is_total_told: bool, smallest: int) -> None:
        self._is_total_told, self._smallest = is_total_told, smallest
        order = sorted(range(len(figures)), key=lambda place: -figures[place].everybody)
        self._bits = {place: 1 << number for number, place in enumerate(order) if figures[place].everybody}
        self._figures = figures
        whole = sum(figures, Figure()).parts
        self._used = [number for number, part in enumerate(whole) if part]
        self._parts = [tuple(figures[place].parts[number] for number in self._used) for place in order]
        self._earlier: list[list[int]] = []

    def hidden(self, rows: Rows, late: Collection[Key]) -> set[Key]:
        """Return which rows of a further table are left out, and count it among those that are told."""
        figures = {
            key: sum((self._figures[place] for place in cells), Figure()) for key, cells in rows.items()
        }
        masks = {key: sum(self._bits.get(place, 0) for place in cells) for key, cells in rows.items()}
        left_out = set(late)
        while True:
            left_out = hidden_of(figures, left_out, self._smallest, is_total_told=self._is_total_told)
            groups = self._groups(masks, left_out)
            wrong = next(self._told_by_subtraction(groups), 0)
            shown = sorted(masks.keys() - left_out, key=lambda key: (figures[key].everybody, str(key)))
            if not wrong or not shown:
                self._earlier.append(groups)
                return left_out
            left_out.add(next((key for key in shown if masks[key] & wrong), shown[0]))

    def _groups(self, masks: Mapping[Key, int], left_out: Collection[Key]) -> list[int]:
        """Return the rows that are told and, as the total less these, the others together."""
        groups = [mask for key, mask in masks.items() if key not in left_out]
        if self._is_total_told:
            groups.append(sum(masks[key] for key in left_out))
        return [group for group in groups if group]

    def _told_by_subtraction(self, groups: list[int]) -> Iterator[int]:
        """Yield the cells of few rows and of the sum they are set beside, where both differ by a small part."""
        for earlier in self._earlier:
            for some, others in ((groups, earlier), (earlier, groups)):
                touched = {one: [other for other in others if other & one] for one in some}
                for number in range(1, MOST_AT_ONCE + 1):
                    for chosen in combinations(some, number):
                        near = {other for one in chosen for other in touched[one]}
                        yield from self._small_beside(sum(chosen), near)

    def _small_beside(self, group: int, near: Collection[int]) -> Iterator[int]:
        """`near` are the rows of the other table that share a cell with the group; rows of one table share none."""
        around, within = sum(near), sum(other for other in near if not other & ~group)
        if not group & ~around and self._is_small(around & ~group):
            yield around
        if within and self._is_small(group & ~within):
            yield group

    def _is_small(self, cells: int) -> bool:
        """Return whether a part of these cells counts somebody, but too few."""
        found = [0] * len(self._used)
        while cells:
            lowest = cells & -cells
            found = [
                one + more for one, more in zip(found, self._parts[lowest.bit_length() - 1], strict=True)
            ]
            if min(found) >= self._smallest:
                return False
            cells ^= lowest
        return any(0 < one < self._smallest for one in found)
