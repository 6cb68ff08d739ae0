"""From the marks of a panel to a result: exact fractions, nothing is rounded before the decision."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

MEAN, TRIMMED_MEAN = "mean", "trimmed_mean"
FAILS_EXAMINATION, FAILS_TASK = "examination", "task"
SPREAD, VETO_SPLIT = "spread", "veto_split"
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the dated scheme says of marks."""

    aggregation: str
    spread_limit: Decimal
    pass_percent: Decimal
    veto: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one assessor found of one task; `is_further` when called because the others were not of one mind."""

    mark: Decimal
    vetoes: frozenset[str] = frozenset()
    is_further: bool = False


@dataclass(frozen=True, slots=True)
class TaskOutcome:
    """What the panel found of one task; `needs` names why a further assessor is called."""

    mark: Fraction
    spread: Decimal
    vetoes: frozenset[str]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One task of a candidate with its weight in percent of the whole."""

    weight: Fraction
    outcome: TaskOutcome


@dataclass(frozen=True, slots=True)
class Decision:
    """The total in percent, exactly, and what it means."""

    total: Fraction
    is_vetoed: bool
    passed: bool


def aggregate(marks: Sequence[Decimal], method: str) -> Fraction:
    """Return the mean, or the mean without the highest and the lowest mark."""
    ordered = sorted(Fraction(mark) for mark in marks)
    if method == TRIMMED_MEAN and len(ordered) > 2:
        ordered = ordered[1:-1]
    return sum(ordered, Fraction()) / len(ordered)


def consolidate(opinions: Sequence[Opinion], conditions: Conditions) -> TaskOutcome:
    """Return what the panel found of a task, whatever the order of its assessors.

    Before a further assessor has spoken a spread over the limit or a split on a veto line calls one; afterwards the
    majority holds, and where there is none the further assessor decides.
    """
    marks = [opinion.mark for opinion in opinions]
    spread = max(marks) - min(marks)
    lines = frozenset().union(*(opinion.vetoes for opinion in opinions))
    needs = []
    if not any(opinion.is_further for opinion in opinions):
        split = any(0 < _votes(opinions, line) < len(opinions) for line in lines)
        needs = [SPREAD] * (spread > conditions.spread_limit) + [VETO_SPLIT] * split
    confirmed = frozenset(line for line in lines if _is_confirmed(opinions, line))
    mark = aggregate(marks, conditions.aggregation)
    if confirmed and conditions.veto == FAILS_TASK:
        mark = Fraction()
    return TaskOutcome(mark, spread, confirmed, tuple(needs))


def _votes(opinions: Iterable[Opinion], line: str) -> int:
    return sum(line in opinion.vetoes for opinion in opinions)


def _is_confirmed(opinions: Sequence[Opinion], line: str) -> bool:
    votes = _votes(opinions, line)
    if 2 * votes != len(opinions):
        return 2 * votes > len(opinions)
    further = [opinion for opinion in opinions if opinion.is_further]
    return 2 * _votes(further, line) > len(further)


def weights_of(weight: Decimal, count: int) -> Fraction:
    """Return the share of one task when a group's weight is shared between so many."""
    return Fraction(weight) / count


def decide(parts: Sequence[Part], conditions: Conditions) -> Decision:
    """Return the result: a confirmed veto fails whatever the marks, where the scheme says so."""
    total = sum((part.weight * part.outcome.mark / 100 for part in parts), Fraction())
    vetoed = any(part.outcome.vetoes for part in parts)
    fails = vetoed and conditions.veto == FAILS_EXAMINATION
    return Decision(total, vetoed, total >= Fraction(conditions.pass_percent) and not fails)


def shown(value: Fraction) -> Decimal:
    """Return an exact value with two decimals, rounded down: what fell short of a pass mark never shows it."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_CENT, rounding=ROUND_FLOOR)
