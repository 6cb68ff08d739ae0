"""What an item declares: its responses with right values and mappings, its outcomes with defaults and tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lms.exams.interchange.qti import xml
from lms.exams.interchange.qti.values import fraction_of, worth_of

NUMBERS = ("integer", "float")
PAIRS = ("pair", "directedpair")


@dataclass(frozen=True, slots=True)
class MapEntry:
    """What one value is worth."""

    key: Any
    worth: Fraction
    is_case_sensitive: bool


@dataclass(frozen=True, slots=True)
class Area:
    """What a point inside a part of the picture is worth."""

    shape: str
    coords: str
    worth: Fraction


@dataclass(frozen=True, slots=True)
class Worths:
    """A mapping, of values or of areas."""

    entries: tuple[MapEntry, ...] = ()
    areas: tuple[Area, ...] = ()
    default: Fraction = Fraction(0)
    lowest: Fraction | None = None
    highest: Fraction | None = None

    def bounded(self, total: Fraction) -> Fraction:
        """Return a total inside the bounds."""
        if self.lowest is not None:
            total = max(total, self.lowest)
        return total if self.highest is None else min(total, self.highest)

    def times(self, factor: Fraction) -> "Worths":
        """Return the same with everything worth this many times as much."""
        if factor == 1:
            return self
        return Worths(
            tuple(MapEntry(one.key, one.worth * factor, one.is_case_sensitive) for one in self.entries),
            tuple(Area(one.shape, one.coords, one.worth * factor) for one in self.areas),
            self.default * factor,
            None if self.lowest is None else self.lowest * factor,
            None if self.highest is None else self.highest * factor,
        )

    def of(self, value: Any) -> Fraction:
        """Return what one value is worth."""
        for entry in self.entries:
            if entry.key == value or (not entry.is_case_sensitive and _folded(entry.key) == _folded(value)):
                return entry.worth
        return self.default


@dataclass(frozen=True, slots=True)
class Response:
    """One response variable. Values are texts, fractions for numbers, and "A B" for pairs."""

    name: str
    cardinality: str
    base: str
    correct: tuple[Any, ...] = ()
    worths: Worths | None = None

    @property
    def right(self) -> Any:
        """Return the right value as rules compare it; None if there is none."""
        return contained(self.cardinality, self.correct)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome variable, with the table that rules may look values up in: pairs of source and target."""

    default: Any
    base: str = ""
    is_external: bool = False
    most: Fraction | None = None
    table: tuple[tuple[Fraction, Fraction, bool], ...] = ()
    is_matched: bool = False
    otherwise: Fraction | None = None


class UnusableValue(ValueError):
    """A declared value is not of its declared type."""


def contained(cardinality: str, values: tuple[Any, ...]) -> Any:
    """Return values as a variable of this cardinality holds them."""
    if not values:
        return None
    if cardinality == "single" and len(values) == 1:
        return values[0]
    return tuple(values) if cardinality == "ordered" else frozenset(values)


def value_of(text: str, base: str) -> Any:
    """Return a value of a base type.

    :raises UnusableValue: the text is no such value.
    """
    base, text = base.lower(), text.strip()
    if base in NUMBERS:
        number = fraction_of(text)
        if number is None:
            raise UnusableValue(text)
        return number
    if base == "boolean":
        return text.lower() in ("true", "1")
    if base in PAIRS:
        parts = text.split()
        return " ".join(sorted(parts) if base == "pair" else parts)
    return text


def responses_of(item: Any) -> dict[str, Response]:
    """Return the declared responses by name."""
    declared = (_response(one) for one in xml.children(item, "response-declaration"))
    return {response.name: response for response in declared}


def _response(element: Any) -> Response:
    base = xml.attribute(element, "base-type")
    correct = xml.child(element, "correct-response")
    values = () if correct is None else tuple(_values(correct, base))
    return Response(
        name=xml.attribute(element, "identifier"),
        cardinality=xml.attribute(element, "cardinality", "single").lower(),
        base=base.lower(),
        correct=tuple(value for value in values if value != ""),
        worths=_worths(element, base),
    )


def _values(element: Any, base: str) -> list[Any]:
    """Return the values inside. One that is missing is written as an empty element, and is none."""
    texts = ("".join(value.itertext()) for value in xml.children(element, "value"))
    return [value_of(text, base) for text in texts if text.strip()]


def _worths(element: Any, base: str) -> Worths | None:
    mapping, areas = xml.child(element, "mapping"), xml.child(element, "area-mapping")
    source = areas if mapping is None else mapping
    if source is None:
        return None
    return Worths(
        entries=() if mapping is None else _entries(mapping, base),
        areas=() if areas is None else tuple(_area(one) for one in xml.children(areas, "area-map-entry")),
        default=_number(source, "default-value") or Fraction(0),
        lowest=_number(source, "lower-bound"),
        highest=_number(source, "upper-bound"),
    )


def _entries(mapping: Any, base: str) -> tuple[MapEntry, ...]:
    """Return what values are worth. Capital letters count unless it is said; version 3 has it the other way round.

    Entries that differ by them alone say by that that they count. Only texts are ever compared without them.
    """
    listed = xml.children(mapping, "map-entry")
    keys = [value_of(one.get("mapKey") or one.get("map-key") or "", base) for one in listed]
    is_said = any(xml.attribute(one, "case-sensitive") for one in listed)
    is_version_3 = xml.written_name(mapping).startswith("qti-")
    otherwise = is_said or not is_version_3 or len({_folded(key) for key in keys}) < len(set(keys))
    return tuple(
        MapEntry(
            key=key,
            worth=_number(one, "mapped-value") or Fraction(0),
            is_case_sensitive=base.lower() != "string"
            or xml.flag(one, "case-sensitive", otherwise=otherwise),
        )
        for one, key in zip(listed, keys, strict=True)
    )


def _area(element: Any) -> Area:
    shape, coords = xml.attribute(element, "shape").lower(), xml.attribute(element, "coords")
    return Area(shape, coords, _number(element, "mapped-value") or Fraction(0))


def _number(element: Any, name: str) -> Fraction | None:
    text = xml.attribute(element, name)
    if not text:
        return None
    number = worth_of(text)
    if number is None:
        raise UnusableValue(text)
    return number


def outcomes_of(item: Any) -> dict[str, Outcome]:
    """Return the declared outcomes by name."""
    declared = xml.children(item, "outcome-declaration")
    return {xml.attribute(one, "identifier"): _outcome(one) for one in declared}


def constants_of(item: Any) -> dict[str, Outcome]:
    """Return the template variables by name, of an item that never sets them: they keep their defaults, which may be
    none. Editors keep there what an answer is worth, for rules to use.
    """
    constants = {}
    for one in xml.children(item, "template-declaration"):
        default, base = xml.child(one, "default-value"), xml.attribute(one, "base-type").lower()
        values = () if default is None else tuple(_values(default, base))
        held = contained(xml.attribute(one, "cardinality", "single"), values)
        constants[xml.attribute(one, "identifier")] = Outcome(held, base)
    return constants


def _outcome(element: Any) -> Outcome:
    base = xml.attribute(element, "base-type").lower()
    default, table = xml.child(element, "default-value"), _table(element)
    values = () if default is None else tuple(_values(default, base))
    if not values and base in NUMBERS:
        values = (Fraction(0),)
    return Outcome(
        default=contained(xml.attribute(element, "cardinality", "single"), values),
        base=base,
        is_external=xml.attribute(element, "external-scored").lower() == "human",
        most=fraction_of(xml.attribute(element, "normal-maximum")),
        table=() if table is None else tuple(_rows(table)),
        is_matched=table is not None and xml.name_of(table) == "match-table",
        otherwise=None if table is None else _number(table, "default-value"),
    )


def _table(element: Any) -> Any | None:
    return next(iter(xml.children(element, "match-table", "interpolation-table")), None)


def _rows(table: Any) -> list[tuple[Fraction, Fraction, bool]]:
    rows = []
    for row in xml.children(table, "match-table-entry", "interpolation-table-entry"):
        source, target = _number(row, "source-value"), _number(row, "target-value")
        if source is None or target is None:
            raise UnusableValue("table")
        rows.append((source, target, xml.flag(row, "include-boundary", otherwise=True)))
    return rows


def most_marks(outcomes: Mapping[str, Outcome]) -> Fraction | None:
    """Return the most that can be scored, as far as the item says it."""
    declared = outcomes.get("MAXSCORE")
    if declared is not None and isinstance(declared.default, Fraction) and declared.default > 0:
        return declared.default
    score = outcomes.get("SCORE")
    return score.most if score is not None and score.most is not None and score.most > 0 else None


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
