"""The parts of a written mark: what was earned in each kind of question. Pure; no Django.

Parts say nothing of single questions: whoever reads them learns no right answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from lms.exams.bank.rules import BY_HAND, key_in
from lms.exams.marking.rules import marks_of

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of question: how many there were, what was earned of what could be."""

    kind: str
    count: int
    score: Decimal
    maximum: Decimal


def parts_of(
    key: Mapping[str, Mapping[str, Any]], answers: Mapping[str, Any], *, score: Decimal
) -> list[Part]:
    """Return the parts of a mark in the order of the paper.

    What people marked is not in the key: it is what the whole score has beyond the rest, where that is one part.
    """
    kinds: dict[str, list[str]] = {}
    for uuid, entry in key.items():
        kinds.setdefault(str(entry["kind"]), []).append(uuid)
    earned = {kind: _earned(key, answers, items) for kind, items in kinds.items()}
    by_hand = [kind for kind, marks in earned.items() if marks is None]
    if len(by_hand) > 1:
        return []
    rest = sum((marks for marks in earned.values() if marks is not None), Fraction(0))
    return [
        Part(
            kind,
            len(items),
            _cents(Fraction(score) - rest if marks is None else marks),
            _cents(sum((Fraction(key[uuid]["marks"]) for uuid in items), Fraction(0))),
        )
        for (kind, items), marks in zip(kinds.items(), earned.values(), strict=True)
    ]


def _earned(
    key: Mapping[str, Mapping[str, Any]], answers: Mapping[str, Any], items: list[str]
) -> Fraction | None:
    if any(key_in(key[uuid]).scoring == BY_HAND for uuid in items):
        return None
    return sum((marks_of(key[uuid], answers.get(uuid)) for uuid in items), Fraction(0))


def _cents(number: Fraction) -> Decimal:
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return exact.quantize(_CENT, rounding=ROUND_HALF_UP)
