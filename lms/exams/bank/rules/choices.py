"""True or false, one answer, several answers."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from lms.exams.bank.rules.keys import (
    BY_HAND,
    EXACT,
    MAPPED,
    NOTHING,
    PER_PART,
    WHOLE,
    ItemKey,
    clamped,
    of_picks,
)

TRUE_FALSE, SINGLE, MULTIPLE = "true_false", "single", "multiple"
KINDS = (TRUE_FALSE, SINGLE, MULTIPLE)
SCORINGS = {
    TRUE_FALSE: (EXACT, BY_HAND),
    SINGLE: (EXACT, MAPPED, BY_HAND),
    MULTIPLE: (EXACT, PER_PART, MAPPED, BY_HAND),
}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# An option that speaks of the others keeps its place when options are shuffled.
_SPEAKS_OF_OTHERS = re.compile(
    # "36V以上" is a limit; "以上都对", "以上选项均不正确", "以上三项皆是" are the other options.
    r"以上\s*(?:都|均|皆|全|各|所有|(?:[一二两三四五六七八九十几0-9]+)?\s*(?:选项|答案|说法|项|种|个|者))"
    r"|(?:all|none|both|neither|any|either) of the above"
)


def option_ids(count: int) -> list[str]:
    """Return the stable names of options: a, b, c in the order of the bank."""
    return list(LETTERS[:count])


def reasons_against(item: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with options and key."""
    kind, key, options = item["type"], item.get("key"), item.get("options") or []
    if kind == TRUE_FALSE:
        return [] if isinstance(key, bool) else ["key_not_usable"]
    reasons = reasons_against_options(options)
    places = key if kind == MULTIPLE else [key]
    return reasons or ([] if are_places(places, len(options)) else ["key_not_usable"])


def reasons_against_options(options: Any) -> list[str]:
    """Return what is wrong with a list of texts that are chosen from."""
    if not isinstance(options, list) or not 2 <= len(options) <= len(LETTERS):
        return ["options_missing"]
    worded = all(has_words(option) for option in options)
    return [] if worded else ["option_without_words"]


def has_words(text: object) -> bool:
    """Return whether a text has Chinese words."""
    return isinstance(text, Mapping) and bool(str(text.get("zh") or "").strip())


def is_place(place: object, count: int) -> bool:
    """Return whether a value is a number from 1 to count."""
    return isinstance(place, int) and not isinstance(place, bool) and 1 <= place <= count


def are_places(places: object, count: int) -> bool:
    """Return whether a value is a list of different numbers from 1 to count."""
    if not isinstance(places, list) or not places or not all(is_place(place, count) for place in places):
        return False
    return len(set(places)) == len(places)


def key_of(item: Mapping[str, Any]) -> Any:
    """Return the key as it is kept: a bool, an option's name, or the sorted names of several."""
    if item["type"] == TRUE_FALSE:
        return item["key"]
    names = option_ids(len(item["options"]))
    if item["type"] == SINGLE:
        return names[item["key"] - 1]
    return sorted(names[place - 1] for place in item["key"])


def written_key(kind: str, key: Any) -> Any:
    """Return a kept key as a content pack writes it."""
    if kind == TRUE_FALSE:
        return key
    if kind == SINGLE:
        return LETTERS.index(key) + 1
    return [LETTERS.index(name) + 1 for name in key]


def read_response(kind: str, raw: object) -> object:
    """Return a response from what a plain form sends: strings, or a list of them."""
    if kind == MULTIPLE:
        return [raw] if isinstance(raw, str) else raw
    if isinstance(raw, list) and len(raw) == 1:
        raw = raw[0]
    truth = {"true": True, "false": False}
    return truth.get(raw, raw) if kind == TRUE_FALSE and isinstance(raw, str) else raw


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


def share(key: ItemKey, response: object) -> Fraction:
    """Return which share of the marks a response earns."""
    if key.kind == MULTIPLE:
        return of_picks(key, response) if isinstance(response, list) and response else NOTHING
    if key.kind == SINGLE and key.scoring == MAPPED:
        best = max(key.weight(name) for name in key.weights)
        return clamped(key.weight(response) / best) if isinstance(response, str) else NOTHING
    return WHOLE if type(response) is type(key.key) and response == key.key else NOTHING


def reasons_against_weighed_key(key: Any, weights: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with a key beside usable weights: right is what earns, or the one that earns most."""
    earning = {int(name): Fraction(weight) for name, weight in weights.items() if name.isdecimal()}
    if isinstance(key, list):
        is_meant = set(key) == {place for place, weight in earning.items() if weight > 0}
    else:
        is_meant = earning.get(key) == max(earning.values())
    return [] if is_meant else ["key_and_weights_differ"]


def keeps_option_order(options: Sequence[Mapping[str, str]]) -> bool:
    """Return whether an option refers to the others, so that their order must stay."""
    words = " ".join(f"{option.get('zh', '')} {option.get('en', '')}".lower() for option in options)
    return bool(_SPEAKS_OF_OTHERS.search(words))
