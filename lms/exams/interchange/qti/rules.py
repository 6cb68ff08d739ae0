"""Response processing as a function from responses to SCORE, and what it does with each response on the way.

Rules are understood by what they do, not by how they are written: an item's rules become one `Program`, which scoring
tries with responses. Only what flows into SCORE counts; anything there that is not known makes them not understood.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from typing import Any

from lms.exams.interchange.qti import xml
from lms.exams.interchange.qti.declarations import NUMBERS, Outcome, Response
from lms.exams.interchange.qti.expressions import SCORE, Expressions, is_place
from lms.exams.interchange.qti.operators import NotUnderstood, Touch

MOST_ELEMENTS = 6000
SETTERS = ("set-outcome-value", "lookup-outcome-value")
_BRANCHES = ("response-if", "response-else-if", "response-else")
# Shows or hides a hint, keeps a note for reports: nothing of it is a mark.
_WITHOUT_EFFECT = ("comment", "")


@dataclass(slots=True)
class State:
    """The variables while rules run. `mapped` stands in for what a mapping would give."""

    responses: Mapping[str, Any]
    outcomes: dict[str, Any]
    mapped: Mapping[str, Fraction] = field(default_factory=dict)


Step = Callable[[State], None]
Expression = Callable[[State], Any]


class _Exit(Exception):
    """The rules end here."""


@dataclass(frozen=True, slots=True)
class Program:
    """Rules that were understood. `touches` says what they do with each response, `size` what one run costs."""

    steps: tuple[Step, ...]
    defaults: Mapping[str, Any]
    touches: Mapping[str, tuple[Touch, ...]]
    size: int
    is_separate: bool  # no rule looks at two responses
    is_by_place: bool  # no rule looks at two places of an order

    def score(self, responses: Mapping[str, Any], mapped: Mapping[str, Fraction] | None = None) -> Fraction:
        """Return the marks of a response; nothing set is no mark."""
        state = State(responses, dict(self.defaults), mapped or {})
        try:
            for step in self.steps:
                step(state)
        except _Exit:
            pass
        result = state.outcomes.get(SCORE)
        return result if isinstance(result, Fraction) else Fraction(0)

    def is_touched_only_by(self, name: str, *kinds: str) -> bool:
        """Return whether rules look at a response, and in these ways only."""
        touches = self.touches.get(name, ())
        return bool(touches) and all(touch.kind in (*kinds, "null") for touch in touches)


def program_of(
    rules: list[Any], responses: Mapping[str, Response], outcomes: Mapping[str, Outcome]
) -> Program:
    """Return the program of response rules.

    :raises NotUnderstood: something in them that may decide over marks is not known here.
    """
    if next(islice((one for rule in rules for one in rule.iter()), MOST_ELEMENTS, None), None) is not None:
        raise NotUnderstood(f"> {MOST_ELEMENTS}")
    compiler = _Compiler(rules, responses, outcomes)
    steps = tuple(compiler.steps(rules))
    if not compiler.sets_score:
        raise NotUnderstood(SCORE)
    return Program(
        steps=steps,
        defaults={name: outcome.default for name, outcome in outcomes.items()},
        touches={name: tuple(found) for name, found in compiler.expressions.touches.items()},
        size=compiler.expressions.count,
        is_separate=all(len(_responses_in(rule, responses)) <= 1 for rule in rules),
        is_by_place=all(sum(map(is_place, xml.descendants(rule, "index"))) <= 1 for rule in rules),
    )


def _responses_in(rule: Any, responses: Mapping[str, Response]) -> set[str]:
    return {one.get("identifier", "") for one in rule.iter() if one.get("identifier") in responses}


class _Compiler:
    """Turns the elements of rules into steps."""

    def __init__(
        self, rules: list[Any], responses: Mapping[str, Response], outcomes: Mapping[str, Outcome]
    ) -> None:
        self.expressions = Expressions(responses, outcomes)
        self._outcomes = outcomes
        self._counting = _counting(rules)
        self.sets_score = False

    def steps(self, rules: list[Any]) -> Iterator[Step]:
        """Yield the steps of rules, without those that no mark depends on."""
        for rule in rules:
            step = self._step(rule)
            if step is not None:
                yield step

    def _step(self, rule: Any) -> Step | None:
        self.expressions.count_node()
        name = xml.name_of(rule)
        if name in SETTERS:
            return self._setter(rule, name)
        if name == "response-condition":
            return self._condition(rule)
        if name == "response-processing-fragment":
            return self._all_of(tuple(self.steps(xml.children(rule))))
        if name == "exit-response":
            return _leave
        if name in _WITHOUT_EFFECT:
            return None
        raise NotUnderstood(name)

    def _setter(self, rule: Any, name: str) -> Step | None:
        outcome = xml.attribute(rule, "identifier")
        if outcome not in self._counting:
            return None
        self.sets_score = self.sets_score or outcome == SCORE
        parts = xml.children(rule)
        if len(parts) != 1:
            raise NotUnderstood(name)
        value = self.expressions.compiled(parts[0])
        if name == "lookup-outcome-value":
            value = self._looked_up(outcome, value)
        elif self._is_number(outcome):
            value = _as_number(value)

        def step(state: State) -> None:
            state.outcomes[outcome] = value(state)

        return step

    def _is_number(self, outcome: str) -> bool:
        declared = self._outcomes.get(outcome)
        return outcome == SCORE or (declared is not None and declared.base in NUMBERS)

    def _looked_up(self, outcome: str, value: Expression) -> Expression:
        declared = self._outcomes.get(outcome)
        if declared is None or not declared.table:
            raise NotUnderstood("lookup-outcome-value")
        return lambda state: _from_table(declared, value(state))

    def _condition(self, rule: Any) -> Step | None:
        if not any(_is_counting(one, self._counting) for one in rule.iter()):
            return None
        branches = [self._branch(branch) for branch in xml.children(rule)]

        def step(state: State) -> None:
            for condition, inner in branches:
                if condition is None or condition(state) is True:
                    for one in inner:
                        one(state)
                    return

        return step

    def _branch(self, branch: Any) -> tuple[Expression | None, tuple[Step, ...]]:
        name, parts = xml.name_of(branch), xml.children(branch)
        if name not in _BRANCHES:
            raise NotUnderstood(name)
        if name == "response-else":
            return None, tuple(self.steps(parts))
        if not parts:
            raise NotUnderstood(name)
        return self.expressions.compiled(parts[0]), tuple(self.steps(parts[1:]))

    @staticmethod
    def _all_of(inner: tuple[Step, ...]) -> Step:
        def step(state: State) -> None:
            for one in inner:
                one(state)

        return step


def _leave(_state: State) -> None:
    raise _Exit


def _as_number(value: Expression) -> Expression:
    """Return an expression whose truth or text is no number; an integer base may be written with decimals."""

    def number(state: State) -> Any:
        result = value(state)
        return result if isinstance(result, Fraction) else None

    return number


def _from_table(outcome: Outcome, value: Any) -> Fraction | None:
    if not isinstance(value, Fraction):
        return outcome.otherwise
    for source, target, includes in outcome.table:
        if outcome.is_matched and value == source:
            return target
        if not outcome.is_matched and (value > source or (includes and value == source)):
            return target
    return outcome.otherwise


# --- which outcomes decide over marks ----------------


def _is_counting(element: Any, counting: set[str]) -> bool:
    name = xml.name_of(element)
    return name == "exit-response" or (name in SETTERS and xml.attribute(element, "identifier") in counting)


def _counting(rules: list[Any]) -> set[str]:
    """Return SCORE and every outcome that flows into it, through values or through conditions."""
    flows = [flow for rule in rules for flow in _flows(rule, frozenset())]
    counting = {SCORE}
    grows = True
    while grows:
        used = {name for outcome, names in flows if outcome in counting for name in names}
        grows = not used <= counting
        counting |= used
    return counting


def _flows(rule: Any, guards: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield for each outcome that is set what its value depends on. Leaving early makes everything depend on it."""
    name = xml.name_of(rule)
    if name in SETTERS:
        yield xml.attribute(rule, "identifier"), guards | _used(rule)
    elif name == "exit-response":
        yield SCORE, guards
    elif name == "response-condition":
        for branch in xml.children(rule):
            parts = xml.children(branch)
            if xml.name_of(branch) != "response-else" and parts:
                guards, parts = guards | _used(parts[0]), parts[1:]
            for part in parts:
                yield from _flows(part, guards)
    else:
        for part in xml.children(rule):
            yield from _flows(part, guards)


def _used(element: Any) -> frozenset[str]:
    return frozenset(xml.attribute(one, "identifier") for one in xml.descendants(element, "variable"))
