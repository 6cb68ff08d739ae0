"""How orders are marked: as a whole, by rules that look at one place at a time, or tried in every order.

What earns for its place has a weight, also where all weigh the same: PER_PART is by the neighbours that are kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import permutations

from lms.exams.interchange.drafts import Scoring
from lms.exams.interchange.qti.declarations import Response
from lms.exams.interchange.qti.rules import Program
from lms.exams.interchange.qti.scoring import (
    WRONG,
    Marking,
    Rule,
    contradiction,
    is_exact,
    not_understood,
    without_key,
    without_rule,
)

MOST_ORDERS_OF = 6


def of_order(rule: Rule, response: Response, names: Sequence[str]) -> Marking:
    """Return the marking of an order of all names."""
    settled = without_rule(rule, response.correct, is_clear=response.worths is None)
    if settled is not None or rule.program is None:
        return settled or not_understood(rule.reason)
    marks = is_exact(rule.program, response)
    if marks is not None:
        return Marking(Scoring.EXACT, response.correct, marks)
    if rule.program.is_by_place and rule.program.is_touched_only_by(response.name, "place"):
        right = response.correct or _rewarded(rule, rule.program, response.name, names)
        return _of_places(rule, rule.program, replace(response, correct=right))
    orders = list(permutations(names)) if len(names) <= MOST_ORDERS_OF else []
    if not orders or not rule.budget.takes(rule.program, len(orders) + 1):
        return not_understood("size", response.correct)
    scores = {order: rule.program.score({response.name: order}) for order in orders}
    return _of_orders(scores, response)


def _rewarded(rule: Rule, program: Program, response: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return the order that rules reward where none is called right; () unless each place rewards a name of its own."""
    if not rule.budget.takes(program, len(names) ** 2):
        return ()
    none, found = (WRONG,) * len(names), list[str]()
    for place in range(len(names)):
        alone = {name: (*none[:place], name, *none[place + 1 :]) for name in names}
        earning = [name for name, order in alone.items() if program.score({response: order}) > 0]
        found += earning if len(earning) == 1 else []
    return tuple(found) if sorted(found) == sorted(names) else ()


def _of_places(rule: Rule, program: Program, response: Response) -> Marking:
    """Return the marking of rules that look at one place each: what it adds is tried alone and with the others."""
    right, none = response.correct, (WRONG,) * len(response.correct)
    marks = program.score({response.name: right})
    if not right or marks <= 0 or program.score({response.name: None}) != 0:
        return not_understood("rules", right)
    weights = [
        program.score({response.name: (*none[:place], name, *none[place + 1 :])})
        for place, name in enumerate(right)
    ]
    for place in range(len(right) + 1):
        first = sum(weights[:place], Fraction(0))
        last = sum(weights, Fraction(0)) - first
        trials = {(*right[:place], *none[place:]): first, (*none[:place], *right[place:]): last}
        if any(program.score({response.name: one}) != min(total, marks) for one, total in trials.items()):
            return not_understood("rules", right)
    if not all(weight > 0 for weight in weights) or sum(weights, Fraction(0)) != marks:
        return not_understood("rules", right)
    if not rule.budget.takes(program, len(right) ** 2):
        return not_understood("size", right)
    if any(program.score({response.name: one}) != 0 for one in _misplaced(right, none)):
        return not_understood("rules", right)
    return Marking(Scoring.MAPPED, right, marks, dict(zip(right, weights, strict=True)))


def _misplaced(right: Sequence[str], none: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield orders of which one name is known, and stands in a place that is not its own."""
    for place in range(len(right)):
        for other, name in enumerate(right):
            if other != place:
                yield (*none[:place], name, *none[place + 1 :])


def _of_orders(scores: Mapping[tuple[str, ...], Fraction], response: Response) -> Marking:
    marks = max(scores.values())
    best = [order for order, score in scores.items() if score == marks]
    if marks <= 0:
        return without_key(response.correct)
    if len(best) != 1:
        return not_understood("rules", response.correct)
    if response.correct and response.correct != best[0]:
        return contradiction(response.name)
    if all(score == 0 for order, score in scores.items() if order != best[0]):
        return Marking(Scoring.EXACT, best[0], marks)
    count = len(best[0])
    for order, score in scores.items():
        right = sum(one == other for one, other in zip(order, best[0], strict=True))
        if score != marks * right / count:
            return not_understood("rules", best[0])
    return Marking(Scoring.MAPPED, best[0], marks, dict.fromkeys(best[0], marks / count))
