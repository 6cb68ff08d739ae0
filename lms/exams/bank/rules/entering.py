"""Numbers with a unit, and words that fill gaps: what people type is read kindly and compared exactly."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation, localcontext
from typing import Any

NUMERIC, FILL_IN = "numeric", "fill_in"
KINDS = (NUMERIC, FILL_IN)
GAP = "____"
MOST_CHARACTERS = 100
_NUMBER = re.compile(r"([+-]?(?:[0-9]+(?:[.,][0-9]*)*|[.,][0-9]+))(.*)", re.DOTALL)
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_MINUS = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-"})


def reasons_against(item: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the key, and with the gaps that it fills."""
    if item["type"] == NUMERIC:
        return [] if _is_numeric_key(item.get("key")) else ["number_not_usable"]
    key, stem = item.get("key"), item.get("stem")
    if not isinstance(key, list) or not key or not isinstance(stem, Mapping):
        return ["gaps_and_key_differ"]
    if any(str(stem[language]).count(GAP) != len(key) for language in ("zh", "en") if stem.get(language)):
        return ["gaps_and_key_differ"]
    return [] if all(_is_gap_key(accepted) for accepted in key) else ["key_not_usable"]


def _is_numeric_key(key: object) -> bool:
    """Return whether a key has a value and a tolerance as decimal strings; a YAML float is not exact."""
    if not isinstance(key, Mapping) or not isinstance(key.get("unit", ""), str):
        return False
    value, tolerance = _decimal(key.get("value")), _decimal(key.get("tolerance", "0"))
    return value is not None and tolerance is not None and tolerance >= 0


def _decimal(text: object) -> Decimal | None:
    if not isinstance(text, str):
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _is_gap_key(accepted: object) -> bool:
    return (
        isinstance(accepted, list)
        and bool(accepted)
        and all(isinstance(word, str) and folded(word) for word in accepted)
    )


def key_of(item: Mapping[str, Any]) -> Any:
    """Return the key as it is kept: value, tolerance and unit, or the accepted answers of each gap."""
    key = item["key"]
    if item["type"] == FILL_IN:
        return [[word.strip() for word in accepted] for accepted in key]
    return {
        "value": key["value"].strip(),
        "tolerance": key.get("tolerance", "0").strip(),
        "unit": key.get("unit", "").strip(),
    }


def written_key(kind: str, key: Any) -> Any:
    """Return a kept key as a content pack writes it."""
    return key


def read_response(kind: str, raw: object) -> object:
    """Return a response from what a form sends: one text for a number, one for each gap."""
    if kind == NUMERIC and isinstance(raw, list) and len(raw) == 1:
        return raw[0]
    return raw


def is_response(kind: str, gaps: int, response: object) -> bool:
    """Return whether a response is a text, or one for each gap, that may be kept."""
    if kind == NUMERIC:
        return _is_text(response)
    return isinstance(response, list) and len(response) == gaps and all(_is_text(word) for word in response)


def _is_text(value: object) -> bool:
    """Return whether a value is a short text without control characters or halves of characters."""
    return (
        isinstance(value, str)
        and len(value) <= MOST_CHARACTERS
        and not any(unicodedata.category(character) in ("Cc", "Cs") for character in value)
    )


def is_complete(kind: str, response: Any) -> bool:
    """Return whether a number can be read, or every gap holds something."""
    if kind == NUMERIC:
        return split_number(response) is not None
    return all(folded(word) for word in response)


def parts_right(kind: str, key: Any, response: object) -> tuple[bool, ...]:
    """Return for number and unit, or for each gap, whether it is right."""
    if kind == NUMERIC:
        return _number_and_unit_right(key, response)
    given: Sequence[Any] = (
        response if isinstance(response, list) and len(response) == len(key) else [""] * len(key)
    )
    return tuple(
        isinstance(word, str) and folded(word) in {folded(right) for right in accepted}
        for word, accepted in zip(given, key, strict=True)
    )


def _number_and_unit_right(key: Mapping[str, str], response: object) -> tuple[bool, bool]:
    found = split_number(response) if isinstance(response, str) else None
    if found is None:
        return False, False
    number, unit = found
    value, tolerance = Decimal(key["value"]), Decimal(key["tolerance"])
    with localcontext(prec=2 * MOST_CHARACTERS):
        is_near = any(abs(reading - value) <= tolerance for reading in readings(number))
    return is_near, not unit or unit == _plain(key["unit"])


def split_number(text: str) -> tuple[str, str] | None:
    """Return number and unit of a text, both in plain half-width characters, or None without a number."""
    found = _NUMBER.fullmatch(_plain(text))
    return (found[1], found[2]) if found else None


def readings(number: str) -> list[Decimal]:
    """Return what a number may mean: a comma is read as a decimal comma, and where it can be, as thousands."""
    texts = [number.replace(",", ".")] if number.count(",") + number.count(".") <= 1 else []
    if _THOUSANDS.fullmatch(number):
        texts.append(number.replace(",", ""))
    return [Decimal(text) for text in texts]


def _plain(text: str) -> str:
    """Return a text in compatibility form without any space: full-width digits become plain ones."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_MINUS).split())


def folded(text: str) -> str:
    """Return a text as gaps are compared: compatibility form, no difference of case, spaces do not count."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
