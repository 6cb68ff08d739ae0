"""Numbers with a unit: one of several accepted values is enough, each with a tolerance of its own.

A key is kept as a list of {value, tolerance, unit, relative}; decimals are texts.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from lms.exams.bank.rules.entering import MOST_CHARACTERS, is_text, plain, readings, split_number
from lms.exams.bank.rules.keys import BY_HAND, EXACT, NOTHING, WHOLE, ItemKey, decimal

NUMERIC = "numeric"
KINDS = (NUMERIC,)
SCORINGS = {NUMERIC: (EXACT, BY_HAND)}
Accepted = dict[str, Any]


def reasons_against(item: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the key."""
    return [] if are_numbers(item.get("key")) else ["number_not_usable"]


def are_numbers(key: object) -> bool:
    """Return whether a value is one accepted number, or a list of them."""
    numbers = [key] if isinstance(key, Mapping) else key
    return isinstance(numbers, list) and bool(numbers) and all(_is_accepted(number) for number in numbers)


def _is_accepted(number: object) -> bool:
    """Return whether it has a value and a tolerance as decimal texts; a YAML float is not exact."""
    if not isinstance(number, Mapping) or not set(number) <= {"value", "tolerance", "unit", "relative"}:
        return False
    if not isinstance(number.get("unit", ""), str) or not isinstance(number.get("relative", False), bool):
        return False
    value, tolerance = decimal(number.get("value")), decimal(number.get("tolerance", "0"))
    return value is not None and tolerance is not None and tolerance >= 0


def key_of(item: Mapping[str, Any]) -> list[Accepted]:
    """Return the key as it is kept."""
    return kept(item["key"])


def kept(key: Any) -> list[Accepted]:
    """Return accepted numbers as they are kept, from a pack, from before there could be several, or kept already."""
    numbers = [key] if isinstance(key, Mapping) else key
    return [
        {
            "value": number["value"].strip(),
            "tolerance": number.get("tolerance", "0").strip(),
            "unit": number.get("unit", "").strip(),
            "relative": number.get("relative", False),
        }
        for number in numbers
    ]


def written_key(kind: str, key: Sequence[Accepted]) -> Any:
    """Return a kept key as a content pack writes it: one number stands by itself, the plain case is short."""
    numbers = [
        {name: value for name, value in number.items() if name != "relative" or value} for number in kept(key)
    ]
    return numbers[0] if len(numbers) == 1 else numbers


def units_of(key: Any) -> list[str]:
    """Return the units that a number may have, the first one first."""
    return list(dict.fromkeys(number["unit"] for number in kept(key)))


def asks_unit(key: Any, response: object) -> bool:
    """Return whether the unit is part of the answer: it is to be written, or was; one that a page prints is not."""
    found = split_number(response) if isinstance(response, str) else None
    return len(units_of(key)) > 1 or bool(found and found[1])


def read_response(kind: str, raw: object) -> object:
    """Return a response from what a form sends: one text."""
    return raw[0] if isinstance(raw, list) and len(raw) == 1 else raw


def parts_right(key: Any, response: object) -> tuple[bool, bool]:
    """Return for number and unit whether they are right, for the accepted number that the response is closest to.

    A number without a unit is read in the first one of the key, the one that pages show beside the field.
    """
    found = split_number(response) if isinstance(response, str) else None
    if found is None:
        return False, False
    accepted = kept(key)
    first = plain(accepted[0]["unit"])
    return max(
        (_verdict(number, *found, first=first) for number in accepted), key=lambda pair: (sum(pair), pair)
    )


def _verdict(accepted: Accepted, number: str, unit: str, *, first: str) -> tuple[bool, bool]:
    value, tolerance = Decimal(accepted["value"]), Decimal(accepted["tolerance"])
    with localcontext(prec=4 * MOST_CHARACTERS):
        allowed = tolerance * abs(value) if accepted["relative"] else tolerance
        is_near = any(abs(reading - value) <= allowed for reading in readings(number))
    return is_near, (unit or first) == plain(accepted["unit"])


def share(key: ItemKey, response: object) -> Fraction:
    """Return which share of the marks a response earns."""
    return WHOLE if all(parts_right(key.key, response)) else NOTHING


def is_response(response: object) -> bool:
    """Return whether a response is a text that may be kept; what is copied from a table brings tabs along."""
    return isinstance(response, str) and is_text(response.replace("\t", " "))


def is_complete(response: Any) -> bool:
    """Return whether a number can be read."""
    return split_number(response) is not None
