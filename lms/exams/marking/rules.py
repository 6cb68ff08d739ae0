"""Pure scoring: decimal, no negative marks, blank is nothing, several answers must be exactly the keyed ones.

No Django.
"""

from collections.abc import Mapping, Sequence
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
    reached = sum(
        (Decimal(item["marks"]) for uuid, item in key.items() if _is_right(item, answers.get(uuid))),
        Decimal(0),
    )
    passed = best > 0 and reached * 100 >= pass_percent * best
    share = reached * 100 / best if best else Decimal(0)
    return Mark(reached, best, share.quantize(_CENT, rounding=ROUND_HALF_UP), passed)


def _is_right(item: Mapping[str, Any], answer: object) -> bool:
    """Return whether an answer is the keyed one, or another that a correction takes as well."""
    return any(is_correct(item["kind"], key, answer) for key in (item["key"], *item.get("also", ())))


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
