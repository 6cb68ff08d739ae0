"""Brings papers to the difficulty that is wanted by exchanging items, one for one, inside the cells.

A paper is a basis of a matroid (see `matching`), and a basis from which no single exchange gains is the highest one.
So a paper that stays below a band at least one item wide cannot be brought into it by any choice of items.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lms.exams.papers.rules.difficulty import WHOLE, sums_in
from lms.exams.papers.rules.forms import Form, Forms
from lms.exams.papers.rules.pool import Candidate


@dataclass(frozen=True, slots=True)
class Sums:
    """Between which sums of facilities a paper must lie."""

    lowest: int
    highest: int

    def away(self, total: int) -> int:
        """Return how far a sum lies outside."""
        return max(self.lowest - total, total - self.highest, 0)


def sums_wanted(forms: Forms[Candidate]) -> Sums | None:
    """Return where the papers must lie, or None when their difficulty does not matter.

    Papers that are to be equal lie within one item of each other, around their common mean, inside the band if there
    is one.
    """
    wanted, band = forms.wanted, forms.wanted.conditions.difficulty
    outer = Sums(*sums_in(band, wanted.size)) if band else None
    if not wanted.is_equal or wanted.forms < 2:
        return outer
    middle = sum(forms.total(form) for form in forms.forms) // len(forms.forms)
    half = WHOLE // 2
    if outer:
        middle = min(max(middle, outer.lowest + half), outer.highest - half)
    return Sums(middle - half, middle + half)


def level(forms: Forms[Candidate], sums: Sums) -> list[int]:
    """Exchange items until every paper lies inside; return the numbers of those that cannot be brought there."""
    for form in forms.forms:
        _with_the_bank(forms, form, sums)
    _with_each_other(forms, sums)
    return [form.number for form in forms.forms if sums.away(forms.total(form))]


def _with_the_bank(forms: Forms[Candidate], form: Form[Candidate], sums: Sums) -> None:
    total = forms.total(form)
    while sums.away(total):
        before = total
        for exchange in _direct, _through_others:
            total = exchange(forms, form, sums, total)
            if total != before:
                break
        if total == before:
            return


def _direct(forms: Forms[Candidate], form: Form[Candidate], sums: Sums, total: int) -> int:
    """Exchange items of the bank for items in the same cell, the preferred first; return the new sum."""
    inside = _by_cell(forms, form)

    def comes_nearer(change: int) -> bool:
        return sums.away(total + change) < sums.away(total)

    for item in _outside(forms, form):
        if not forms.may_share(form.number, forms.unit[item.code]):
            continue  # it might when the list of those outside was made: exchanges since have used that up
        for cell in forms.pool.places[item.code]:
            leaving = _leaving(forms, form, inside[cell], item, comes_nearer)
            if leaving is None:
                continue
            forms.take(form, forms.unit[leaving.code], cell)
            forms.put(form, item, cell)
            inside[cell].remove(leaving)
            inside[cell].append(item)
            total += forms.facility[item.code] - forms.facility[leaving.code]
            break
        if not sums.away(total):
            return total
    return total


def _leaving(
    forms: Forms[Candidate],
    form: Form[Candidate],
    inside: list[Candidate],
    item: Candidate,
    comes_nearer: Callable[[int], bool],
) -> Candidate | None:
    """Return the least preferred item whose place another may take so that the paper comes nearer.

    Where a twin of the other stands already, only this twin may go.
    """
    unit, facility, must = forms.unit[item.code], forms.facility, forms.pool.must
    may_go = (old for old in reversed(inside) if unit not in form.chosen or forms.unit[old.code] == unit)
    return next(
        (
            old
            for old in may_go
            if comes_nearer(facility[item.code] - facility[old.code]) and forms.unit[old.code] not in must
        ),
        None,
    )


def _through_others(forms: Forms[Candidate], form: Form[Candidate], sums: Sums, total: int) -> int:
    """Exchange one item where another cell's items must move for it; return the new sum."""
    where = {unit: cell for unit, cell, _item in form.standing()}
    if all(len(forms.fits[unit]) == 1 for unit in where):
        return total
    away = sums.away(total)
    for item in _outside(forms, form):
        for unit, cell in where.items():
            old = form.chosen[unit]
            change = forms.facility[item.code] - forms.facility[old.code]
            if (
                unit in forms.pool.must
                or forms.unit[item.code] in form.chosen
                or sums.away(total + change) >= away
            ):
                continue
            if _moved(forms, form, item, (unit, cell)):
                return forms.total(form)
    return total


def _moved(forms: Forms[Candidate], form: Form[Candidate], item: Candidate, leaving: tuple[str, int]) -> bool:
    """Let an item in for another, moving what stands between them; return whether that could be done.

    What moved is asked again whether its item fits the new place: a unit fits wherever one of its twins does.
    """
    old, unit, filling = forms.take(form, *leaving), forms.unit[item.code], form.filling
    before = filling.standing()
    if filling.add(unit):
        cell = next(cell for name, cell in filling.placed() if name == unit)
        fits = cell in forms.pool.places[item.code]
        moved = [pair for pair in filling.placed() if pair[0] != unit]
        if fits and all(at in forms.pool.places[form.chosen[name].code] for name, at in moved):
            filling.remove(unit, cell)
            forms.put(form, item, cell)
            return True
        filling.set_back(before)
    forms.put(form, old, leaving[1])
    return False


def _with_each_other(forms: Forms[Candidate], sums: Sums) -> None:
    """Exchange items between two papers of which one is too hard or too easy."""
    progress = True
    while progress:
        ranked = sorted(forms.forms, key=lambda form: (forms.total(form), form.number))
        away = [form for form in ranked if sums.away(forms.total(form))]
        progress = any(
            _between(forms, (form, other), sums) for form in away for other in ranked if form is not other
        )


def _between(forms: Forms[Candidate], pair: tuple[Form[Candidate], Form[Candidate]], sums: Sums) -> bool:
    one, two = pair
    totals = forms.total(one), forms.total(two)
    before = sums.away(totals[0]) + sums.away(totals[1])
    inside = _by_cell(forms, one), _by_cell(forms, two)
    for cell in range(len(forms.counts)):
        for mine in inside[0][cell]:
            for yours in inside[1][cell]:
                gain = forms.facility[yours.code] - forms.facility[mine.code]
                after = sums.away(totals[0] + gain) + sums.away(totals[1] - gain)
                if after < before and _may_cross(forms, pair, (mine, yours)):
                    forms.take(one, forms.unit[mine.code], cell)
                    forms.take(two, forms.unit[yours.code], cell)
                    forms.put(one, yours, cell)
                    forms.put(two, mine, cell)
                    return True
    return False


def _may_cross(
    forms: Forms[Candidate], pair: tuple[Form[Candidate], Form[Candidate]], items: tuple[Candidate, Candidate]
) -> bool:
    one, two = pair
    mine, yours = (forms.unit[item.code] for item in items)
    must = forms.pool.must
    if mine in must or yours in must or yours in one.chosen or mine in two.chosen:
        return False
    return forms.may_share(one.number, yours) and forms.may_share(two.number, mine)


def _by_cell(forms: Forms[Candidate], form: Form[Candidate]) -> list[list[Candidate]]:
    """Return the items of each cell, the preferred first."""
    found: list[list[Candidate]] = [[] for _count in forms.counts]
    for _unit, cell, item in form.standing():
        found[cell].append(item)
    for items in found:
        items.sort(key=lambda item: forms.digest(form.number, item.code))
    return found


def _outside(forms: Forms[Candidate], form: Form[Candidate]) -> Iterator[Candidate]:
    """Return the items that may come onto a paper, the preferred first.

    In groups by how often they were used: few exchanges are needed, long before the last group is put in order.
    """
    groups: dict[int, list[str]] = {}
    for unit, holders in forms.holders.items():
        if unit not in forms.pool.must:
            groups.setdefault(len(holders), []).append(unit)
    for _uses, units in sorted(groups.items()):
        found = [item for unit in units for item in _of_unit(forms, form, unit)]
        yield from sorted(found, key=lambda item: forms.rank(form.number, item))


def _of_unit(forms: Forms[Candidate], form: Form[Candidate], unit: str) -> list[Candidate]:
    if not forms.may_share(form.number, unit):
        return []
    here = form.chosen.get(unit)
    usable = forms.usable(unit) if here is None else _twins(forms, unit)
    return [item for item in usable if item is not here]


def _twins(forms: Forms[Candidate], unit: str) -> list[Candidate]:
    return [item for item in forms.pool.members[unit] if forms.item_uses[item.code] < forms.limit]
