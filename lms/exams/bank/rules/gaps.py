"""Words that fill the gaps of a sentence, typed or chosen from a list.

A key is kept as a list of {accepted: {word: share}, case, choices, weight}; shares and weights are decimals as texts.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from lms.exams.bank.rules.entering import MOST_CHARACTERS, exactly, folded, is_text
from lms.exams.bank.rules.keys import (
    BY_HAND,
    EXACT,
    MAPPED,
    NOTHING,
    PER_PART,
    WHOLE,
    ItemKey,
    decimal,
    is_share,
    of_parts,
)

FILL_IN = "fill_in"
KINDS = (FILL_IN,)
SCORINGS = {FILL_IN: (EXACT, PER_PART, MAPPED, BY_HAND)}
GAP = "____"
Gap = dict[str, Any]


def reasons_against(item: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the key, and with the gaps that it fills."""
    key, stem = item.get("key"), item.get("stem")
    if not isinstance(key, list) or not key or not isinstance(stem, Mapping):
        return ["gaps_and_key_differ"]
    if any(str(stem[language]).count(GAP) != len(key) for language in ("zh", "en") if stem.get(language)):
        return ["gaps_and_key_differ"]
    return [] if are_gaps(key) else ["key_not_usable"]


def are_gaps(key: object) -> bool:
    """Return whether a value is a list of what fills each gap."""
    return isinstance(key, list) and bool(key) and all(_is_gap(gap) for gap in key)


def _is_gap(gap: object) -> bool:
    if isinstance(gap, list):
        return bool(gap) and all(_is_word(word) for word in gap)
    if not isinstance(gap, Mapping) or not set(gap) <= {"accepted", "case", "choices", "weight"}:
        return False
    weight = decimal(gap.get("weight", "1"))
    return (
        _is_accepted(gap.get("accepted"))
        and isinstance(gap.get("case", False), bool)
        and _are_choices(gap.get("choices") or [], gap["accepted"])
        and weight is not None
        and weight > 0
    )


def _is_accepted(accepted: object) -> bool:
    if isinstance(accepted, Mapping):
        shares = accepted.values()
        return _is_gap(list(accepted)) and all(is_share(one) for one in shares) and "1" in map(_short, shares)
    return isinstance(accepted, list) and _is_gap(accepted)


def _short(share: str) -> str:
    number = decimal(share)
    return "1" if number == 1 else share


def _are_choices(choices: object, accepted: Any) -> bool:
    """Return whether words to choose from are different, and what is accepted is among them; none at all is usual."""
    if not isinstance(choices, list) or not all(_is_word(word) for word in choices):
        return False
    words = [word.strip() for word in choices]
    return not words or (
        len(set(words)) == len(words) > 1 and {word.strip() for word in accepted} <= set(words)
    )


def _is_word(word: object) -> bool:
    return is_text(word, most=MOST_CHARACTERS) and bool(folded(str(word)))


def key_of(item: Mapping[str, Any]) -> list[Gap]:
    """Return the key as it is kept."""
    return kept(item["key"])


def kept(key: Sequence[Any]) -> list[Gap]:
    """Return gaps as they are kept, from a pack, from before words had shares, or kept already."""
    return [_kept(gap if isinstance(gap, Mapping) else {"accepted": gap}) for gap in key]


def _kept(gap: Mapping[str, Any]) -> Gap:
    accepted = gap["accepted"]
    shares = accepted if isinstance(accepted, Mapping) else dict.fromkeys(accepted, "1")
    return {
        "accepted": {word.strip(): share.strip() for word, share in shares.items()},
        "case": gap.get("case", False),
        "choices": [word.strip() for word in gap.get("choices") or []],
        "weight": gap.get("weight", "1").strip(),
    }


def written_key(kind: str, key: Sequence[Any]) -> list[Any]:
    """Return a kept key as a content pack writes it: a gap that is nothing but words is their list."""
    return [_written(gap) for gap in kept(key)]


def _written(gap: Gap) -> Any:
    is_plain = set(gap["accepted"].values()) == {"1"}
    accepted: Any = list(gap["accepted"]) if is_plain else gap["accepted"]
    usual = {"case": False, "choices": [], "weight": "1"}
    more = {name: gap[name] for name, value in usual.items() if gap[name] != value}
    return {"accepted": accepted, **more} if more or not is_plain else accepted


def choices_of(key: Sequence[Any]) -> list[list[str]]:
    """Return for each gap the words that it is filled from; none where it is typed."""
    return [gap["choices"] for gap in kept(key)]


def read_response(kind: str, raw: object) -> object:
    """Return a response from what a form sends: one text for each gap."""
    return raw


def is_response(choices: Sequence[Sequence[str]], response: object) -> bool:
    """Return whether a response is one text for each gap that may be kept; a list is chosen from or left alone."""
    if not isinstance(response, list) or len(response) != len(choices):
        return False
    return all(
        is_text(word) and (not listed or word == "" or word in listed)
        for word, listed in zip(response, choices, strict=True)
    )


def is_complete(response: Any) -> bool:
    """Return whether every gap holds something."""
    return all(folded(word) for word in response)


def shares(key: Sequence[Any], response: object) -> tuple[Fraction, ...]:
    """Return for each gap which share of its mark the response earns."""
    gaps = kept(key)
    given: Sequence[Any] = (
        response if isinstance(response, list) and len(response) == len(gaps) else [""] * len(gaps)
    )
    return tuple(_share(gap, word) for gap, word in zip(gaps, given, strict=True))


def _share(gap: Gap, word: object) -> Fraction:
    if not isinstance(word, str) or not folded(word):
        return NOTHING
    # Words of a list are chosen, not typed: nothing about them has to be read kindly.
    alike = (lambda text: text) if gap["choices"] else exactly if gap["case"] else folded
    earned = [
        Fraction(share) for accepted, share in gap["accepted"].items() if alike(accepted) == alike(word)
    ]
    return max(earned, default=NOTHING)


def share(key: ItemKey, response: object) -> Fraction:
    """Return which share of the marks a response earns; gaps weigh what the item, or else they themselves say."""
    earned = shares(key.key, response)
    if key.scoring != PER_PART:
        return of_parts(key, {str(place): one for place, one in enumerate(earned, start=1)})
    weights = [Fraction(gap["weight"]) for gap in kept(key.key)]
    pairs = zip(earned, weights, strict=True)
    return sum((one * weight for one, weight in pairs), NOTHING) / sum(weights, NOTHING)


def parts_right(key: Sequence[Any], response: object) -> tuple[bool, ...]:
    """Return for each gap whether it earns its whole mark."""
    return tuple(share == WHOLE for share in shares(key, response))
