"""Expressions of response rules: what they are worth in a state, and what they do with the responses they look at."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from lms.exams.interchange.qti import xml
from lms.exams.interchange.qti.declarations import (
    NUMBERS,
    Outcome,
    Response,
    UnusableValue,
    contained,
    value_of,
)
from lms.exams.interchange.qti.operators import (
    COMPARING,
    CONSTANTS,
    OPERATORS,
    WITH_ATTRIBUTES,
    NotUnderstood,
    Touch,
    is_case_sensitive,
    number_touch,
    several,
)
from lms.exams.interchange.qti.values import worth_of

SCORE = "SCORE"
MOST_NODES = 3000
Expression = Callable[[Any], Any]


class Expressions:
    """Compiles expressions, and remembers what they touch."""

    def __init__(self, responses: Mapping[str, Response], outcomes: Mapping[str, Outcome]) -> None:
        self._responses, self._outcomes = responses, outcomes
        self.touches: dict[str, list[Touch]] = {}
        self.count = 0

    def count_node(self) -> None:
        """Count what one run costs."""
        self.count += 1
        if self.count > MOST_NODES:
            raise NotUnderstood(f"> {MOST_NODES}")

    def compiled(self, element: Any) -> Expression:
        """Return the expression of an element.

        :raises NotUnderstood: its operator is not known.
        """
        self.count_node()
        name = xml.name_of(element)
        if name in _LEAVES:
            return _LEAVES[name](self, element)
        if name in COMPARING:
            return self._comparison(element, name)
        if name not in OPERATORS:
            raise NotUnderstood(name)
        parts = [self.compiled(one) for one in xml.children(element)]
        operator = OPERATORS[name](element) if name in WITH_ATTRIBUTES else OPERATORS[name]
        return lambda state: operator([part(state) for part in parts])

    # --- leaves ----------------

    def _variable(self, element: Any) -> Expression:
        name = xml.attribute(element, "identifier")
        if name in self._responses:
            self._touch(name, Touch("other"))
            return lambda state: state.responses.get(name)
        if name not in self._outcomes and name != SCORE:
            raise NotUnderstood(f"variable {name}")
        return lambda state: state.outcomes.get(name)

    def _base_value(self, element: Any) -> Expression:
        """Return a constant that is no answer: a third of a mark that was written out is a third."""
        value = self._constant(element)
        if isinstance(value, Fraction):
            value = worth_of("".join(element.itertext()))
        return lambda _state: value

    def _correct(self, element: Any) -> Expression:
        value = self._constant(element)
        return lambda _state: value

    def _default(self, element: Any) -> Expression:
        outcome = self._outcomes.get(xml.attribute(element, "identifier"))
        value = None if outcome is None else outcome.default
        return lambda _state: value

    def _map_response(self, element: Any) -> Expression:
        name = xml.attribute(element, "identifier")
        response = self._responses.get(name)
        if response is None or response.worths is None or not response.worths.entries:
            raise NotUnderstood(f"map-response {name}")
        self._touch(name, Touch("mapped"))
        worths = response.worths
        if len({(entry.key, entry.is_case_sensitive) for entry in worths.entries}) < len(set(worths.entries)):
            raise NotUnderstood(f"map-entry {name}")

        def mapped(state: Any) -> Fraction:
            if name in state.mapped:
                return state.mapped[name]
            values = several(state.responses.get(name))
            total = sum((worths.of(value) for value in dict.fromkeys(values)), Fraction(0))
            return worths.bounded(total)

        return mapped

    def _map_point(self, element: Any) -> Expression:
        name = xml.attribute(element, "identifier")
        response = self._responses.get(name)
        if response is None or response.worths is None or not response.worths.areas:
            raise NotUnderstood(f"map-response-point {name}")
        self._touch(name, Touch("point"))
        return lambda state: state.mapped.get(name, Fraction(0))

    def _null(self, _element: Any) -> Expression:
        return lambda _state: None

    # --- comparisons of a response with something fixed ----------------

    def _comparison(self, element: Any, name: str) -> Expression:
        parts = xml.children(element)
        if name == "is-null":
            return self._is_null(parts)
        if len(parts) != 2:
            raise NotUnderstood(name)
        operator = COMPARING[name](element)
        response = self._response_among(parts)
        if response is not None:
            self._touch(response.name, self._touch_of(name, element, parts, response))
        values = [self._without_touch(one) if response is not None else self.compiled(one) for one in parts]
        return lambda state: operator(values[0](state), values[1](state))

    def _is_null(self, parts: list[Any]) -> Expression:
        if len(parts) != 1:
            raise NotUnderstood("is-null")
        name = xml.attribute(parts[0], "identifier")
        if xml.name_of(parts[0]) == "variable" and name in self._responses:
            self._touch(name, Touch("null"))
            return lambda state: state.responses.get(name) is None
        value = self.compiled(parts[0])
        return lambda state: value(state) is None

    def _response_among(self, parts: list[Any]) -> Response | None:
        """Return the response of a comparison of one, or of one place of it, with a constant."""
        for one, other in (parts, parts[::-1]):
            variable = _placed(one)
            name = xml.attribute(variable, "identifier")
            is_variable = xml.name_of(variable) == "variable" and name in self._responses
            if is_variable and _is_constant(other):
                return self._responses[name]
        return None

    def _without_touch(self, element: Any) -> Expression:
        self.count_node()
        variable = _placed(element)
        name = xml.attribute(variable, "identifier")
        if is_place(element):
            at = OPERATORS["index"](element)
            return lambda state: at([state.responses.get(name)])
        if xml.name_of(element) == "variable":
            return lambda state: state.responses.get(name)
        value = self._constant(element)
        return lambda _state: value

    def _touch_of(self, name: str, element: Any, parts: list[Any], response: Response) -> Touch:
        other = next(one for one in parts[::-1] if _is_constant(one))
        value = self._constant(other)
        if any(is_place(one) for one in parts):
            return Touch("place" if name == "match" else "other", value)
        if response.base in NUMBERS and isinstance(value, Fraction):
            return number_touch(name, element, value)
        if name in ("member", "contains"):
            return Touch("member", value)
        if name == "match":
            is_right = xml.name_of(other) == "correct" and xml.attribute(other, "identifier") == response.name
            return Touch("correct" if is_right else "text", value)
        if name == "string-match":
            return Touch("text", value, is_case_sensitive(element))
        return Touch("other")

    def _constant(self, element: Any) -> Any:
        """Return the value of an element that depends on no variable."""
        name = xml.name_of(element)
        if name == "base-value":
            base = xml.attribute(element, "base-type")
            try:
                return value_of("".join(element.itertext()), base)
            except UnusableValue as error:
                raise NotUnderstood(f"base-value {error}") from error
        if name == "correct":
            response = self._responses.get(xml.attribute(element, "identifier"))
            if response is None:
                raise NotUnderstood("correct")
            return response.right
        if name == "index":
            return OPERATORS["index"](element)([self._constant(xml.children(element)[0])])
        if name in ("multiple", "ordered"):
            values = tuple(self._constant(one) for one in xml.children(element))
            return contained(name, values)
        raise NotUnderstood(name)

    def _touch(self, name: str, touch: Touch) -> None:
        self.touches.setdefault(name, []).append(touch)


def is_place(element: Any) -> bool:
    """Return whether an expression takes one place of a variable."""
    return _placed(element) is not element


def _is_constant(element: Any) -> bool:
    """Return whether an expression depends on no variable."""
    if xml.name_of(element) != "index":
        return xml.name_of(element) in CONSTANTS
    parts = xml.children(element)
    return len(parts) == 1 and xml.name_of(parts[0]) in ("correct", "ordered")


def _placed(element: Any) -> Any:
    """Return the variable of which an expression takes one place; any other expression is returned as it is."""
    parts = xml.children(element) if xml.name_of(element) == "index" else ()
    return parts[0] if len(parts) == 1 and xml.name_of(parts[0]) == "variable" else element


_LEAVES: dict[str, Callable[[Expressions, Any], Expression]] = {
    "variable": Expressions._variable,
    "base-value": Expressions._base_value,
    "correct": Expressions._correct,
    "default": Expressions._default,
    "map-response": Expressions._map_response,
    "map-response-point": Expressions._map_point,
    "null": Expressions._null,
}
