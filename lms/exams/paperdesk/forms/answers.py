"""Right answers as an officer writes them: in the way in which the printed key shows them, read for every kind.

Letters and numbers are those of the printed paper (`in_print_order`).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.exams.bank import rules
from lms.exams.interchange.truth import said

Item = Mapping[str, Any]
_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
_NEAR = re.compile(rf"({_NUMBER})(?:±({_NUMBER})(%?))?([^0-9±~].*)?")
_BETWEEN = re.compile(rf"({_NUMBER})~({_NUMBER})(.*)")
# What a printed key writes between answers that are right alike.
_OR = re.compile(r"\s*或\s*|\s+or\s+")
# What may stand between letters or numbers that name options and places, and around them.
_BESIDE = r"[\s,、;/&().。]*"
_LETTERS = re.compile(rf"{_BESIDE}(?:[A-Z]{_BESIDE})+")
_PLACES = re.compile(rf"{_BESIDE}(?:[0-9]+{_BESIDE})+")

# How the answers of a kind are written.
NOTATIONS: Mapping[str, str | Promise] = {
    rules.TRUE_FALSE: _("√ for right or × for wrong, as printed; T and F are understood too"),
    rules.SINGLE: _("the letter of an option: B; a second line takes a second answer as well"),
    rules.MULTIPLE: _("letters that are right together: AC; a second line takes a second answer as well"),
    rules.ORDERING: _(
        "a number for each line, as printed: 3 1 2; a second line takes a second order as well"
    ),
    rules.MATCHING: _("the number that belongs to each line, as printed: 2 1 3"),
    rules.NUMERIC: _("9.1 ± 0.1 A, or 9.1 ± 2% A, or 9.0 ~ 9.2 A; each line is one number that is right"),
    rules.FILL_IN: _("a line for each gap, in order; words that are taken alike have “ / ” between them"),
    rules.HOTSPOT: _("numbers of the places that are right together: 1 3"),
}


def read_answers(item: Item, text: str, former: Any) -> list[Any] | None:
    """Return the keys that are right from now on, in the form in which they are kept; None when they cannot be read.

    `former` is the key as it is: what a line does not say, such as a unit, stays as it was.
    """
    lines = [line.strip() for line in normalize("NFKC", text).splitlines() if line.strip()]
    if item["kind"] != rules.FILL_IN:  # its words may be these
        lines = [part for line in lines for part in _OR.split(line) if part]
    together = _TOGETHER.get(item["kind"])
    keys = [together(lines, former)] if together else [_ALONE[item["kind"]](item, line) for line in lines]
    return None if not keys or any(key is None for key in keys) else keys


def _truth(_item: Item, line: str) -> bool | None:
    return said([line])


def _names(item: Item, line: str) -> list[str] | None:
    letters = re.findall("[A-Z]", line.upper()) if _LETTERS.fullmatch(line.upper()) else []
    names = {option["letter"]: option["id"] for option in item["options"]}
    if not letters or not set(letters) <= set(names) or len(set(letters)) != len(letters):
        return None
    return sorted(names[letter] for letter in letters)


def _name(item: Item, line: str) -> str | None:
    names = _names(item, line)
    return names[0] if names and len(names) == 1 else None


def _places(line: str, most: int) -> list[int]:
    """Return the numbers of a line; nothing where one of them is no place, or anything else stands there."""
    places = [int(word) for word in re.findall("[0-9]+", line)] if _PLACES.fullmatch(line) else []
    return places if all(1 <= place <= most for place in places) else []


def _order(item: Item, line: str) -> dict[str, int] | None:
    names = [option["id"] for option in item["options"]]
    places = _places(line, len(names))
    return dict(zip(names, places, strict=True)) if sorted(places) == [*range(1, len(names) + 1)] else None


def _pairs(item: Item, line: str) -> dict[str, str] | None:
    names, matches = ([one["id"] for one in item[rows]] for rows in ("options", "matches"))
    places = _places(line, len(matches))
    if len(places) != len(names):
        return None
    return {name: matches[place - 1] for name, place in zip(names, places, strict=True)}


def _regions(item: Item, line: str) -> list[str] | None:
    names = [region["id"] for region in item.get("regions", ())]
    return sorted({names[place - 1] for place in _places(line, len(names))}) or None


_ALONE: Mapping[str, Callable[[Item, str], Any]] = {
    rules.TRUE_FALSE: _truth,
    rules.SINGLE: _name,
    rules.MULTIPLE: _names,
    rules.ORDERING: _order,
    rules.MATCHING: _pairs,
    rules.HOTSPOT: _regions,
}


def _numbers(lines: Sequence[str], former: Any) -> list[dict[str, Any]] | None:
    units = {_plain(unit): unit for unit in rules.units_of(former)}
    numbers = [_number(line, units) for line in lines]
    return None if not numbers or None in numbers else [number for number in numbers if number]


def _plain(text: str) -> str:
    return "".join(normalize("NFKC", text).split()).replace("−", "-")


def _number(line: str, units: Mapping[str, str]) -> dict[str, Any] | None:
    """Return one number; a unit is one of those before, by its plain form, if it can be, and the first of them if none
    is written.
    """
    plain = _plain(line)
    if between := _BETWEEN.fullmatch(plain):
        low, high = sorted((Decimal(between[1]), Decimal(between[2])))
        value, tolerance, is_relative, unit = (low + high) / 2, (high - low) / 2, False, between[3]
    elif near := _NEAR.fullmatch(plain):
        value, unit, behind = Decimal(near[1]), near[4] or "", f"{near[3] or ''}{near[4] or ''}"
        # With a unit of percent "± 2%" is printed for two points, and two percent of the value are "± 2% %".
        is_relative = bool(near[3]) and behind not in units
        unit = unit if is_relative else behind
        tolerance = abs(Decimal(near[2] or 0)) / (100 if is_relative else 1)
    else:
        return None
    exact = {"value": f"{value:f}", "tolerance": f"{tolerance:f}"}
    kept = units.get(unit, unit) if unit else next(iter(units.values()))
    return {**exact, "unit": kept, "relative": is_relative}


def _gaps(lines: Sequence[str], former: Any) -> list[dict[str, Any]] | None:
    before = rules.kept_gaps(former)
    if len(lines) == 1:
        lines = [part.strip() for part in lines[0].split(";")]
    words = [[word.strip() for word in re.split(r"\s/\s", line) if word.strip()] for line in lines]
    if len(words) != len(before) or not all(words):
        return None
    return [
        {**gap, "accepted": {word: gap["accepted"].get(word, "1") for word in accepted}}
        for gap, accepted in zip(before, words, strict=True)
    ]


_TOGETHER: Mapping[str, Callable[[Sequence[str], Any], Any]] = {
    rules.NUMERIC: _numbers,
    rules.FILL_IN: _gaps,
}
