"""A draft item as JSON and back, without the bytes of its pictures. No Django.

Decimals are written as text: 0.1 stays 0.1.
"""

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from lms.exams.interchange.drafts import DraftItem, Gap, Kind, Number, Option, Region, Scoring

_PLAIN = ("code", "topic", "depth", "difficulty", "source", "year", "is_shuffled")


def to_json(item: DraftItem) -> dict[str, Any]:
    """Return everything of an item but its attachments, as values that JSON has."""
    kept: dict[str, Any] = {
        "kind": str(item.kind),
        "stem": dict(item.stem),
        "key": _key_to_json(item.kind, item.key),
        "options": [_option_to_json(option) for option in item.options],
        "matches": [_option_to_json(option) for option in item.matches],
        "regions": [_plain(asdict(region)) for region in item.regions],
        "scoring": str(item.scoring),
        "weights": _plain(dict(item.weights)),
        "marks": str(item.marks),
        "rationale": dict(item.rationale),
    }
    return kept | {name: getattr(item, name) for name in _PLAIN}


def _option_to_json(option: Option) -> dict[str, Any]:
    return {"name": option.name, "text": dict(option.text)}


def _key_to_json(kind: Kind, key: Any) -> Any:
    if key is None:
        return None
    if kind in (Kind.NUMERIC, Kind.FILL_IN):
        return [_plain(asdict(part)) for part in key]
    return list(key) if isinstance(key, tuple) else key


def _plain(value: Any) -> Any:
    """Return a value with every decimal as text and every tuple as a list."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, (list, tuple)) else value


def from_json(kept: Mapping[str, Any]) -> DraftItem:
    """Return the item that `to_json` wrote, without attachments."""
    kind = Kind(kept["kind"])
    return DraftItem(
        kind=kind,
        stem=kept["stem"],
        key=_key_from_json(kind, kept["key"]),
        options=tuple(Option(**option) for option in kept["options"]),
        matches=tuple(Option(**option) for option in kept["matches"]),
        regions=tuple(_region(region) for region in kept["regions"]),
        scoring=Scoring(kept["scoring"]),
        weights={name: Decimal(weight) for name, weight in kept["weights"].items()},
        marks=Decimal(kept["marks"]),
        rationale=kept["rationale"],
        **{name: kept[name] for name in _PLAIN},
    )


def _region(kept: Mapping[str, Any]) -> Region:
    return Region(**{**kept, "coords": tuple(Decimal(number) for number in kept["coords"])})


def _key_from_json(kind: Kind, key: Any) -> Any:
    if key is None:
        return None
    if kind == Kind.NUMERIC:
        return tuple(_number(part) for part in key)
    if kind == Kind.FILL_IN:
        return tuple(_gap(part) for part in key)
    return tuple(key) if isinstance(key, list) else key


def _number(kept: Mapping[str, Any]) -> Number:
    return Number(**{**kept, "value": Decimal(kept["value"]), "tolerance": Decimal(kept["tolerance"])})


def _gap(kept: Mapping[str, Any]) -> Gap:
    accepted = {word: Decimal(share) for word, share in kept["accepted"].items()}
    exact = {"accepted": accepted, "choices": tuple(kept["choices"]), "weight": Decimal(kept["weight"])}
    return Gap(**{**kept, **exact})
