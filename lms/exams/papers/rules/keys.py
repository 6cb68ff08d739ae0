"""What can be the key of an item of a paper, judged by what the paper shows."""

from collections.abc import Mapping
from typing import Any

from lms.exams.bank.rules import (
    BY_HAND,
    FILL_IN,
    HOTSPOT,
    MAPPED,
    MULTIPLE,
    NUMERIC,
    SINGLE,
    Shape,
    are_gaps,
    are_numbers,
    choices_of,
    has_answer,
    units_of,
)

# What is chosen of them earns by its weight, whatever the key calls right.
_WEIGHED = (SINGLE, MULTIPLE, HOTSPOT)


def may_have_another_key(entry: Mapping[str, Any]) -> bool:
    """Return whether other answers can be right of an item of a key; else it can only be struck."""
    scoring = entry.get("scoring")
    return scoring != BY_HAND and not (scoring == MAPPED and entry["kind"] in _WEIGHED)


def is_usable_key(shown: Mapping[str, Any], key: Any, *, former: Any) -> bool:
    """Return whether a value can be the key of an item: a whole response to it, or of the form of its former key."""
    kind = shown["kind"]
    if kind == NUMERIC:
        # A number without a unit is read in the first one: it must stay what candidates saw beside the field.
        return are_numbers(key) and units_of(key)[0] == units_of(former)[0]
    if kind == FILL_IN:
        return are_gaps(key) and choices_of(key) == choices_of(former)
    options, matches = (tuple(one["id"] for one in shown.get(name, ())) for name in ("options", "matches"))
    if kind == HOTSPOT:
        regions = {region["id"] for region in shown.get("regions", ())}
        return isinstance(key, list) and 0 < len(key) <= shown.get("picks", len(key)) and set(key) <= regions
    return has_answer(Shape(kind, options=options, matches=matches), key)
