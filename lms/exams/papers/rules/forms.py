"""Papers drawn together: what stands on each, and on how many papers each item is by now."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Generic

from lms.exams.papers.rules.difficulty import facility_of
from lms.exams.papers.rules.matching import Filling, Fits
from lms.exams.papers.rules.pool import Candidate, Known, Pool, Wanted

Rank = tuple[int, int, int, bytes]


@dataclass(slots=True)
class Form(Generic[Candidate]):
    """One paper while it is made: its number from 0 on, who stands where, and which item stands for its unit."""

    number: int
    filling: Filling
    chosen: dict[str, Candidate]

    def standing(self) -> Iterator[tuple[str, int, Candidate]]:
        """Return (unit, cell, item) of everything on it, cell by cell."""
        return ((unit, cell, self.chosen[unit]) for unit, cell in self.filling.placed())


class Forms(Generic[Candidate]):
    """All papers of one drawing, in whole numbers and with every order decided by the seed."""

    def __init__(self, pool: Pool[Candidate], wanted: Wanted, known: Known) -> None:
        self.pool, self.wanted, self.known = pool, wanted, known
        self.counts = [cell.count for cell in wanted.cells]
        self.forms: list[Form[Candidate]] = []
        self.item_uses: Counter[str] = Counter()
        self.holders: dict[str, set[int]] = {unit: set() for unit in pool.members}
        self.shared: list[Counter[int]] = []
        self.fits: Fits = {
            unit: tuple(sorted({cell for item in items for cell in pool.places[item.code]}))
            for unit, items in pool.members.items()
        }
        self.facility = {
            item.code: facility_of(item, known.facilities)
            for items in pool.members.values()
            for item in items
        }
        # Twins that fit different rows: where such a unit may stand depends on which of them may still be used.
        self.mixed = [
            unit
            for unit, items in pool.members.items()
            if any(pool.places[item.code] != self.fits[unit] for item in items)
        ]
        # Asked for at every turn of every paper: looking it up in the item would cost most of the drawing.
        self.unit = {item.code: unit for unit, items in pool.members.items() for item in items}
        # On how many papers an item, and a unit, may be.
        self.limit = wanted.conditions.exposure_limit or wanted.forms
        self.supply = {unit: self._supply(unit) for unit in pool.members}
        self._before = known.uses if wanted.conditions.prefer_unused else {}
        self._digests: tuple[int, dict[str, bytes]] = (-1, {})
        self._prefix = hashlib.sha256()

    # --- what may be used ----------------

    def _supply(self, unit: str) -> int:
        if unit in self.pool.must:
            return self.wanted.forms
        most = min(self.wanted.forms, self.limit * len(self.pool.members[unit]))
        return min(1, most) if self.wanted.overlap == 0 else most

    def usable(self, unit: str) -> Sequence[Candidate]:
        """Return the items of a unit that may be on one more paper."""
        if len(self.holders[unit]) >= self.supply[unit]:
            return ()
        members = self.pool.members[unit]
        if len(members) == 1:
            return members
        return [item for item in members if self.item_uses[item.code] < self.limit]

    def may_share(self, number: int, unit: str) -> bool:
        """Return whether a unit would leave two papers with no more in common than is allowed."""
        most = self.wanted.overlap
        if not most or unit in self.pool.must:
            return True
        return all(self.shared[number][other] < most for other in self.holders[unit] if other != number)

    # --- order ----------------

    def rank(self, number: int, item: Candidate) -> Rank:
        """Return what decides between items: used less in this drawing, on fewer papers before, then the seed."""
        code = item.code
        held, used, before = len(self.holders[self.unit[code]]), self.item_uses[code], self._before
        return held, used, before.get(code, 0), self.digest(number, code)

    def digest(self, number: int, code: str) -> bytes:
        """Return where the seed puts an item on a paper; the first paper is the one that the seed alone gives."""
        if self._digests[0] != number:
            seed = self.wanted.seed if number == 0 else f"{self.wanted.seed}#{number + 1}"
            self._digests = (number, {})
            self._prefix = hashlib.sha256(f"{seed}\x00".encode())
        known = self._digests[1]
        found = known.get(code)
        if found is None:
            state = self._prefix.copy()
            state.update(code.encode())
            found = known[code] = state.digest()
        return found

    def ranked(self, number: int) -> Iterator[str]:
        """Return the units that may be used, the preferred first, those that must be there before all others.

        In groups by how often they were used: a paper is full long before the last group is put in order.
        """
        groups: dict[tuple[bool, int], list[str]] = {}
        for unit, holders in self.holders.items():
            if len(holders) < self.supply[unit]:
                groups.setdefault((unit not in self.pool.must, len(holders)), []).append(unit)
        for _key, units in sorted(groups.items()):
            yield from self._in_order(number, units)

    def _in_order(self, number: int, units: Iterable[str]) -> list[str]:
        best = []
        for unit in units:
            items = self.usable(unit)
            if len(items) == 1:
                best.append((self.rank(number, items[0]), unit))
            elif items:
                best.append((min(self.rank(number, item) for item in items), unit))
        best.sort()
        return [unit for _rank, unit in best]

    # --- drawing ----------------

    def draw(self, *, fits: Fits | None = None, first: Iterable[str] = ()) -> bool:
        """Draw one more paper, `first` before the others; return whether it is full."""
        number = len(self.forms)
        self.shared.append(Counter())
        allowed = self._allowed(self.fits if fits is None else fits)
        filling, left = Filling(self.counts, allowed), sum(self.counts)
        tried: set[str] = set()
        for unit in chain(first, self.ranked(number)):
            if unit in allowed and unit not in tried and self.may_share(number, unit) and filling.add(unit):
                left -= 1
                self._hold(number, unit)
                if not left:
                    break
            tried.add(unit)
        filling.fits = self.fits
        form: Form[Candidate] = Form(number, filling, {})
        self.forms.append(form)
        return self._choose(form) and not left

    def _allowed(self, fits: Fits) -> Fits:
        """Return the cells of units without those that none of their items may fill any more."""
        changed = {unit: self._open_to(unit, fits[unit]) for unit in self.mixed if unit in fits}
        return {**fits, **changed} if changed else fits

    def _open_to(self, unit: str, cells: Sequence[int]) -> list[int]:
        reached = {cell for item in self.usable(unit) for cell in self.pool.places[item.code]}
        return [cell for cell in cells if cell in reached]

    def _choose(self, form: Form[Candidate]) -> bool:
        """Name the item that stands for each unit; return whether each has one that may."""
        for unit, cell in form.filling.placed():
            item = self.best_for(form.number, unit, cell)
            if item is None:
                return False
            form.chosen[unit] = item
            self.item_uses[item.code] += 1
        return True

    def best_for(self, number: int, unit: str, cell: int) -> Candidate | None:
        """Return the preferred item of a unit that fits a cell and may be on one more paper."""
        members = self.pool.members[unit]
        free = [
            item
            for item in members
            if cell in self.pool.places[item.code]
            and (unit in self.pool.must or self.item_uses[item.code] < self.limit)
        ]
        return min(free, key=lambda item: self.rank(number, item), default=None)

    def _hold(self, number: int, unit: str) -> None:
        self._count_shared(number, unit, 1)
        self.holders[unit].add(number)

    def _release(self, number: int, unit: str) -> None:
        self.holders[unit].discard(number)
        self._count_shared(number, unit, -1)

    def _count_shared(self, number: int, unit: str, change: int) -> None:
        if self.wanted.overlap and unit not in self.pool.must:
            for other in self.holders[unit]:
                self.shared[number][other] += change
                self.shared[other][number] += change

    # --- exchanging ----------------

    def take(self, form: Form[Candidate], unit: str, cell: int) -> Candidate:
        """Take a unit off a paper and return its item."""
        form.filling.remove(unit, cell)
        item = form.chosen.pop(unit)
        self.item_uses[item.code] -= 1
        self._release(form.number, unit)
        return item

    def put(self, form: Form[Candidate], item: Candidate, cell: int) -> None:
        """Put an item into a free place of a cell."""
        unit = self.unit[item.code]
        form.filling.put(unit, cell)
        form.chosen[unit] = item
        self.item_uses[item.code] += 1
        self._hold(form.number, unit)

    def total(self, form: Form[Candidate]) -> int:
        """Return the sum of the facilities of a paper."""
        return sum(self.facility[item.code] for item in form.chosen.values())

    def papers(self) -> list[list[tuple[Candidate, int]]]:
        """Return (item, cell) of each paper: cells as the blueprint has them, inside a cell as the seed decides."""
        found = []
        for form in self.forms:
            rows = sorted(
                ((cell, self.digest(form.number, item.code), item) for _unit, cell, item in form.standing()),
                key=lambda row: row[:2],
            )
            found.append([(item, cell) for cell, _digest, item in rows])
        return found


def plan(forms: Forms[Candidate]) -> Filling:
    """Match the units to the places of all papers at once, each as often as it may be used."""
    wanted, must = forms.wanted, forms.pool.must
    filling = Filling([count * wanted.forms for count in forms.counts], forms.fits)
    order = list(forms.ranked(0))
    left = {unit: forms.supply[unit] for unit in order}
    for unit in order:
        while unit in must and left[unit] and filling.add(unit):
            left[unit] -= 1
    while any(left.values()) and not filling.is_full:
        for unit in order:
            left[unit] = left[unit] - 1 if left[unit] and filling.add(unit) else 0
    return filling


def draw_planned(forms: Forms[Candidate], planned: Filling) -> bool:
    """Draw every paper inside a full plan; return whether all are full.

    A bipartite graph whose degrees are at most the number of papers splits into so many matchings (König 1916): each
    paper takes first the units that all papers still to come need, and so never leaves the next one without.
    """
    left: dict[str, Counter[int]] = {}
    for cell, units in enumerate(planned.held):
        for unit, copies in units.items():
            left.setdefault(unit, Counter())[cell] += copies
    for to_come in range(forms.wanted.forms, 0, -1):
        fits: Mapping[str, Sequence[int]] = {
            unit: [cell for cell, copies in sorted(cells.items()) if copies] for unit, cells in left.items()
        }
        urgent = [unit for unit, cells in left.items() if sum(cells.values()) == to_come]
        if not forms.draw(fits=fits, first=urgent):
            return False
        for unit, cell in forms.forms[-1].filling.placed():
            left[unit][cell] -= 1
    return True
