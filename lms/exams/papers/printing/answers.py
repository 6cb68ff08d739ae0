"""Right answers as a key sheet writes them: letters and numbers as the paper printed beside it shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from lms.core.numbers import plain
from lms.exams.bank.models import ItemKind
from lms.exams.papers.printing.labels import WORDS, Edition, say
from lms.exams.papers.printing.layout import Figure, PrintedItem, PrintedOption
from lms.exams.papers.printing.pictures import Pictures, places_as_svg


def answer_of(item: PrintedItem, entry: Mapping[str, Any] | None, edition: Edition) -> str:
    """Return the right answers of a question; one that was struck says so."""
    if entry is None:
        return say("struck", edition)
    keys = [entry["key"], *entry.get("also", ())]
    return WORDS["or"][edition.languages[0]].join(_one(item, key, edition) for key in keys)


def _one(item: PrintedItem, key: Any, edition: Edition) -> str:
    letters = {option.name: option.label for option in item.options}
    if item.kind == ItemKind.TRUE_FALSE:
        return say("right" if key else "wrong", edition)
    if item.kind == ItemKind.SINGLE:
        return letters[key]
    if item.kind == ItemKind.MULTIPLE:
        return "".join(sorted(letters[name] for name in key))
    if item.kind == ItemKind.ORDERING:
        return " ".join(str(key[option.name]) for option in item.options)
    if item.kind == ItemKind.MATCHING:
        numbers = {match.name: match.label for match in item.matches}
        return " ".join(numbers[key[option.name]] for option in item.options)
    return _written(item, key, edition)


def _written(item: PrintedItem, key: Any, edition: Edition) -> str:
    if item.kind == ItemKind.NUMERIC:
        values = [key] if isinstance(key, Mapping) else key
        return WORDS["or"][edition.languages[0]].join(_number(value) for value in values)
    if item.kind == ItemKind.FILL_IN:
        return "；".join(_gap(gap) for gap in key)
    if item.kind == ItemKind.HOTSPOT and not item.regions:
        return say("on_picture", edition)
    if item.kind == ItemKind.HOTSPOT:
        return "、".join(str(item.regions.index(name) + 1) for name in key if name in item.regions)
    phrases = "；".join(str(phrase) for phrase in key or ())
    return f"{say('by_hand', edition)} {phrases}"


def _number(value: Mapping[str, Any]) -> str:
    """Return a value with its tolerance and unit."""
    tolerance = Decimal(value.get("tolerance") or "0")
    said = f"{plain(tolerance * 100)}%" if value.get("relative") else plain(tolerance)
    near = f" ± {said}" if tolerance else ""
    return f"{value['value']}{near} {value.get('unit') or ''}".strip()


def _gap(gap: Any) -> str:
    words = gap["accepted"] if isinstance(gap, Mapping) else gap
    return " / ".join(str(word) for word in words)


def figure_of(item: PrintedItem, entry: Mapping[str, Any] | None, pictures: Pictures) -> Figure | None:
    """Return the picture of a question with its right places, where the paper shows no places to choose from."""
    if item.kind != ItemKind.HOTSPOT or item.regions or not item.figures or entry is None:
        return None
    right = [region for region in entry.get("regions", ()) if region["id"] in entry["key"]]
    shown = item.figures[0]
    places = pictures.add(places_as_svg(right, pictures.size(shown.picture)), "svg")
    return replace(shown, places=places) if right else None


def is_short(item: PrintedItem) -> bool:
    """Return whether the answer fits a small box of the grid."""
    return item.kind in (ItemKind.TRUE_FALSE, ItemKind.SINGLE, ItemKind.MULTIPLE)


def bubbles(item: PrintedItem) -> tuple[str, ...]:
    """Return what can be filled in on an answer sheet; nothing where words are written."""
    if item.kind == ItemKind.TRUE_FALSE:
        return ("√", "×")
    if item.kind in (ItemKind.SINGLE, ItemKind.MULTIPLE):
        return tuple(option.label for option in item.options)
    return tuple(str(place) for place in range(1, len(item.regions) + 1))


def boxes(item: PrintedItem) -> Sequence[PrintedOption]:
    """Return the lines of a question that each take a number."""
    return item.options if item.kind in (ItemKind.ORDERING, ItemKind.MATCHING) else ()
