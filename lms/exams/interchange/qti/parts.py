"""How items of several parts are marked: pairs and gaps, each part of which may earn its share.

Rules are tried with every combination of the values that they tell apart, so that what is said of them is proven. Where
that would be too many, only rules that look at one part at a time are believed, with fewer trials.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from lms.exams.interchange.drafts import Remark, Scoring
from lms.exams.interchange.qti.declarations import NUMBERS, Response, Worths
from lms.exams.interchange.qti.rules import Program
from lms.exams.interchange.qti.scoring import (
    WRONG,
    Marking,
    Rule,
    below_zero,
    contradiction,
    is_exact,
    mapped_worths,
    not_understood,
    without_key,
    without_rule,
)

MOST_TRIALS = 4096
_OUTSIDE = Fraction(10**12) + Fraction(1, 7)  # a number that no item asks for

# --- pairs ----------------


def of_pairs(rule: Rule, response: Response, key: Mapping[str, str]) -> Marking:
    """Return the marking of pairs. `key` has for each option its right pair as the file writes it."""
    settled = without_rule(rule, dict(key), is_clear=bool(response.correct) and response.worths is None)
    if settled is not None or rule.program is None:
        return settled or not_understood(rule.reason)
    marks = is_exact(rule.program, response)
    if marks is not None:
        return Marking(Scoring.EXACT, dict(key), marks)
    worths = mapped_worths(rule.program, response, "mapped")
    if worths is not None:
        return _of_mapped_pairs(worths, key)
    return _of_tried_pairs(rule, response, key)


def without_pairs(rule: Rule, response: Response) -> Marking:
    """Return the marking of an item that names no right pair: what its rules compare with is not looked for."""
    if rule.is_by_hand:
        return Marking(Scoring.BY_HAND, None, rule.most or Fraction(1))
    touches = rule.program.touches.get(response.name, ()) if rule.program is not None else ()
    has_rule = any(touch.kind != "null" and touch.value is not None for touch in touches)
    return not_understood("rules") if has_rule else without_key()


def _of_mapped_pairs(worths: Worths, key: Mapping[str, str]) -> Marking:
    right = set(key.values())
    others = [entry.worth for entry in worths.entries if entry.key not in right]
    weights = {option: worths.of(pair) for option, pair in key.items()}
    total = sum(weights.values(), Fraction(0))
    if worths.default < 0 or any(worth < 0 for worth in others):
        return _penalties(dict(key))
    is_plain = not any(others) and worths.default == 0 and all(weight > 0 for weight in weights.values())
    if not is_plain or worths.bounded(total) != total or worths.bounded(Fraction(0)) != 0:
        return not_understood("mapping", dict(key))
    return _shared(weights, dict(key), total)


def _penalties(key: Any = None) -> Marking:
    """Return the marking of parts of which a wrong one costs marks: here it earns nothing, so the rule is not held."""
    return Marking(Scoring.UNSCORED, key, remarks=(Remark("penalties_not_held"),))


def _shared(weights: Mapping[str, Fraction], key: Any, marks: Fraction) -> Marking:
    """Return the marking of parts that earn this much each; equal ones need no weights."""
    if len(set(weights.values())) == 1:
        return Marking(Scoring.PER_PART, key, marks)
    return Marking(Scoring.MAPPED, key, marks, dict(weights))


def _of_tried_pairs(rule: Rule, response: Response, key: Mapping[str, str]) -> Marking:
    program, full = rule.program, frozenset(key.values())
    choices = [
        [pair, *_mentioned(program, response, option, pair), f"{option} {WRONG}", None]
        for option, pair in key.items()
    ]
    count = prod(len(values) for values in choices)
    if program is None or count > MOST_TRIALS or not rule.budget.takes(program, count):
        return not_understood("size", dict(key))
    scores = {}
    for values in product(*choices):
        chosen = frozenset(value for value in values if value is not None)
        scores[chosen] = program.score({response.name: chosen or None})
    marks = max(scores.values())
    if marks <= 0:
        return without_key(dict(key))
    if scores[full] != marks:
        return contradiction(response.name)
    if min(scores.values()) < 0:
        return _penalties(dict(key))
    if all(score == 0 for chosen, score in scores.items() if chosen != full):
        return Marking(Scoring.EXACT, dict(key), marks)
    weights = {option: marks - scores[full - {pair}] for option, pair in key.items()}
    for chosen, score in scores.items():
        if score != sum((weights[option] for option, pair in key.items() if pair in chosen), Fraction(0)):
            return not_understood("rules", dict(key))
    return _shared(weights, dict(key), marks)


def _mentioned(program: Program | None, response: Response, option: str, right: str) -> list[str]:
    """Return the other pairs of an option that rules tell from the rest."""
    touches = program.touches.get(response.name, ()) if program is not None else ()
    entries = response.worths.entries if response.worths is not None else ()
    values: list[Any] = [touch.value for touch in touches] + [entry.key for entry in entries]
    flat = [one for value in values for one in (value if isinstance(value, (frozenset, tuple)) else (value,))]
    pairs = (one for one in flat if isinstance(one, str) and option in one.split() and one != right)
    return list(dict.fromkeys(pairs))


# --- gaps ----------------


@dataclass(frozen=True, slots=True)
class Source:
    """One gap: its response, and the names that it may be filled with if it is filled from a list."""

    response: Response
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Trials:
    """The rules of gaps, with what has been tried of them."""

    program: Program
    sources: Sequence[Source]
    scores: dict[tuple[Any, ...], Fraction] = field(default_factory=dict)

    def score(self, values: tuple[Any, ...]) -> Fraction:
        """Return the marks when the gaps are filled so."""
        if values not in self.scores:
            names = (source.response for source in self.sources)
            filled = {
                response.name: value
                if response.cardinality == "single" or value is None
                else frozenset({value})
                for response, value in zip(names, values, strict=True)
            }
            self.scores[values] = self.program.score(filled)
        return self.scores[values]


class _Unclear(Exception):
    """The values that rules tell apart are not known."""


def of_gaps(rule: Rule, sources: Sequence[Source]) -> Marking:
    """Return the marking of gaps. Its key has for each gap the accepted values with their shares."""
    declared = tuple(_declared(source.response) for source in sources)
    key = declared if all(declared) else None
    several = next((one.response.name for one in sources if _names_several(one.response)), "")
    if several and key and rule.program and rule.program.is_touched_only_by(several, "correct"):
        return Marking(Scoring.UNSCORED, key, remarks=contradiction(several).remarks)
    is_clear = all(_says_one_thing(source.response) for source in sources)
    settled = without_rule(rule, key, is_clear=is_clear)
    if settled is not None or rule.program is None:
        return settled or not_understood(rule.reason)
    try:
        candidates = [_candidates(rule.program, source) for source in sources]
    except _Unclear as unclear:
        return not_understood(str(unclear), key)
    trials = _Trials(rule.program, sources)
    if not _try(rule, trials, candidates):
        return not_understood("size", key)
    costs = _without_costs(trials) if len(sources) == 1 else ()
    marking = _of_tried_gaps(trials, candidates)
    if marking.key is not None:
        marking = replace(marking, remarks=costs)
    if not _leaves_as_wrong(rule, trials, candidates):
        marking = not_understood("isNull")
    if marking.key is None:
        return Marking(marking.scoring, key, marking.marks, remarks=marking.remarks)
    return _consistent(marking, sources, rule.program)


def _without_costs(trials: _Trials) -> tuple[Remark, ...]:
    """Take what a single gap costs as nothing, which is the least that a question earns here; return what is said."""
    said = below_zero(trials.scores.values())
    trials.scores.update({values: max(score, Fraction(0)) for values, score in trials.scores.items()})
    return said


def _declared(response: Response) -> dict[Any, Fraction]:
    """Return what a gap calls right; where it names no value, what its mapping rewards, with the best as the whole."""
    if response.correct or response.worths is None:
        return {value: Fraction(1) for value in response.correct}
    earning = {entry.key: entry.worth for entry in response.worths.entries if entry.worth > 0}
    return {value: worth / max(earning.values()) for value, worth in earning.items()}


def _says_one_thing(response: Response) -> bool:
    """Return whether a gap has right values only, or a mapping that gives just these values the same worth."""
    worths = response.worths
    if worths is None:
        return True
    earning = [entry for entry in worths.entries if entry.worth > 0]
    is_even = len({entry.worth for entry in earning}) == 1 and worths.default <= 0
    return is_even and {entry.key for entry in earning} == set(response.correct)


def _names_several(response: Response) -> bool:
    """Return whether several values are called right where one is given: as a whole, no answer is equal to them."""
    return response.cardinality != "ordered" and len(response.correct) > 1


def _consistent(marking: Marking, sources: Sequence[Source], program: Program) -> Marking:
    """Return a marking, unless the file calls something right that it does not reward fully."""
    for source, accepted in zip(sources, marking.key, strict=True):
        whole = {value for value, share in accepted.items() if share == 1}
        if minds_case(program, source.response) is False:
            whole |= {value for value in source.response.correct if _folded(value) in map(_folded, whole)}
        if not whole.issuperset(source.response.correct):
            return contradiction(source.response.name)
    return marking


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _candidates(program: Program, source: Source) -> list[Any]:
    """Return the values of a gap that rules tell apart, and at the end one for all others."""
    response = source.response
    if source.names:
        return [*source.names, WRONG]
    values: list[Any] = []
    for touch in program.touches.get(response.name, ()):
        if touch.kind == "mapped" and response.worths is not None:
            values += [entry.key for entry in response.worths.entries]
        elif touch.kind in ("correct", "text", "member"):
            values += touch.value if isinstance(touch.value, (frozenset, tuple)) else [touch.value]
        elif touch.kind == "number" and touch.low == touch.high:
            values.append(touch.value)
        elif touch.kind != "null":
            raise _Unclear(touch.kind)
    known = sorted({value for value in values if value is not None}, key=str)
    if not known:
        raise _Unclear(response.name)
    return [*known, _OUTSIDE if response.base in NUMBERS else WRONG]


def _try(rule: Rule, trials: _Trials, candidates: Sequence[list[Any]]) -> bool:
    """Try what has to be tried; return whether that was possible."""
    program = trials.program
    count = prod(len(values) for values in candidates)
    if count <= MOST_TRIALS:
        if not rule.budget.takes(program, count + 1):
            return False
        for values in product(*candidates):
            trials.score(values)
        return True
    is_simple = program.is_separate or all(
        program.is_touched_only_by(source.response.name, "correct") for source in trials.sources
    )
    few = sum(len(values) for values in candidates) * 4
    if not is_simple or not rule.budget.takes(program, few):
        return False
    for values in _few(trials, candidates):
        trials.score(values)
    return True


def _few(trials: _Trials, candidates: Sequence[list[Any]]) -> Iterator[tuple[Any, ...]]:
    """Yield the best values with each gap changed, none with each gap filled, and ever fewer right ones."""
    best, none = [values[0] for values in candidates], [values[-1] for values in candidates]
    for place, values in enumerate(candidates):
        best[place] = max(values, key=lambda value, place=place: trials.score(_with(best, place, value)))  # type: ignore[misc]
    for start in (best, none):
        for place, values in enumerate(candidates):
            yield from (_with(start, place, value) for value in values)
    for place in range(len(candidates) + 1):
        yield (*best[:place], *none[place:])


def _with(values: Sequence[Any], place: int, value: Any) -> tuple[Any, ...]:
    return (*values[:place], value, *values[place + 1 :])


def _of_tried_gaps(trials: _Trials, candidates: Sequence[list[Any]]) -> Marking:
    marks = max(trials.scores.values())
    none = tuple(values[-1] for values in candidates)
    if marks <= 0:
        return without_key()
    if trials.score(none) < 0:
        return _penalties()
    if trials.score(none) != 0 or trials.score((None,) * len(candidates)) != 0:
        return not_understood("isNull")
    best = next(values for values, score in trials.scores.items() if score == marks)
    lost = [
        {value: marks - trials.score(_with(best, place, value)) for value in values}
        for place, values in enumerate(candidates)
    ]
    if not all(one[values[-1]] > 0 for one, values in zip(lost, candidates, strict=True)):
        return not_understood("gaps")  # nothing is lost where one of them is wrong
    if len(candidates) > 1 and _is_all_or_nothing(trials.scores, lost, marks):
        key = tuple({value: Fraction(1) for value, loss in one.items() if loss == 0} for one in lost)
        return Marking(Scoring.EXACT, key, marks)
    return _of_separate_gaps(trials, candidates, lost, marks)


def _leaves_as_wrong(rule: Rule, trials: _Trials, candidates: Sequence[list[Any]]) -> bool:
    """Return whether gaps that were left alone earn what wrong ones do: here they always do."""
    wrong = [values[-1] for values in candidates]
    tried = [(values, score) for values, score in trials.scores.items() if None not in values]
    if not rule.budget.takes(trials.program, len(tried)):
        return False
    return all(trials.score(_left_alone(values, wrong)) == score for values, score in tried)


def _left_alone(values: Sequence[Any], wrong: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(None if value == other else value for value, other in zip(values, wrong, strict=True))


def _is_all_or_nothing(
    scores: Mapping[tuple[Any, ...], Fraction], lost: Sequence[Mapping[Any, Fraction]], marks: Fraction
) -> bool:
    for values, score in scores.items():
        if None in values:
            continue
        is_right = all(one[value] == 0 for one, value in zip(lost, values, strict=True))
        if score != (marks if is_right else 0):
            return False
    return True


def _of_separate_gaps(
    trials: _Trials, candidates: Sequence[list[Any]], lost: Sequence[Mapping[Any, Fraction]], marks: Fraction
) -> Marking:
    """Return the marking of gaps each of which earns its own share."""
    for values, score in trials.scores.items():
        if None not in values and score != marks - sum(
            one[value] for one, value in zip(lost, values, strict=True)
        ):
            return not_understood("rules")
    weights = [one[values[-1]] for one, values in zip(lost, candidates, strict=True)]
    key = tuple(_shares(one, weight) for one, weight in zip(lost, weights, strict=True))
    shares = [share for one in key for share in one.values()]
    if min(shares) < 0:
        return _penalties()
    if max(shares) > 1:
        return not_understood("mapping")
    is_whole = len(weights) == 1 and all(share == 1 for share in key[0].values())
    if is_whole:
        return Marking(Scoring.EXACT, key, marks)
    return _shared({str(place): weight for place, weight in enumerate(weights, start=1)}, key, marks)


def _shares(lost: Mapping[Any, Fraction], weight: Fraction) -> dict[Any, Fraction]:
    return {value: 1 - loss / weight for value, loss in lost.items() if loss != weight}


def minds_case(program: Program | None, response: Response) -> bool | None:
    """Return whether capital letters count in a gap; None if that differs between its values."""
    touches = program.touches.get(response.name, ()) if program is not None else ()
    found: dict[bool, bool] = {}
    for touch in touches:
        if touch.kind == "mapped" and response.worths is not None:
            for entry in response.worths.entries:
                found[entry.is_case_sensitive] = found.get(entry.is_case_sensitive, False) or _has_case(
                    entry.key
                )
        elif touch.kind != "null":
            found[touch.is_case_sensitive] = True
    if len(found) < 2:
        return next(iter(found), False)
    return None if found[True] and found[False] else found[True]


def _has_case(value: Any) -> bool:
    return isinstance(value, str) and value.lower() != value.upper()
