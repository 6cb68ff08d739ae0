"""How an item is marked: its rules are found, tried with responses, and only what they prove to do becomes a scoring.

`Rule` is what an item says of marking at all, `Marking` what that means for a kind. A right value that the file gives
but that its own rule does not reward contradicts itself: such an item is kept unscored and without a key.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from itertools import chain, combinations
from typing import Any

from lxml import etree

from lms.exams.interchange.drafts import Remark, Scoring
from lms.exams.interchange.qti import xml
from lms.exams.interchange.qti.declarations import NUMBERS, Outcome, Response, Worths, most_marks
from lms.exams.interchange.qti.expressions import SCORE
from lms.exams.interchange.qti.operators import NotUnderstood
from lms.exams.interchange.qti.rules import SETTERS, Program, program_of
from lms.exams.interchange.qti.values import decimal_of

MOST_TOTALS = 500
MOST_SUBSETS_OF = 10
LEAST_DIGIT = Fraction(1, 100)  # to which shares of a mark are rounded
MOST_STEPS = 300_000  # of one item
FIRST_STEPS, STEPS_FOR_A_BYTE = 4_000_000, 0.3  # of one file; whoever brings more to read may take longer
MOST_PROGRAMS, LONGEST_KNOWN_RULES = 64, 4_000  # that a file's reader remembers
WRONG = "\x00"  # a value that no item declares
_MATCH = (
    "<response-condition><response-if><match><variable identifier='{0}'/><correct identifier='{0}'/></match>"
    "<set-outcome-value identifier='SCORE'>{1}</set-outcome-value></response-if></response-condition>"
)
_MAP = (
    "<response-condition><response-if><is-null><variable identifier='{0}'/></is-null>"
    "<set-outcome-value identifier='SCORE'><base-value base-type='float'>0</base-value></set-outcome-value>"
    "</response-if><response-else><set-outcome-value identifier='SCORE'><{1} identifier='{0}'/></set-outcome-value>"
    "</response-else></response-condition>"
)
_ONE, _MOST = "<base-value base-type='float'>1</base-value>", "<variable identifier='MAXSCORE'/>"
_TEMPLATES = {
    "match_correct": (_MATCH, _ONE),
    "map_response": (_MAP, "map-response"),
    "map_response_point": (_MAP, "map-response-point"),
    "cc2_match": (_MATCH, _ONE),
    "cc2_match_basic": (_MATCH, _MOST),
    "cc2_map_response": (_MAP, "map-response"),
}


@dataclass(slots=True)
class Budget:
    """How many steps of trying rules a file has left; a hostile one does not get more. It remembers its programs."""

    left: float = FIRST_STEPS
    programs: dict[Any, Program] = field(default_factory=dict)

    def earns(self, size: int) -> None:
        """Allow for so many bytes that are read."""
        self.left += size * STEPS_FOR_A_BYTE

    def takes(self, program: Program, runs: int) -> bool:
        """Return whether so many runs may be made, and count them."""
        steps = program.size * runs
        if steps > MOST_STEPS or steps > self.left:
            return False
        self.left -= steps
        return True


@dataclass(frozen=True, slots=True)
class Rule:
    """What an item says of marking: a program, or why there is none."""

    program: Program | None = None
    is_absent: bool = False
    is_by_hand: bool = False
    reason: str = ""
    most: Fraction | None = None
    budget: Budget = field(default_factory=Budget)


@dataclass(frozen=True, slots=True)
class Marking:
    """What a rule means for a kind: `key` holds names or values as the file has them."""

    scoring: Scoring
    key: Any = None
    marks: Fraction = Fraction(1)
    weights: Mapping[str, Fraction] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()


def rule_of(
    item: Any, responses: Mapping[str, Response], outcomes: Mapping[str, Outcome], budget: Budget
) -> Rule:
    """Return what an item says of marking."""
    most = most_marks(outcomes)
    score = outcomes.get("SCORE")
    processing = xml.child(item, "response-processing")
    if score is not None and score.is_external:
        return Rule(is_by_hand=True, most=most, budget=budget)
    if processing is None or not (len(processing) or _template_names(processing)):
        return Rule(is_absent=True, most=most, budget=budget)
    try:
        program = _program(processing, responses, outcomes, budget)
    except NotUnderstood as error:
        is_absent = str(error) == SCORE and not _sets_a_number(processing, outcomes)
        return Rule(is_absent=is_absent, reason=str(error), most=most, budget=budget)
    return Rule(program, most=most, budget=budget)


def _program(
    processing: Any, responses: Mapping[str, Response], outcomes: Mapping[str, Outcome], budget: Budget
) -> Program:
    """Return the program of an item; items of one tool often have the same rules and the same right value.

    :raises NotUnderstood: see `program_of`.
    """
    same = (etree.tostring(processing, with_tail=False), *responses.values(), *outcomes.items())
    known = budget.programs.get(same)
    if known is None:
        known = program_of(_rules(processing, responses), responses, outcomes)
        if len(budget.programs) < MOST_PROGRAMS and len(same[0]) < LONGEST_KNOWN_RULES:
            budget.programs[same] = known
    return known


def _sets_a_number(processing: Any, outcomes: Mapping[str, Outcome]) -> bool:
    """Return whether rules give any number; those that only choose what is said of a response mark nothing."""
    names = (xml.attribute(one, "identifier") for one in xml.descendants(processing, *SETTERS))
    return any(name not in outcomes or outcomes[name].base in NUMBERS for name in names)


def _template_names(processing: Any) -> list[str]:
    """Return the last parts of the addresses of templates, as every version and spelling of them ends."""
    addresses = (xml.attribute(processing, name) for name in ("template", "template-location"))
    ends = (
        address.rstrip("/").replace("\\", "/").rpartition("/")[2].lower() for address in addresses if address
    )
    return [end.removesuffix(".xml") for end in ends]


def _rules(processing: Any, responses: Mapping[str, Response]) -> list[Any]:
    names = _template_names(processing)
    known = next((name for name in names if name in _TEMPLATES), None)
    if known is not None:
        return _template(known, _templated_response(responses))
    if names and not len(processing):
        raise NotUnderstood(names[0])
    return xml.children(processing)


def _templated_response(responses: Mapping[str, Response]) -> str:
    """Return the response that templates speak of: RESPONSE, or the only one there is."""
    return "RESPONSE" if "RESPONSE" in responses or len(responses) != 1 else next(iter(responses))


@lru_cache(maxsize=256)
def _template(name: str, response: str) -> list[Any]:
    pattern, part = _TEMPLATES[name]
    root = etree.fromstring(f"<rules>{pattern.format('X', part)}</rules>")
    for one in root.iter():
        if one.get("identifier") == "X":
            one.set("identifier", response)
    return list(root)


# --- answers that every kind shares ----------------


def not_understood(detail: str, key: Any = None) -> Marking:
    """Return that nobody knows how to mark; what the file calls right is kept to look at."""
    return Marking(Scoring.UNSCORED, key, remarks=(Remark("scoring_not_understood", detail),))


def without_rule(rule: Rule, key: Any, *, is_clear: bool) -> Marking | None:
    """Return the marking of an item whose rules are not to be tried; None if they are.

    A right value without any rule is marked all or nothing, and that is said: the standard leaves it to the platform.
    """
    if rule.is_by_hand:
        return Marking(Scoring.BY_HAND, key, rule.most or Fraction(1))
    if rule.is_absent and key and is_clear:
        return Marking(Scoring.EXACT, key, rule.most or Fraction(1), remarks=(Remark("no_rule"),))
    if rule.is_absent:
        return not_understood("responseProcessing", key)
    return not_understood(rule.reason, key) if rule.program is None else None


def contradiction(name: str) -> Marking:
    """Return the marking of an item whose right value its own rule does not reward."""
    return Marking(Scoring.UNSCORED, None, remarks=(Remark("ambiguous", f"correctResponse {name}"),))


def without_key(key: Any = None) -> Marking:
    """Return the marking of an item whose rule rewards nothing. With a key in the file, it was not understood."""
    if key:
        return not_understood("rules", key)
    return Marking(Scoring.UNSCORED, key, remarks=(Remark("no_key"),))


def mapped_worths(program: Program, response: Response, kind: str) -> Worths | None:
    """Return what values are worth in marks, if marks are what the mapping gives: so many times as much, within bounds.

    That is tried with every total that the mapping can give.
    """
    name, worths = response.name, response.worths
    if worths is None or not program.is_touched_only_by(name, kind):
        return None

    def marks(total: Fraction) -> Fraction:
        return program.score({name: WRONG}, {name: total})

    little, much = Fraction(1, 10**6), Fraction(10**6)
    factor, lowest, highest = marks(little) / little, marks(-much), marks(much)
    if factor <= 0 or lowest > 0:
        return None
    for total in _totals(worths):
        if marks(total) != min(max(total * factor, lowest), highest):
            return None
    return _within(worths.times(factor), lowest, highest, much * factor)


def _within(worths: Worths, lowest: Fraction, highest: Fraction, unbounded: Fraction) -> Worths:
    """Return a mapping within the bounds of its own and those that rules set."""
    if lowest > -unbounded:
        worths = replace(worths, lowest=lowest if worths.lowest is None else max(lowest, worths.lowest))
    if highest < unbounded:
        worths = replace(worths, highest=highest if worths.highest is None else min(highest, worths.highest))
    return worths


def _totals(worths: Worths) -> set[Fraction]:
    """Return the sums that a mapping can give, up to many of them."""
    totals = {Fraction(0)}
    for worth in [worths.default, *(one.worth for one in (*worths.entries, *worths.areas))]:
        totals |= {worths.bounded(total + worth) for total in totals}
        if len(totals) > MOST_TOTALS:
            break
    return totals


def is_exact(program: Program, response: Response) -> Fraction | None:
    """Return the marks for the right value if rules only ask whether a response is it; None if they do more."""
    name = response.name
    if not program.is_touched_only_by(name, "correct") or response.right is None:
        return None
    wrong = (WRONG, WRONG) if response.cardinality == "ordered" else frozenset({WRONG})
    marks = program.score({name: response.right})
    is_clean = marks > 0 and program.score({name: wrong}) == 0 and program.score({name: None}) == 0
    return marks if is_clean else None


# --- choosing among names ----------------


def of_choices(rule: Rule, response: Response, names: Sequence[str], most: int) -> Marking:
    """Return the marking of choices among names, of which at most so many may be chosen; 1 is a single choice."""
    declared = frozenset(response.correct)
    settled = without_rule(rule, declared, is_clear=response.worths is None)
    if settled is not None or rule.program is None:
        return settled or not_understood(rule.reason)
    marks = is_exact(rule.program, response)
    if marks is not None:
        return Marking(Scoring.EXACT, declared, marks)
    worths = mapped_worths(rule.program, response, "mapped")
    if worths is not None:
        marking = of_worths({name: worths.of(name) for name in names}, worths, most)
        marking = _with_whole_marks(marking, rule.most)
    elif most == 1:
        marking = _of_single_trials(rule, response, names)
    else:
        marking = _of_subset_trials(rule, response, names, most)
    return _checked(marking, response, declared)


def _with_whole_marks(marking: Marking, most: Fraction | None) -> Marking:
    """Return a marking whose equal shares, rounded by whoever wrote them, are the whole mark that the item names."""
    gains = [weight for weight in marking.weights.values() if weight > 0]
    if most is None or marking.scoring is not Scoring.MAPPED or len(set(gains)) != 1:
        return marking
    last_digit = Fraction(10) ** int(decimal_of(gains[0]).as_tuple().exponent)
    is_rounded = last_digit <= LEAST_DIGIT and abs(most / len(gains) - gains[0]) < last_digit
    return replace(marking, marks=most) if is_rounded and marking.marks == sum(gains) else marking


def _checked(marking: Marking, response: Response, declared: frozenset[str]) -> Marking:
    """Return a marking, unless the file calls something right that it does not reward fully."""
    if declared and not marking.key and marking.scoring is Scoring.UNSCORED:
        return without_key(declared)
    if not declared or not marking.key or marking.scoring is Scoring.UNSCORED:
        return marking
    if marking.scoring is Scoring.EXACT:
        return marking if declared == marking.key else contradiction(response.name)
    reached = sum((marking.weights.get(name, Fraction(0)) for name in declared), Fraction(0))
    if reached < min(marking.marks, _sum_of_gains(marking.weights)):
        return contradiction(response.name)
    return Marking(marking.scoring, declared, marking.marks, marking.weights, marking.remarks)


def _sum_of_gains(weights: Mapping[str, Fraction]) -> Fraction:
    return sum((weight for weight in weights.values() if weight > 0), Fraction(0))


def of_worths(worths: Mapping[str, Fraction], bounds: Worths, most: int) -> Marking:
    """Return the marking of names that are worth something each. Nothing is marked below 0 here, and that is said."""
    if bounds.lowest is not None and bounds.lowest > 0:
        return not_understood("lowerBound")
    if most == 1:
        return _of_single({name: bounds.bounded(worth) for name, worth in worths.items()})
    gains = sorted((worth for worth in worths.values() if worth > 0), reverse=True)
    marks = bounds.bounded(sum(gains[: most or None], Fraction(0)))
    if marks <= 0:
        return without_key()
    key = frozenset(name for name, worth in worths.items() if worth > 0)
    losses = sorted(worth for worth in worths.values() if worth < 0)
    least = bounds.bounded(sum(losses[: most or None], Fraction(0)))
    return Marking(Scoring.MAPPED, key, marks, dict(worths), below_zero([least]))


def below_zero(scores: Iterable[Fraction]) -> tuple[Remark, ...]:
    """Return what is said of an item of which the file takes more marks than it gave: here nothing is below 0."""
    least = min(scores, default=Fraction(0))
    return (Remark("below_zero", str(decimal_of(least))),) if least < 0 else ()


def _of_single(worths: Mapping[str, Fraction]) -> Marking:
    marks = max(worths.values(), default=Fraction(0))
    if marks <= 0:
        return without_key()
    key = frozenset(name for name, worth in worths.items() if worth == marks)
    if len(key) == 1 and all(worth in (0, marks) for worth in worths.values()):
        return Marking(Scoring.EXACT, key, marks)
    return Marking(Scoring.MAPPED, key, marks, dict(worths), below_zero(worths.values()))


def _of_single_trials(rule: Rule, response: Response, names: Sequence[str]) -> Marking:
    program, declared = rule.program, frozenset(response.correct)
    if program is None or not rule.budget.takes(program, len(names) + 1):
        return not_understood("size", declared)
    none = program.score({response.name: None})
    if none > 0:
        return not_understood("isNull", declared)
    is_single = response.cardinality == "single"
    worths = {
        name: program.score({response.name: name if is_single else frozenset({name})}) for name in names
    }
    marking = _of_single(worths)
    return marking if none == 0 else replace(marking, remarks=below_zero([none, *worths.values()]))


def _of_subset_trials(rule: Rule, response: Response, names: Sequence[str], most: int) -> Marking:
    program, declared = rule.program, frozenset(response.correct)
    if program is None or len(names) > MOST_SUBSETS_OF or not rule.budget.takes(program, 2 ** len(names)):
        return not_understood("size", declared)
    chosen = list(_subsets(names, most or len(names)))
    scores = {one: program.score({response.name: one or None}) for one in chosen}
    marks = max(scores.values())
    if marks <= 0 or scores[frozenset()] > 0:
        return without_key(declared)
    best = [one for one in chosen if scores[one] == marks]
    if len(best) == 1 and all(score == 0 for one, score in scores.items() if one != best[0]):
        return Marking(Scoring.EXACT, best[0], marks)
    weights = _separate_weights(names, scores, min(best, key=len), marks)
    return (
        not_understood("rules", declared)
        if weights is None
        else Marking(
            Scoring.MAPPED,
            frozenset(name for name, weight in weights.items() if weight > 0),
            marks,
            weights,
            below_zero(scores.values()),
        )
    )


def _subsets(names: Sequence[str], most: int) -> Iterable[frozenset[str]]:
    sizes = range(min(most, len(names)) + 1)
    return map(frozenset, chain.from_iterable(combinations(names, size) for size in sizes))


def _separate_weights(
    names: Sequence[str], scores: Mapping[frozenset[str], Fraction], best: frozenset[str], marks: Fraction
) -> dict[str, Fraction] | None:
    """Return what each name adds, if every trial is the sum of that up to the marks; nothing is marked below 0."""
    weights = {}
    for name in names:
        other = best - {name} if name in best else best | {name}
        if other not in scores:
            return None
        weights[name] = marks - scores[other] if name in best else scores[other] - marks
    for one, score in scores.items():
        total = sum((weights[name] for name in one), Fraction(0))
        if max(score, Fraction(0)) != min(max(total, Fraction(0)), marks):
            return None
    return weights
