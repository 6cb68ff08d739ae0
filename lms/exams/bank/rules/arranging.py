"""Ordering and matching: each option gets a place, or an entry of the other list.

A response is a mapping from option to place (a number) or to match (its name); a part of it may be missing.
"""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from lms.exams.bank.rules.choices import are_places, is_place, option_ids, reasons_against_options
from lms.exams.bank.rules.keys import BY_HAND, EXACT, MAPPED, NOTHING, PER_PART, ItemKey, of_parts

ORDERING, MATCHING = "ordering", "matching"
_PLACE = re.compile(r"[0-9]{1,2}")
KINDS = (ORDERING, MATCHING)
SCORINGS = dict.fromkeys(KINDS, (EXACT, PER_PART, MAPPED, BY_HAND))


def match_ids(count: int) -> list[str]:
    """Return the stable names of matches: numbers, so that they are never taken for options."""
    return [str(place) for place in range(1, count + 1)]


def reasons_against(item: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with options, matches and key."""
    options, matches = item.get("options") or [], item.get("matches") or []
    reasons = reasons_against_options(options)
    if item["type"] == MATCHING and reasons_against_options(matches):
        reasons = [*reasons, "matches_missing"]
    return reasons or ([] if _is_key(item, len(options), len(matches)) else ["key_not_usable"])


def _is_key(item: Mapping[str, Any], options: int, matches: int) -> bool:
    key = item.get("key")
    if not isinstance(key, list) or len(key) != options:
        return False
    if item["type"] == ORDERING:
        return are_places(key, options)
    return all(is_place(place, matches) for place in key)


def key_of(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the key as it is kept: for each option its place, or the name of its match."""
    names, key = option_ids(len(item["options"])), item["key"]
    if item["type"] == ORDERING:
        return {names[number - 1]: place for place, number in enumerate(key, start=1)}
    return {name: str(number) for name, number in zip(names, key, strict=True)}


def written_key(kind: str, key: Mapping[str, Any]) -> list[int]:
    """Return a kept key as a content pack writes it: options in their right order, or the match of each."""
    names = option_ids(len(key))
    if kind == ORDERING:
        return [names.index(name) + 1 for name in sorted(key, key=lambda name: key[name])]
    return [int(key[name]) for name in names]


def read_response(kind: str, raw: object) -> object:
    """Return a response from what a form sends: "option:place" or "option:match" from each line."""
    if not isinstance(raw, list) or not all(isinstance(line, str) for line in raw):
        return raw
    pairs = [line.split(":", 1) for line in raw if ":" in line]
    if kind == MATCHING:
        return {option: match for option, match in pairs if match}
    return {option: int(place) for option, place in pairs if _PLACE.fullmatch(place)}


def is_response(kind: str, options: Sequence[str], matches: Sequence[str], response: object) -> bool:
    """Return whether a response names options of the item and places or matches that there are."""
    if not isinstance(response, Mapping) or not set(response) <= set(options):
        return False
    if kind == MATCHING:
        return all(isinstance(match, str) and match in matches for match in response.values())
    return all(is_place(place, len(options)) for place in response.values())


def is_complete(kind: str, options: Sequence[str], response: Mapping[str, Any]) -> bool:
    """Return whether every option has its place or match, and no place is given twice."""
    places = set(response.values())
    return len(response) == len(options) and (kind == MATCHING or len(places) == len(options))


def parts_right(key: Mapping[str, Any], response: object) -> tuple[bool, ...]:
    """Return for each option, in the order of the bank, whether it stands right."""
    given = response if isinstance(response, Mapping) else {}
    return tuple(given.get(option) == wanted for option, wanted in sorted(key.items()))


def share(key: ItemKey, response: object) -> Fraction:
    """Return which share of the marks a response earns.

    An order that is marked in parts earns by the neighbours that it keeps: one step too early costs little, and so does
    a step that is missing. Weights count for options in their places.
    """
    if not isinstance(response, Mapping) or not response:
        return NOTHING
    if key.kind == ORDERING and key.scoring == PER_PART:
        return _neighbours_kept(key.key, response)
    rights = {name: Fraction(response.get(name) == wanted) for name, wanted in key.key.items()}
    return of_parts(key, rights)


def _neighbours_kept(key: Mapping[str, int], response: Mapping[str, Any]) -> Fraction:
    order = sorted(key, key=lambda name: key[name])
    places = [response.get(name) for name in order]
    kept = [
        isinstance(first, int) and isinstance(second, int) and second == first + 1
        for first, second in pairwise(places)
    ]
    return Fraction(sum(kept), len(kept))
