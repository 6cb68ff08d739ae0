"""Pure decisions of marking by hand: which marks may be given, who is needed next, what an answer is worth. No Django.

An answer is marked by a first person; by a second, who does not know of the first, where the whole is near the pass
mark or the attempt was drawn; by a third where these two are apart, unless somebody decides with a reason. After an
appeal a further person marks: that stands in the place of all before, unless the answers together would be worth less.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

FIRST, SECOND, THIRD, APPEAL = "first", "second", "third", "appeal"
TURNS = (FIRST, SECOND, THIRD, APPEAL)
_DRAWN_FROM = 2**64


@dataclass(frozen=True, slots=True)
class Limits:
    """What a dated rule says; these values hold where there is none.

    `near_percent`: so near to the pass mark a second person marks; `sample_percent`: this share of all attempts too;
    `spread_percent` of an answer's full marks: so far two marks may be apart; `step`: marks are multiples of it.
    """

    near_percent: Decimal = Decimal(5)
    sample_percent: Decimal = Decimal(0)
    spread_percent: Decimal = Decimal(10)
    step: Decimal = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that somebody marks: its full marks, the marks that it has by turn, and what was decided."""

    out_of: Fraction
    marks: Mapping[str, Decimal] = field(default_factory=dict)
    decided: Decimal | None = None
    is_blank: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    """What of an attempt decides whether a second person marks: all but the marks given by hand."""

    automatic: Fraction
    best: Fraction
    pass_percent: Decimal
    is_drawn: bool = False


def reasons_against_mark(marks: Decimal, *, out_of: Fraction, limits: Limits) -> list[str]:
    """Return codes of what is wrong with a mark; full marks may always be given."""
    if not marks.is_finite() or not 0 <= Fraction(marks) <= out_of:
        return ["not_in_range"]
    is_step = Fraction(marks) % Fraction(limits.step) == 0
    return [] if is_step or Fraction(marks) == out_of else ["not_in_steps"]


def is_drawn(seed: str, attempt: str, sample_percent: Decimal) -> bool:
    """Return whether an attempt is in the sample that a second person marks; the same each time."""
    digest = hashlib.sha256(f"{seed}:{attempt}".encode()).digest()[:8]
    return Fraction(int.from_bytes(digest) * 100, _DRAWN_FROM) < Fraction(sample_percent)


def place_in_order(seed: str, attempt: str) -> str:
    """Return what answers to one question are sorted by: the marker's own order, which says nothing of who wrote."""
    return hashlib.sha256(f"{seed}/{attempt}".encode()).hexdigest()


def are_apart(answer: Answer, limits: Limits) -> bool:
    """Return whether a first and a second mark differ by more than the rule lets them."""
    first, second = answer.marks.get(FIRST), answer.marks.get(SECOND)
    if first is None or second is None:
        return False
    return abs(Fraction(first) - Fraction(second)) * 100 > Fraction(limits.spread_percent) * answer.out_of


def needs_second(answers: Mapping[str, Answer], whole: Whole, limits: Limits) -> bool:
    """Return whether a second person marks the answers of an attempt; before it has all first marks nobody knows."""
    written = [answer for answer in answers.values() if not answer.is_blank]
    firsts = [answer.marks.get(FIRST) for answer in written]
    if not written or any(mark is None for mark in firsts):
        return False
    if whole.is_drawn:
        return True
    reached = whole.automatic + sum((Fraction(mark) for mark in firsts if mark is not None), Fraction(0))
    distance = abs(reached * 100 - Fraction(whole.pass_percent) * whole.best)
    return distance <= Fraction(limits.near_percent) * whole.best


def wanted_turn(answer: Answer, *, is_second_needed: bool, limits: Limits) -> str | None:
    """Return whose mark an answer waits for, or None when it waits for nobody's."""
    if answer.is_blank or answer.decided is not None or THIRD in answer.marks:
        return None
    if FIRST not in answer.marks:
        return FIRST
    if is_second_needed and SECOND not in answer.marks:
        return SECOND
    return THIRD if are_apart(answer, limits) else None


def worth(answer: Answer, *, is_second_needed: bool, limits: Limits) -> Fraction | None:
    """Return what an answer is worth by its marks, or None while one is missing; a blank one is worth nothing.

    A decision holds, then a third mark; of two that are not apart the mean.
    """
    if answer.is_blank:
        return Fraction(0)
    if wanted_turn(answer, is_second_needed=is_second_needed, limits=limits) is not None:
        return None
    last = answer.decided if answer.decided is not None else answer.marks.get(THIRD)
    if last is not None:
        return Fraction(last)
    given = [Fraction(answer.marks[turn]) for turn in (FIRST, SECOND) if turn in answer.marks]
    return sum(given, Fraction(0)) / len(given)


def wanted_turns(answers: Mapping[str, Answer], whole: Whole, limits: Limits) -> dict[str, str | None]:
    """Return for each answer of an attempt whose mark it waits for."""
    second = needs_second(answers, whole, limits)
    return {
        item: wanted_turn(answer, is_second_needed=second, limits=limits) for item, answer in answers.items()
    }


def worths(answers: Mapping[str, Answer], whole: Whole, limits: Limits) -> dict[str, Fraction] | None:
    """Return what each answer of an attempt is worth, or None while marks are missing.

    What a further person gave after an appeal holds, if the answers together are worth no less by it (ADR 0114).
    """
    second = needs_second(answers, whole, limits)
    found = {item: worth(answer, is_second_needed=second, limits=limits) for item, answer in answers.items()}
    before = {item: value for item, value in found.items() if value is not None}
    if len(before) != len(found):
        return None
    after = {item: _further(answers[item], value) for item, value in before.items()}
    return after if sum(after.values()) >= sum(before.values()) else before


def _further(answer: Answer, before: Fraction) -> Fraction:
    """Return what an answer is worth after an appeal, as far as somebody marked it then."""
    given = answer.marks.get(APPEAL)
    return before if given is None or answer.is_blank else Fraction(given)


def wants_further(answer: Answer) -> bool:
    """Return whether an answer that an appeal has marked again waits for that mark."""
    return not answer.is_blank and APPEAL not in answer.marks


def is_replaced(turn: str, taken: frozenset[str]) -> bool:
    """Return whether a later turn of the attempt was taken already: then a mark of this turn stays as it is."""
    return any(TURNS.index(other) > TURNS.index(turn) for other in taken)
