"""Responses of every kind: read from a plain form, judged by form, compared with the key part by part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lms.exams.bank.rules import arranging, choices, gaps, numbers, places, words
from lms.exams.bank.rules.items import family_of
from lms.exams.bank.rules.keys import BY_HAND, NOTHING, WHOLE, ItemKey


@dataclass(frozen=True, slots=True)
class Shape:
    """What a response is judged by without the key.

    Kind; names of options, matches and of the regions that a list of labels offers; for each gap the words that it is
    filled from; how many places may be marked.
    """

    kind: str
    options: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()
    gaps: tuple[tuple[str, ...], ...] = ()
    regions: tuple[str, ...] = ()
    picks: int = 0


def shape_of(
    key: ItemKey, options: Sequence[Mapping[str, str]], matches: Sequence[Mapping[str, str]]
) -> Shape:
    """Return the shape of an item; of its key nothing remains but what a candidate is shown."""
    names, others = (tuple(one["id"] for one in listed) for listed in (options, matches))
    if key.kind in gaps.KINDS:
        return Shape(key.kind, gaps=tuple(tuple(listed) for listed in gaps.choices_of(key.key)))
    if key.kind in places.KINDS:
        return Shape(key.kind, regions=tuple(offered_regions(key)), picks=places.most_picks(key))
    return Shape(key.kind, names, others)


def offered_regions(key: ItemKey) -> list[str]:
    """Return the names of the regions that a list of labels offers: all of them, or none if all are right."""
    listed = places.has_wrong_regions(key.regions, key.key)
    return [region["id"] for region in key.regions] if listed else []


def read_response(kind: str, raw: object) -> object:
    """Return a response from what a plain form sends: strings, or a list of them."""
    return family_of(kind).read_response(kind, raw)


def fits(shape: Shape, response: object) -> bool:
    """Return whether a response may be kept; something of it may still be missing."""
    kind = shape.kind
    if kind in arranging.KINDS:
        return arranging.is_response(kind, shape.options, shape.matches, response)
    if kind in numbers.KINDS:
        return numbers.is_response(response)
    if kind in gaps.KINDS:
        return gaps.is_response(shape.gaps, response)
    if kind in places.KINDS:
        return places.is_response(shape.regions, shape.picks, response)
    if kind in words.KINDS:
        return words.is_response(response)
    return response is not None and choices.is_response(kind, shape.options, response)


def has_answer(shape: Shape, response: Any) -> bool:
    """Return whether a response is whole, so that it can be checked."""
    if not fits(shape, response):
        return False
    if shape.kind in arranging.KINDS:
        return arranging.is_complete(shape.kind, shape.options, response)
    complete = {numbers.NUMERIC: numbers, gaps.FILL_IN: gaps, words.SHORT_ANSWER: words}.get(shape.kind)
    return complete.is_complete(response) if complete else response != []


def exact_share(key: ItemKey, response: object) -> Fraction:
    """Return which share of its marks a response earns, from 0 to 1; nothing earns nothing.

    Three thirds are a whole: what is added up and compared with a pass mark is added up exactly.

    :raises ValueError: somebody marks the item by hand.
    """
    if key.scoring == BY_HAND:
        raise ValueError("An item that is marked by hand has no share by rule.")
    return NOTHING if response is None else family_of(key.kind).share(key, response)


def share(key: ItemKey, response: object) -> Decimal:
    """Return which share of its marks a response earns, as a decimal from 0 to 1.

    :raises ValueError: somebody marks the item by hand.
    """
    exact = exact_share(key, response)
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def is_correct(key: ItemKey, response: object) -> bool:
    """Return whether a response earns all of its marks.

    :raises ValueError: somebody marks the item by hand.
    """
    return exact_share(key, response) == WHOLE


def parts_right(key: ItemKey, response: object) -> tuple[bool, ...]:
    """Return for each part of an item whether it is right; kinds without parts have one."""
    if key.kind in arranging.KINDS:
        return arranging.parts_right(key.key, response)
    if key.kind in numbers.KINDS:
        return numbers.parts_right(key.key, response)
    if key.kind in gaps.KINDS:
        return gaps.parts_right(key.key, response)
    if key.kind in places.KINDS:
        picked = places.picked(key.regions, response) if isinstance(response, list) else set()
        return tuple(name in picked for name in key.key)
    return (is_correct(key, response),)
