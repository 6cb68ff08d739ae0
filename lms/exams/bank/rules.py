"""Pure decisions on items: what a usable item is, which responses fit it. No Django."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

TRUE_FALSE, SINGLE, MULTIPLE = "true_false", "single", "multiple"
KINDS = (TRUE_FALSE, SINGLE, MULTIPLE)
USES = ("examination", "practice")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# An option that speaks of the others keeps its place when options are shuffled.
_SPEAKS_OF_OTHERS = ("以上", "all of the above", "none of the above", "both of the above")


def option_ids(count: int) -> list[str]:
    """Return the stable names of options: a, b, c in the order of the bank."""
    return list(LETTERS[:count])


def reasons_against_item(item: Mapping[str, Any]) -> list[str]:
    """Return codes of what is wrong with an item as a content pack gives it; empty when it can be kept."""
    if item.get("type") not in KINDS:
        return ["kind_not_supported"]
    reasons = [] if item.get("code") and item.get("topic") else ["code_or_topic_missing"]
    if item.get("use") not in USES:
        reasons.append("use_unknown")
    if not (item.get("stem") or {}).get("zh"):
        reasons.append("stem_missing")
    return reasons + _reasons_against_key(item)


def _reasons_against_key(item: Mapping[str, Any]) -> list[str]:
    kind, key, options = item["type"], item.get("key"), item.get("options") or []
    if kind == TRUE_FALSE:
        return [] if isinstance(key, bool) else ["key_not_usable"]
    if not 2 <= len(options) <= len(LETTERS):
        return ["options_missing"]
    if any(not option.get("zh") for option in options):
        return ["option_without_words"]
    places = key if kind == MULTIPLE else [key]
    return [] if _are_places(places, len(options)) else ["key_not_usable"]


def _are_places(places: object, count: int) -> bool:
    if not isinstance(places, list) or not places or len(set(places)) != len(places):
        return False
    return all(
        isinstance(place, int) and not isinstance(place, bool) and 1 <= place <= count for place in places
    )


def key_of(item: Mapping[str, Any]) -> Any:
    """Return the key as it is kept: a bool, an option's name, or the sorted names of several."""
    if item["type"] == TRUE_FALSE:
        return item["key"]
    names = option_ids(len(item["options"]))
    if item["type"] == SINGLE:
        return names[item["key"] - 1]
    return sorted(names[place - 1] for place in item["key"])


def named_options(options: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the options with their stable names."""
    names = option_ids(len(options))
    return [
        {"id": name, "zh": option["zh"], "en": option.get("en", "")}
        for name, option in zip(names, options, strict=True)
    ]


def content_hash(item: Mapping[str, Any]) -> str:
    """Return SHA-256 over everything that makes one wording; equal content is the same version."""
    wanted = ("type", "topic", "use", "depth", "stem", "options", "key", "rationale", "source", "year")
    canonical = json.dumps({name: item.get(name) for name in wanted}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def read_response(kind: str, raw: object) -> object:
    """Return a response from what a plain form sends: strings, or a list of them."""
    if kind == MULTIPLE:
        return [raw] if isinstance(raw, str) else raw
    if isinstance(raw, list) and len(raw) == 1:
        raw = raw[0]
    return (
        {"true": True, "false": False}.get(raw, raw) if kind == TRUE_FALSE and isinstance(raw, str) else raw
    )


def is_response(kind: str, options: Sequence[str], response: object) -> bool:
    """Return whether a response has the form this kind of item takes; None takes an answer back."""
    if response is None:
        return True
    if kind == TRUE_FALSE:
        return isinstance(response, bool)
    if kind == SINGLE:
        return isinstance(response, str) and response in options
    if not isinstance(response, list) or not all(isinstance(name, str) for name in response):
        return False
    return len(set(response)) == len(response) and set(response) <= set(options)


def is_correct(kind: str, key: object, response: object) -> bool:
    """Return whether a response is right; several answers must be exactly the keyed ones."""
    if response is None:
        return False
    if kind == MULTIPLE:
        return isinstance(response, list) and isinstance(key, list) and sorted(response) == sorted(key)
    return type(response) is type(key) and response == key


def keeps_option_order(options: Sequence[Mapping[str, str]]) -> bool:
    """Return whether an option refers to the others, so that their order must stay."""
    words = " ".join(f"{option.get('zh', '')} {option.get('en', '')}".lower() for option in options)
    return any(phrase in words for phrase in _SPEAKS_OF_OTHERS)
