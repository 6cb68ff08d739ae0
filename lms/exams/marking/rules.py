"""Pure scoring: exact shares of marks, none below nothing; blank is nothing. No Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from lms.exams.bank.rules import BY_HAND, exact_share, key_in

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Mark:
    """What the answers of one attempt are worth."""

    score: Decimal
    max_score: Decimal
    percent: Decimal
    passed: bool


def items_by_hand(key: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the items of a key that somebody marks."""
    return [item for item, entry in key.items() if key_in(entry).scoring == BY_HAND]


def waits_for_a_marker(key: Mapping[str, Mapping[str, Any]]) -> bool:
    """Return whether somebody has to mark an item of the paper by hand before there is a mark."""
    return bool(items_by_hand(key))


def mark(
    key: Mapping[str, Mapping[str, Any]],
    answers: Mapping[str, Any],
    *,
    pass_percent: Decimal,
    by_hand: Mapping[str, Fraction] | None = None,
) -> Mark:
    """Return the mark: a function of the key, the current answers whatever their order, and what was marked by hand.

    Shares are added up as fractions, so that three thirds are a whole. The pass mark is compared with the exact share,
    not with the rounded one: 79.996 is not 80.

    :raises ValueError: somebody has to mark an item of the paper by hand, and `by_hand` does not have it.
    """
    given = by_hand or {}
    best = sum((Fraction(item["marks"]) for item in key.values()), Fraction(0))
    earned = (
        given[uuid] if uuid in given else marks_of(item, answers.get(uuid)) for uuid, item in key.items()
    )
    reached = sum(earned, Fraction(0))
    passed = best > 0 and reached * 100 >= Fraction(pass_percent) * best
    share = reached * 100 / best if best else Fraction(0)
    return Mark(cents(reached), cents(best), cents(share), passed)


def marks_of(entry: Mapping[str, Any], response: object) -> Fraction:
    """Return what a response to one item of a key earns: the most that the key, or one taken as well, gives for it."""
    keys = (entry["key"], *entry.get("also", ()))
    return Fraction(entry["marks"]) * max(
        exact_share(key_in({**entry, "key": key}), response) for key in keys
    )


def written(worths: Mapping[str, Fraction]) -> dict[str, str]:
    """Return what answers are worth as a result keeps it: exact numbers as text."""
    return {item: str(worth) for item, worth in worths.items()}


def kept(by_hand: Mapping[str, str]) -> dict[str, Fraction]:
    """Return what a result keeps of marks by hand as numbers."""
    return {item: Fraction(worth) for item, worth in by_hand.items()}


def cents(number: Fraction) -> Decimal:
    """Return a number to two places; half of one is rounded up, as people do."""
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return exact.quantize(_CENT, rounding=ROUND_HALF_UP)


def corrected(
    key: Mapping[str, Mapping[str, Any]], changes: Mapping[str, Sequence[Any]]
) -> dict[str, dict[str, Any]]:
    """Return a key with other right answers for some items; an item without any is struck and counts for nobody."""
    found = {}
    for uuid, item in key.items():
        accepted = changes.get(uuid)
        if accepted is None:
            found[uuid] = dict(item)
        elif accepted:
            kept = {name: value for name, value in item.items() if name != "also"}
            found[uuid] = kept | {"key": accepted[0]} | ({"also": list(accepted[1:])} if accepted[1:] else {})
    return found
