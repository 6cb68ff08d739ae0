"""Who may stand where: units (an item, or a group of twins) matched to the places of cells, by augmenting paths.

Sets of units that can be placed together form a transversal matroid. So adding units one by one in an order of
preference, each if it can be placed with all before it, gives the best set there is for that order, and a full one
whenever there is a full one (Edmonds and Fulkerson 1965). Whole numbers, no chance: the same everywhere.
"""

from collections.abc import Iterable, Mapping, Sequence

Fits = Mapping[str, Sequence[int]]


class Filling:
    """Which unit stands in which cell. A unit may be added several times where papers are planned together."""

    def __init__(self, counts: Sequence[int], fits: Fits) -> None:
        self.room = list(counts)
        self.held: list[dict[str, int]] = [{} for _count in counts]
        self.fits = fits
        self._closed: set[int] = set()

    @property
    def is_full(self) -> bool:
        """Return whether every place is taken."""
        return not any(self.room)

    def add(self, unit: str) -> bool:
        """Place a unit, moving others where that makes room; return whether it stands."""
        seen: set[int] = set()
        for cell in self.fits[unit]:
            if cell not in self._closed and self.room[cell]:
                self._put(unit, cell)
                return True
        for cell in self.fits[unit]:
            if cell not in seen and cell not in self._closed and self._has_room(cell, seen):
                self._put(unit, cell)
                return True
        # Whoever stands in these cells fits no others: they stay as full as they are.
        self._closed |= seen
        return False

    def remove(self, unit: str, cell: int) -> None:
        """Take a unit out of a cell."""
        self._take(unit, cell)
        self._closed.clear()

    def put(self, unit: str, cell: int) -> None:
        """Put a unit into a free place of a cell."""
        self._put(unit, cell)

    def placed(self) -> Iterable[tuple[str, int]]:
        """Return (unit, cell) of everything that stands, cell by cell."""
        return [(unit, cell) for cell, units in enumerate(self.held) for unit in units]

    def standing(self) -> list[dict[str, int]]:
        """Return what stands in each cell, and how often: to be set back to."""
        return [dict(units) for units in self.held]

    def set_back(self, standing: Sequence[Mapping[str, int]]) -> None:
        """Let stand again what stood before."""
        for cell, units in enumerate(standing):
            self.room[cell] += sum(self.held[cell].values()) - sum(units.values())
            self.held[cell] = dict(units)
        self._closed.clear()

    def _has_room(self, cell: int, seen: set[int]) -> bool:
        seen.add(cell)
        if self.room[cell]:
            return True
        for unit in list(self.held[cell]):
            for other in self.fits[unit]:
                if other not in seen and other not in self._closed and self._has_room(other, seen):
                    self._take(unit, cell)
                    self._put(unit, other)
                    return True
        return False

    def _put(self, unit: str, cell: int) -> None:
        self.held[cell][unit] = self.held[cell].get(unit, 0) + 1
        self.room[cell] -= 1

    def _take(self, unit: str, cell: int) -> None:
        copies = self.held[cell].pop(unit) - 1
        if copies:
            self.held[cell][unit] = copies
        self.room[cell] += 1
