"""What the operators of response rules do: comparing, joining, counting; three-valued, for there may be no answer."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lms.exams.interchange.qti import xml
from lms.exams.interchange.qti.declarations import contained
from lms.exams.interchange.qti.values import fraction_of


class NotUnderstood(Exception):
    """Something in rules is not known here; the message names it."""


@dataclass(frozen=True, slots=True)
class Touch:
    """One thing that rules do with a response.

    `kind`: "null" asks whether there is one, "correct" compares with the right value, "mapped" and "point" ask the
    mapping, "text" compares with a constant, "number" with everything from `low` to `high`, "bound" asks for more or
    less than a number, "member" for one value among several, "place" for one place of an order; "other" is all else.
    """

    kind: str
    value: Any = None
    is_case_sensitive: bool = True
    low: Fraction | None = None
    high: Fraction | None = None
    share: Fraction | None = None  # of a relative tolerance
    is_open: bool = False  # the upper end is left out, as rounding does
    is_of_response: bool = (
        False  # by the letter, a share of what is answered: authors mean one of the right value
    )


def several(value: Any) -> tuple[Any, ...]:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, (tuple, frozenset)) else (value,)


def is_case_sensitive(element: Any) -> bool:
    return xml.flag(element, "case-sensitive", otherwise=True)


# --- comparing ----------------


def _matches(one: Any, other: Any) -> bool | None:
    if one is None or other is None:
        return None
    if type(one) is not type(other) and frozenset in (type(one), type(other)):
        return frozenset(several(one)) == frozenset(several(other))
    return one == other


def _string_matches(element: Any) -> Callable[[Any, Any], bool | None]:
    is_sensitive = is_case_sensitive(element)
    if xml.flag(element, "substring"):
        raise NotUnderstood("string-match substring")

    def matches(one: Any, other: Any) -> bool | None:
        if one is None or other is None:
            return None
        one, other = str(one), str(other)
        return one == other if is_sensitive else one.casefold() == other.casefold()

    return matches


def _span(element: Any, value: Fraction) -> tuple[Fraction, Fraction, Fraction | None]:
    """Return what `equal` accepts around a value, and the share if its tolerance is relative and the same both ways."""
    mode = xml.attribute(element, "tolerance-mode", "exact").lower()
    if mode == "exact":
        return value, value, None
    numbers = [fraction_of(text) for text in xml.attribute(element, "tolerance").split()]
    if not 1 <= len(numbers) <= 2 or mode not in ("absolute", "relative"):
        raise NotUnderstood("equal tolerance")
    below, above = numbers[0], numbers[-1]
    ends = (xml.flag(element, f"include-{end}-bound", otherwise=True) for end in ("lower", "upper"))
    if below is None or above is None or below < 0 or above < 0 or not all(ends):
        raise NotUnderstood("equal tolerance")
    if below != above and xml.name_of(xml.children(element)[0]) == "variable":
        raise NotUnderstood(
            "equal tolerance"
        )  # the standard counts it from the first, authors from the constant
    if mode == "absolute":
        return value - below, value + above, None
    low, high = sorted((value * (1 - below / 100), value * (1 + above / 100)))
    return low, high, below / 100 if below == above else None


def _rounding(element: Any, value: Fraction) -> tuple[Fraction, Fraction]:
    """Return the numbers that round to the same as a value: the upper one does not belong to them."""
    figures = fraction_of(xml.attribute(element, "figures"))
    mode = xml.attribute(element, "rounding-mode", "significantFigures").lower().replace("-", "")
    if figures is None or figures.denominator != 1 or not 0 <= figures <= 15:
        raise NotUnderstood("equal-rounded figures")
    places = int(figures)
    if mode == "significantfigures":
        if not value or not places:
            raise NotUnderstood("equal-rounded figures")
        places -= _magnitude(abs(value)) + 1
    unit = Fraction(10) ** -places
    rounded = ((value / unit + Fraction(1, 2)) // 1) * unit
    return rounded - unit / 2, rounded + unit / 2


def _magnitude(value: Fraction) -> int:
    power = 0
    while value >= 10:
        value, power = value / 10, power + 1
    while value < 1:
        value, power = value * 10, power - 1
    return power


def number_touch(name: str, element: Any, value: Fraction) -> Touch:
    if name in ("match", "member", "contains"):
        return Touch("number", value, low=value, high=value)
    if name == "equal":
        low, high, share = _span(element, value)
        is_first = xml.name_of(xml.children(element)[0]) == "variable"
        is_of_response = share is not None and is_first
        return Touch("number", value, low=low, high=high, share=share, is_of_response=is_of_response)
    if name == "equal-rounded":
        low, high = _rounding(element, value)
        return Touch("number", value, low=low, high=high, is_open=True)
    if name in ("gt", "gte", "lt", "lte"):
        return Touch("bound", value, low=value, high=value)
    return Touch("other")


def _equals(element: Any) -> Callable[[Any, Any], bool | None]:
    def equals(one: Any, other: Any) -> bool | None:
        if not isinstance(one, Fraction) or not isinstance(other, Fraction):
            return None
        low, high, _share = _span(element, one)
        return low <= other <= high

    _span(element, Fraction(1))
    is_exact = xml.attribute(element, "tolerance-mode", "exact").lower() == "exact"
    constants = [index for index, one in enumerate(xml.children(element)) if xml.name_of(one) in CONSTANTS]
    if is_exact or constants != [1]:
        return equals
    return lambda one, other: equals(other, one)


def _equals_rounded(element: Any) -> Callable[[Any, Any], bool | None]:
    def equals(one: Any, other: Any) -> bool | None:
        if not isinstance(one, Fraction) or not isinstance(other, Fraction):
            return None
        low, high = _rounding(element, other)
        return low <= one < high

    return equals


def _member(one: Any, container: Any) -> bool | None:
    return None if one is None or container is None else one in several(container)


def _contains(container: Any, others: Any) -> bool | None:
    if container is None or others is None:
        return None
    return set(several(others)) <= set(several(container))


def _compared(
    decide: Callable[[Fraction, Fraction], bool],
) -> Callable[[Any], Callable[[Any, Any], bool | None]]:
    def compare(one: Any, other: Any) -> bool | None:
        is_number = isinstance(one, Fraction) and isinstance(other, Fraction)
        return decide(one, other) if is_number else None

    return lambda _element: compare


COMPARING: dict[str, Callable[[Any], Callable[[Any, Any], bool | None]]] = {
    "is-null": lambda _element: _matches,
    "match": lambda _element: _matches,
    "string-match": _string_matches,
    "equal": _equals,
    "equal-rounded": _equals_rounded,
    "member": lambda _element: _member,
    "contains": lambda _element: _contains,
    "gt": _compared(lambda one, other: one > other),
    "gte": _compared(lambda one, other: one >= other),
    "lt": _compared(lambda one, other: one < other),
    "lte": _compared(lambda one, other: one <= other),
}
CONSTANTS = ("base-value", "correct", "multiple", "ordered")


# --- joining ----------------


def _all(values: list[Any]) -> bool | None:
    if any(value is False for value in values):
        return False
    return None if any(value is None for value in values) else all(values)


def _any(values: list[Any]) -> bool | None:
    if any(value is True for value in values):
        return True
    return None if any(value is None for value in values) else any(values)


def _not(values: list[Any]) -> bool | None:
    return None if len(values) != 1 or values[0] is None else not values[0]


def _arithmetic(calculate: Callable[[list[Fraction]], Fraction | None]) -> Callable[[list[Any]], Any]:
    def operator(values: list[Any]) -> Any:
        flat = [one for value in values for one in (several(value) or (None,))]
        return calculate(flat) if flat and all(isinstance(one, Fraction) for one in flat) else None

    return operator


def _product(values: list[Fraction]) -> Fraction:
    result = Fraction(1)
    for value in values:
        result *= value
    return result


def _quotient(values: list[Fraction]) -> Fraction | None:
    return values[0] / values[1] if len(values) == 2 and values[1] else None


def _indexed(element: Any) -> Callable[[list[Any]], Any]:
    place = fraction_of(xml.attribute(element, "n"))
    if place is None or place.denominator != 1 or place < 1:
        raise NotUnderstood("index")

    def operator(values: list[Any]) -> Any:
        ordered = values[0] if values else None
        return ordered[int(place) - 1] if isinstance(ordered, tuple) and len(ordered) >= place else None

    return operator


def _container(kind: str) -> Callable[[list[Any]], Any]:
    return lambda values: contained(kind, tuple(one for value in values for one in several(value)))


OPERATORS: dict[str, Callable[[Any], Any]] = {
    "and": _all,
    "or": _any,
    "not": _not,
    "sum": _arithmetic(lambda values: sum(values, Fraction(0))),
    "subtract": _arithmetic(lambda values: values[0] - values[1] if len(values) == 2 else None),
    "product": _arithmetic(_product),
    "divide": _arithmetic(_quotient),
    "max": _arithmetic(max),
    "min": _arithmetic(min),
    "container-size": lambda values: Fraction(len(several(values[0]))) if values else None,
    "multiple": _container("multiple"),
    "ordered": _container("ordered"),
    "index": _indexed,
}
WITH_ATTRIBUTES = ("index",)
