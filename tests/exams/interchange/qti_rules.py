"""Response rules of QTI, worked out by the letter of the standard: what an importer's markings are held against.

Kept apart from the importer on purpose: nothing here is shared with it. A response is None, a text, a number, a list
(several) or a tuple (ordered); three-valued logic as the standard has it.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from lxml import etree

ZERO = Fraction(0)
NUMBERS = ("float", "integer")


class _Left(Exception):
    """The rules were left."""


def score(item: Any, responses: Mapping[str, Any]) -> Fraction:
    """Return SCORE of an item of version 2 for responses by name."""
    run = _Run(item, responses)
    try:
        for rule in item.find("{*}responseProcessing"):
            run.rule(rule)
    except _Left:
        pass
    found = run.outcomes.get("SCORE")
    return found if isinstance(found, Fraction) else ZERO


def _name(element: Any) -> str:
    return etree.QName(element).localname


def _value(words: str, base: str) -> Any:
    return Fraction(words) if base in NUMBERS else " ".join(words.split())


class _Run:
    def __init__(self, item: Any, responses: Mapping[str, Any]) -> None:
        self.responses = responses
        self.declared = {one.get("identifier"): one for one in item.iter("{*}responseDeclaration")}
        self.outcomes: dict[str, Any] = {
            one.get("identifier"): ZERO if one.get("baseType") in NUMBERS else None
            for one in item.iter("{*}outcomeDeclaration")
        }

    def rule(self, rule: Any) -> None:
        name = _name(rule)
        if name == "exitResponse":
            raise _Left
        if name == "setOutcomeValue":
            self.outcomes[rule.get("identifier")] = self.value(rule[0])
            return
        assert name == "responseCondition"
        for branch in rule:
            is_last = _name(branch) == "responseElse"
            if is_last or self.value(branch[0]) is True:
                for inner in branch if is_last else branch[1:]:
                    self.rule(inner)
                return

    def value(self, element: Any) -> Any:
        name, identifier = _name(element), element.get("identifier")
        if name == "baseValue":
            return _value(element.text, element.get("baseType"))
        if name == "variable":
            source = self.responses if identifier in self.declared else self.outcomes
            return source.get(identifier)
        if name == "correct":
            return self._correct(self.declared[identifier])
        if name == "mapResponse":
            return self._mapped(self.declared[identifier])
        parts = [self.value(one) for one in element]
        if name in _WITH_NULL:
            return _WITH_NULL[name](parts)
        return None if None in parts else _WITHOUT_NULL[name](parts, element)

    @staticmethod
    def _correct(declared: Any) -> Any:
        texts = declared.findall("{*}correctResponse/{*}value")
        values = [_value(one.text, declared.get("baseType")) for one in texts]
        holders: dict[str, Callable[[Any], Any]] = {"single": lambda found: found[0], "ordered": tuple}
        return holders.get(declared.get("cardinality"), list)(values)

    def _mapped(self, declared: Any) -> Fraction:
        mapping, given = declared.find("{*}mapping"), self.responses.get(declared.get("identifier"))
        values = given if isinstance(given, list) else [] if given is None else [given]
        total = sum((_worth(mapping, value) for value in values), ZERO)
        if mapping.get("lowerBound"):
            total = max(total, Fraction(mapping.get("lowerBound")))
        return min(total, Fraction(mapping.get("upperBound"))) if mapping.get("upperBound") else total


def _worth(mapping: Any, value: str) -> Fraction:
    for entry in mapping:
        is_folded = entry.get("caseSensitive") == "false"
        if entry.get("mapKey") == value or (is_folded and entry.get("mapKey").lower() == value.lower()):
            return Fraction(entry.get("mappedValue"))
    return Fraction(mapping.get("defaultValue", "0"))


def _and(parts: list[Any]) -> bool | None:
    return False if False in parts else None if None in parts else True


def _or(parts: list[Any]) -> bool | None:
    return True if True in parts else None if None in parts else False


def _match(parts: list[Any], _element: Any) -> bool:
    one, other = (sorted(part) if isinstance(part, list) else part for part in parts)
    return bool(one == other)


def _equal(parts: list[Any], element: Any) -> bool:
    tolerance = Fraction(element.get("tolerance", "0"))
    if element.get("toleranceMode") == "relative":
        tolerance = abs(parts[0]) * tolerance / 100
    return abs(parts[0] - parts[1]) <= tolerance


def _string_match(parts: list[Any], element: Any) -> bool:
    if element.get("caseSensitive") == "true":
        return bool(parts[0] == parts[1])
    return bool(parts[0].lower() == parts[1].lower())


_WITH_NULL: dict[str, Callable[[list[Any]], Any]] = {
    "isNull": lambda parts: parts[0] is None,
    "and": _and,
    "or": _or,
    "not": lambda parts: None if parts[0] is None else not parts[0],
    "multiple": list,
    "ordered": tuple,
    "containerSize": lambda parts: Fraction(len(parts[0] or ())),
}
_WITHOUT_NULL: dict[str, Callable[[list[Any], Any], Any]] = {
    "match": _match,
    "stringMatch": _string_match,
    "equal": _equal,
    "member": lambda parts, _element: parts[0] in parts[1],
    "contains": lambda parts, _element: set(parts[1]) <= set(parts[0]),
    "index": lambda parts, element: parts[0][int(element.get("n")) - 1],
    "sum": lambda parts, _element: sum(parts, ZERO),
    "product": lambda parts, _element: parts[0] * parts[1],
    "subtract": lambda parts, _element: parts[0] - parts[1],
    "max": lambda parts, _element: max(parts),
    "min": lambda parts, _element: min(parts),
    "gt": lambda parts, _element: parts[0] > parts[1],
    "gte": lambda parts, _element: parts[0] >= parts[1],
    "lt": lambda parts, _element: parts[0] < parts[1],
    "lte": lambda parts, _element: parts[0] <= parts[1],
}
