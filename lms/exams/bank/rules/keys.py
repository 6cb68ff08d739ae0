"""A key as marking takes it: what is right, how it earns marks, and what the kinds share in working that out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

EXACT, PER_PART, MAPPED, BY_HAND = "exact", "per_part", "mapped", "by_hand"
SCORINGS = (EXACT, PER_PART, MAPPED, BY_HAND)
# The name among weights of what all that is chosen may earn together, where this is less than their sum.
MOST = "most"
NOTHING, WHOLE = Fraction(0), Fraction(1)
LARGEST_POWER = 40
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


@dataclass(frozen=True, slots=True)
class ItemKey:
    """What is right for an item and how a response earns its marks, in the form in which it is kept."""

    kind: str
    key: Any
    scoring: str = EXACT
    weights: Mapping[str, str] = field(default_factory=dict)
    regions: Sequence[Mapping[str, Any]] = ()

    def weight(self, name: str) -> Fraction:
        """Return what one option, region or gap is worth; one that has no weight is worth nothing."""
        return Fraction(self.weights.get(name, "0"))

    @property
    def whole(self) -> Fraction:
        """Return what the full mark is in weights: the most that may be earned, else all that is above nothing."""
        limit = self.weights.get(MOST)
        if limit is not None:
            return Fraction(limit)
        return sum((worth for name in self.weights if (worth := self.weight(name)) > 0), NOTHING)


def key_in(snapshot: Mapping[str, Any]) -> ItemKey:
    """Return the key that a paper's snapshot holds of an item; one from before kinds had scoring is exact."""
    return ItemKey(
        snapshot["kind"],
        snapshot["key"],
        snapshot.get("scoring", EXACT),
        snapshot.get("weights") or {},
        snapshot.get("regions") or (),
    )


def snapshot_of(key: ItemKey) -> dict[str, Any]:
    """Return a key as a paper's snapshot holds it; `key_in` reads it."""
    kept = {"kind": key.kind, "key": key.key, "scoring": key.scoring}
    more = {"weights": dict(key.weights), "regions": list(key.regions)}
    return kept | {name: value for name, value in more.items() if value}


def clamped(share: Fraction) -> Fraction:
    """Return a share between nothing and the whole: no answer costs marks, none earns more than there are."""
    return min(max(share, NOTHING), WHOLE)


def of_picks(key: ItemKey, picked: Iterable[str | None]) -> Fraction:
    """Return the share of what was picked from a list; None is a pick of what is no entry of it."""
    chosen = set(picked)
    if key.scoring == MAPPED:
        return clamped(sum((key.weight(name) for name in chosen if name), NOTHING) / key.whole)
    right = set(key.key)
    if key.scoring == PER_PART:
        return Fraction(len(chosen), len(right)) if chosen <= right else NOTHING
    return WHOLE if chosen == right else NOTHING


def of_parts(key: ItemKey, shares: Mapping[str, Fraction]) -> Fraction:
    """Return the share of named parts that earn each by themselves."""
    if key.scoring == MAPPED:
        return clamped(sum((key.weight(name) * share for name, share in shares.items()), NOTHING) / key.whole)
    if key.scoring == PER_PART:
        return sum(shares.values(), NOTHING) / len(shares)
    return WHOLE if all(share == WHOLE for share in shares.values()) else NOTHING


def decimal(text: object) -> Decimal | None:
    """Return the number that a text writes, or None: only texts, for a float of YAML is not exact."""
    if not isinstance(text, str) or not _NUMBER.fullmatch(text.strip()):
        return None
    number = Decimal(text.strip())
    return None if number and abs(number.adjusted()) > LARGEST_POWER else number


def is_share(text: object) -> bool:
    """Return whether a text writes a number above 0 up to 1."""
    number = decimal(text)
    return number is not None and 0 < number <= 1


def reasons_against_weights(weights: object, names: Sequence[str], *, all_positive: bool) -> list[str]:
    """Return what is wrong with the weights of these names; `all_positive`: each name has one above nothing."""
    if not isinstance(weights, Mapping) or not weights or not set(weights) <= {*names, MOST}:
        return ["weights_not_usable"]
    numbers = {name: decimal(weight) for name, weight in weights.items()}
    if any(number is None for number in numbers.values()):
        return ["weights_not_usable"]
    worths = {name: number for name, number in numbers.items() if number is not None and name != MOST}
    gains = sum((worth for worth in worths.values() if worth > 0), Decimal(0))
    limit = numbers.get(MOST)
    if gains <= 0 or (limit is not None and not 0 < limit < gains):
        return ["weights_not_usable"]
    if all_positive and (limit is not None or len(worths) != len(names) or min(worths.values()) <= 0):
        return ["weights_not_usable"]
    return []
