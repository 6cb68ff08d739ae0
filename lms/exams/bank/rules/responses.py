"""Responses of every kind: read from a plain form, judged by form, compared with the key part by part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms.exams.bank.rules import arranging, choices, entering


@dataclass(frozen=True, slots=True)
class Shape:
    """What a response is judged by without the key: kind, names of options and matches, number of gaps."""

    kind: str
    options: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()
    gaps: int = 0


def shape_of(
    kind: str, options: Sequence[Mapping[str, str]], matches: Sequence[Mapping[str, str]], stem: str
) -> Shape:
    """Return the shape of an item."""
    names = tuple(option["id"] for option in options)
    return Shape(kind, names, tuple(match["id"] for match in matches), stem.count(entering.GAP))


def read_response(kind: str, raw: object) -> object:
    """Return a response from what a plain form sends: strings, or a list of them."""
    if kind in arranging.KINDS:
        return arranging.read_response(kind, raw)
    return entering.read_response(kind, raw) if kind in entering.KINDS else choices.read_response(kind, raw)


def fits(shape: Shape, response: object) -> bool:
    """Return whether a response may be kept; something of it may still be missing."""
    if shape.kind in arranging.KINDS:
        return arranging.is_response(shape.kind, shape.options, shape.matches, response)
    if shape.kind in entering.KINDS:
        return entering.is_response(shape.kind, shape.gaps, response)
    return response is not None and choices.is_response(shape.kind, shape.options, response)


def has_answer(shape: Shape, response: Any) -> bool:
    """Return whether a response is whole, so that it can be checked."""
    if not fits(shape, response):
        return False
    if shape.kind in arranging.KINDS:
        return arranging.is_complete(shape.kind, shape.options, response)
    if shape.kind in entering.KINDS:
        return entering.is_complete(shape.kind, response)
    return response != []


def parts_right(kind: str, key: Any, response: object) -> tuple[bool, ...]:
    """Return for each part of an item whether it is right; kinds without parts have one."""
    if kind in arranging.KINDS:
        return arranging.parts_right(key, response)
    if kind in entering.KINDS:
        return entering.parts_right(kind, key, response)
    return (choices.is_right(kind, key, response),)


def is_correct(kind: str, key: object, response: object) -> bool:
    """Return whether a response is right in all its parts; nothing is never right."""
    return response is not None and all(parts_right(kind, key, response))
