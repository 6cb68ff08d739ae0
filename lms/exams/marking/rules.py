"""Pure scoring: decimal, no negative marks, blank is nothing, several answers must be exactly the keyed ones.

No Django.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from lms.exams.bank.rules import is_correct

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Mark:
    """What the answers of one attempt are worth."""

    score: Decimal
    max_score: Decimal
    percent: Decimal
    passed: bool


def mark(key: Mapping[str, Mapping[str, Any]], answers: Mapping[str, Any], *, pass_percent: Decimal) -> Mark:
    """Return the mark: a function of the key and the current answers, whatever their order.

    The pass mark is compared with the exact share, not with the rounded one: 79.996 is not 80.
    """
    best = sum((Decimal(item["marks"]) for item in key.values()), Decimal(0))
    reached = sum((marks_of(item, answers.get(uuid)) for uuid, item in key.items()), Decimal(0))
    passed = best > 0 and reached * 100 >= pass_percent * best
    share = reached * 100 / best if best else Decimal(0)
    return Mark(reached, best, share.quantize(_CENT, rounding=ROUND_HALF_UP), passed)


def marks_of(entry: Mapping[str, Any], response: object) -> Decimal:
    """Return what a response to one item of a key earns."""
    return Decimal(entry["marks"]) if is_correct(entry["kind"], entry["key"], response) else Decimal(0)
