"""What a reader who sees no people may be told of a table, so that no small group can be subtracted out of it.

A figure is told whole or not at all. It is not told when one of its parts counts somebody, but fewer than the smallest
cell; nor when the figure before it, of the wider group, is not told: else the difference of both would be the small
part. When the total of a table is told, what is left out must be at least two rows that together are no small part
either, in every figure. Then everything that sums and differences give is again a sum of parts that may be told.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from certificates.referrals.indicators.rules import DIVIDED, Figure, Indicator, Tally, total_of

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Told(Generic[Key]):
    """Which figures are told: of each row, and of the total."""

    rows: Mapping[Key, frozenset[Indicator]]
    total: frozenset[Indicator]


def is_small(figure: Figure, smallest: int) -> bool:
    """Return whether one part of a figure counts somebody, but too few."""
    return any(0 < part < smallest for part in figure.parts)


def told_of(rows: Mapping[Key, Tally], *, smallest: int) -> Told[Key]:
    """Return which figures of a table are told whose total is told, too, as far as it can be."""
    total = total_of(rows.values())
    told: dict[Key, set[Indicator]] = {key: set() for key in rows}
    told_total: set[Indicator] = set()
    for indicator, before in DIVIDED.items():
        if (before is None or before in told_total) and not is_small(total[indicator], smallest):
            told_total.add(indicator)
        hidden = {
            key
            for key, tally in rows.items()
            if (before is not None and before not in told[key]) or is_small(tally[indicator], smallest)
        }
        if indicator in told_total:
            hidden = _widened(hidden, rows, indicator, smallest)
        for key in rows.keys() - hidden:
            told[key].add(indicator)
    return Told({key: frozenset(found) for key, found in told.items()}, frozenset(told_total))


def _widened(hidden: set[Key], rows: Mapping[Key, Tally], indicator: Indicator, smallest: int) -> set[Key]:
    """Return what is left out, with as many more rows, the smallest first, as subtraction asks for."""
    # Rows of equal size stand in their own order, so that a page looks the same twice.
    others = sorted(
        (key for key in rows if key not in hidden), key=lambda key: rows[key][indicator].everybody
    )
    hidden = set(hidden)
    while hidden and others and _is_told_by_subtraction(hidden, rows, indicator, smallest):
        hidden.add(others.pop(0))
    return hidden


def _is_told_by_subtraction(
    hidden: set[Key], rows: Mapping[Key, Tally], indicator: Indicator, smallest: int
) -> bool:
    left_out = [rows[key][indicator] for key in hidden]
    # A row of nobody hides nothing: whoever knows that it is empty subtracts all the same.
    people_in = sum(figure.everybody > 0 for figure in left_out)
    return people_in < 2 or is_small(sum(left_out, Figure()), smallest)
