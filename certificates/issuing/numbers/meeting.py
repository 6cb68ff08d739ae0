"""Pure decision on two ranges of numbers: whether there is a number that both could give.

Numbers of equal length are laid one over the other, character by character. A serial runs from its first to its last,
so its digits are followed as a range; years may be any of this century and levels any, since a pool lives for years.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PART = re.compile(r"\{(Y+|L|N+)\}|(.)")
_DIGITS = "0123456789"
_LEVELS = "12345"
_CENTURY = "20"
# Whether the serial so far is still that of the first, and of the last: only there the next digit is bounded.
_Edges = tuple[bool, bool]


@dataclass(frozen=True, slots=True)
class Range:
    """A pattern with its serials from `first` to `last`, both included."""

    pattern: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Place:
    """One character of a number: what may stand there, or the digits of first and last serial that bound it."""

    signs: str
    low: str = ""
    high: str = ""


def may_meet(one: Range, other: Range) -> bool:
    """Return whether some number, in whatever year and of whatever level, belongs to both."""
    mine, theirs = list(_places(one)), list(_places(other))
    if len(mine) != len(theirs):
        return False
    reached: set[tuple[_Edges, _Edges]] = {((True, True), (True, True))}
    for here, there in zip(mine, theirs, strict=True):
        reached = {
            (after, after_too)
            for edges, edges_too in reached
            for sign, after in _steps(here, edges)
            for sign_too, after_too in _steps(there, edges_too)
            if sign == sign_too
        }
    return bool(reached)


def _places(numbers: Range) -> Iterator[_Place]:
    for found in _PART.finditer(numbers.pattern):
        piece = found[1]
        if piece is None:
            yield _Place(found[2])
        elif piece == "L":
            yield _Place(_LEVELS)
        elif piece.startswith("Y"):
            yield from map(_Place, _CENTURY if len(piece) > len(_CENTURY) else "")
            yield from (_Place(_DIGITS), _Place(_DIGITS))
        else:
            low, high = (f"{serial:0{len(piece)}d}" for serial in (numbers.first, numbers.last))
            yield from (_Place(_DIGITS, *bounds) for bounds in zip(low, high, strict=True))


def _steps(place: _Place, edges: _Edges) -> Iterator[tuple[str, _Edges]]:
    if not place.low:
        yield from ((sign, edges) for sign in place.signs)
        return
    at_first, at_last = edges
    for sign in place.signs:
        if not (at_first and sign < place.low or at_last and sign > place.high):
            yield sign, (at_first and sign == place.low, at_last and sign == place.high)
