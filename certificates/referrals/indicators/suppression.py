"""What a reader who sees no people may be told of a table, so that no small group can be subtracted out of it.

A figure is told whole or not at all. It is not told when one of its parts counts somebody, but fewer than the smallest
cell; nor when the figure before it, of the wider group, is not told: else the difference of both would be the small
part. When the total of a table is told, what is left out must be at least two rows that together are no small part
either, in every figure. Then everything that sums and differences of one table give is again a sum of parts that may
be told; what two tables tell together is asked by `crossing`.
"""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from certificates.referrals.indicators.rules import Figure, Indicator

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Told(Generic[Key]):
    """Which figures are told: of each row, and of the total."""

    rows: Mapping[Key, frozenset[Indicator]]
    total: frozenset[Indicator]


def is_small(figure: Figure, smallest: int) -> bool:
    """Return whether one part of a figure counts somebody, but too few."""
    return any(0 < part < smallest for part in figure.parts)


def hidden_of(
    rows: Mapping[Key, Figure], left_out: Collection[Key], smallest: int, *, is_total_told: bool
) -> set[Key]:
    """Return which rows of a table are not told: small ones, those that are left out anyhow, and as many more rows,
    the smallest first, as subtraction from a total that is told asks for.
    """
    hidden = set(left_out) | {key for key, figure in rows.items() if is_small(figure, smallest)}
    # Rows of equal size stand in their own order, so that a page looks the same twice.
    others = sorted((key for key in rows if key not in hidden), key=lambda key: rows[key].everybody)
    while is_total_told and hidden and others and _is_told_by_subtraction(hidden, rows, smallest):
        hidden.add(others.pop(0))
    return hidden


def _is_told_by_subtraction(hidden: set[Key], rows: Mapping[Key, Figure], smallest: int) -> bool:
    left_out = [rows[key] for key in hidden]
    # A row of nobody hides nothing: whoever knows that it is empty subtracts all the same.
    people_in = sum(figure.everybody > 0 for figure in left_out)
    return people_in < 2 or is_small(sum(left_out, Figure()), smallest)
