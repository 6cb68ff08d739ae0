"""Which numbers rules accept: the line is cut where they decide differently, and every piece of it is tried."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from lms.exams.interchange.drafts import Number, Remark, Scoring
from lms.exams.interchange.qti.declarations import Response
from lms.exams.interchange.qti.operators import Touch
from lms.exams.interchange.qti.rules import Program
from lms.exams.interchange.qti.scoring import (
    Marking,
    Rule,
    below_zero,
    contradiction,
    not_understood,
    without_key,
    without_rule,
)
from lms.exams.interchange.qti.values import decimal_of


@dataclass(frozen=True, slots=True)
class _Piece:
    """A point of the line, or the open stretch between two points, with a number of it to try."""

    low: Fraction
    high: Fraction
    trial: Fraction

    @property
    def is_point(self) -> bool:
        return self.low == self.high


def of_number(rule: Rule, response: Response) -> Marking:
    """Return the marking of a number; its key is a tuple of `Number`."""
    declared = _declared(response)
    settled = without_rule(rule, declared, is_clear=response.worths is None)
    if settled is not None or rule.program is None:
        return settled or not_understood(rule.reason)
    touches = _touches(rule.program, response)
    if not touches or any(touch.kind not in ("number", "bound") for touch in touches):
        return not_understood("rules", declared)
    pieces = list(_pieces(touches, is_whole=response.base == "integer"))
    if not rule.budget.takes(rule.program, len(pieces) + 1):
        return not_understood("size", declared)
    return _of_pieces(rule.program, response, pieces, touches)


def _declared(response: Response) -> tuple[Number, ...]:
    """Return what the file calls right."""
    return tuple(Number(decimal_of(value)) for value in response.correct if isinstance(value, Fraction))


def _touches(program: Program, response: Response) -> list[Touch]:
    """Return what rules do with a number; a mapping and a right value are seen as comparing with constants."""
    touches = []
    for touch in program.touches.get(response.name, ()):
        if touch.kind == "mapped" and response.worths is not None:
            keys = [entry.key for entry in response.worths.entries]
            touches += [Touch("number", key, low=key, high=key) for key in keys]
        elif touch.kind != "null":
            touches.append(touch)
    return touches


def _pieces(touches: Sequence[Touch], *, is_whole: bool) -> Iterator[_Piece]:
    cuts = sorted({end for touch in touches for end in (touch.low, touch.high) if end is not None})
    if is_whole:
        near = ((floor(cut) - 1, floor(cut), ceil(cut), ceil(cut) + 1) for cut in cuts)
        cuts = sorted({Fraction(one) for several in near for one in several})
    yield _Piece(cuts[0] - 2, cuts[0], cuts[0] - 1)
    for place, cut in enumerate(cuts):
        yield _Piece(cut, cut, cut)
        after = cuts[place + 1] if place + 1 < len(cuts) else cut + 2
        if not is_whole or after - cut > 1:
            yield _Piece(cut, after, cut + 1 if is_whole else (cut + after) / 2)


def _of_pieces(
    program: Program, response: Response, pieces: Sequence[_Piece], touches: Sequence[Touch]
) -> Marking:
    name, declared = response.name, _declared(response)
    scores = [program.score({name: piece.trial}) for piece in pieces]
    marks = max(scores)
    none = program.score({name: None})
    if marks <= 0 or none > 0:
        return without_key(declared)
    if any(score not in (0, marks) for score in scores) or scores[0] or scores[-1]:
        return not_understood("rules", declared)
    accepted = list(_runs(pieces, [score == marks for score in scores]))
    is_rounded = any(touch.is_open for touch in touches)
    if not all(run[0].is_point and (run[-1].is_point or is_rounded) for run in accepted):
        return not_understood("bounds", declared)
    spans = [(run[0].low, run[-1].high) for run in accepted]
    for value in response.correct:
        if not any(low <= value <= high for low, high in spans):
            return contradiction(name)
    ways = {"equalRounded": is_rounded, "equal relative": any(touch.is_of_response for touch in touches)}
    remarks = (*below_zero([none]), *(Remark("ambiguous", way) for way, is_taken in ways.items() if is_taken))
    return Marking(Scoring.EXACT, tuple(_numbers(spans, touches)), marks, remarks=remarks)


def _runs(pieces: Sequence[_Piece], accepted: Sequence[bool]) -> Iterator[list[_Piece]]:
    run: list[_Piece] = []
    for piece, is_accepted in zip(pieces, accepted, strict=True):
        if is_accepted:
            run.append(piece)
        elif run:
            yield run
            run = []


def _numbers(spans: Sequence[tuple[Fraction, Fraction]], touches: Sequence[Touch]) -> Iterator[Number]:
    """Yield the accepted spans as the file has them, in its order; what it has no number for is named by its middle."""
    left = dict.fromkeys(spans)
    for touch in touches:
        span = (touch.low, touch.high)
        if touch.low is None or touch.high is None or span not in left:
            continue
        middle = (touch.low + touch.high) / 2
        value = touch.value if isinstance(touch.value, Fraction) else middle
        if touch.share is not None and value:
            yield Number(decimal_of(value), decimal_of(touch.share), is_relative=True)
        elif middle == value:
            yield Number(decimal_of(value), decimal_of(touch.high - value))
        else:
            continue
        del left[(touch.low, touch.high)]
    for low, high in left:
        yield Number(decimal_of((low + high) / 2), decimal_of((high - low) / 2))
