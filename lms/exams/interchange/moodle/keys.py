"""The keys of items as Moodle and GIFT mark them; what these would mark otherwise is refused."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from lms.exams.interchange.drafts import DraftItem, Kind, Number, Option, Scoring
from lms.exams.interchange.numbers import FULL, trimmed
from lms.exams.interchange.refusal import Refused
from lms.exams.interchange.weighing import all_or_nothing, weighed


def shares_of(item: DraftItem) -> tuple[str, dict[str, Decimal]]:
    """Return Moodle's type of a choice item, and what each option earns.

    :raises Refused: read again, the item would have another key or rule.
    """
    right = item.key if isinstance(item.key, tuple) else (item.key,)
    shares = {option.name: FULL if option.name in right else Decimal(0) for option in item.options}
    if item.scoring == Scoring.MAPPED:
        shares = {name: item.weights.get(name, Decimal(0)) for name in shares}
    kind = "multichoice"
    if item.kind == Kind.MULTIPLE and item.scoring == Scoring.EXACT:
        kind, again = "multichoiceset", all_or_nothing(shares)
    else:
        again = weighed(shares, is_single=item.kind == Kind.SINGLE)
    _expect_same(item, again, right)
    return kind, shares


def _expect_same(item: DraftItem, again: dict[str, Any], right: Sequence[object]) -> None:
    key = again["key"] if isinstance(again["key"], tuple) else (again["key"],)
    if again["scoring"] != item.scoring or set(key) != set(right):
        raise Refused("scoring_not_held", str(item.scoring))


def right_pairs(item: DraftItem) -> Iterator[tuple[Option | None, Option]]:
    """Yield each line with its match, then the matches that fit no line.

    :raises Refused: marked as a whole, or pairs that would not come back.
    """
    matches = {match.name: match for match in item.matches}
    key = item.key if isinstance(item.key, dict) else {}
    if item.scoring != Scoring.PER_PART:
        raise Refused("scoring_not_held", str(item.scoring))
    texts = [tuple(sorted(match.text.items())) for match in item.matches]
    if len(set(texts)) != len(texts) or any(key.get(option.name) not in matches for option in item.options):
        raise Refused("key_not_held")
    if len(item.options) < 2 or len(matches) < 2:
        raise Refused("key_not_held")
    for option in item.options:
        yield option, matches[key[option.name]]
    for match in item.matches:
        if match.name not in key.values():
            yield None, match


_ORDER_GRADINGS = {
    Scoring.EXACT: "ALL_OR_NOTHING",
    Scoring.PER_PART: "RELATIVE_NEXT_EXCLUDE_LAST",
    Scoring.MAPPED: "ABSOLUTE_POSITION",
}


def order_grading(item: DraftItem) -> str:
    """Return Moodle's word for how an order is marked.

    :raises Refused: it has none, or the key is no order of the options.
    """
    if not isinstance(item.key, tuple) or sorted(item.key) != sorted(option.name for option in item.options):
        raise Refused("key_not_held")
    grading = _ORDER_GRADINGS.get(item.scoring)
    if item.scoring == Scoring.MAPPED and len({item.weights.get(name) for name in item.key}) != 1:
        grading = None
    if grading is None or len(item.key) < 2:
        raise Refused("scoring_not_held", str(item.scoring))
    return grading


def number_answers(item: DraftItem) -> tuple[list[Number], list[tuple[str, Decimal]]]:
    """Return the values of a number with absolute tolerances, and the units with how many make the first one.

    :raises Refused: the values are not the same in each unit.
    """
    if item.scoring != Scoring.EXACT or not item.key:
        raise Refused("scoring_not_held", str(item.scoring))
    numbers = [absolute(one) for one in item.key]
    names = list(dict.fromkeys(one.unit for one in numbers))
    firsts = [one for one in numbers if one.unit == names[0]]
    if len(names) == 1:
        return firsts, [(names[0], FULL)] if names[0] else []
    units = [(name, _factor(firsts[0], numbers, name)) for name in names]
    again = [
        (trimmed(one.value * factor), trimmed(one.tolerance * abs(factor)), name)
        for one in firsts
        for name, factor in units
    ]
    if "" in names or again != [(one.value, one.tolerance, one.unit) for one in numbers]:
        raise Refused("key_not_held", "units")
    return firsts, units


def absolute(one: Number) -> Number:
    """Return a number with its tolerance as a value."""
    tolerance = one.tolerance * abs(one.value) if one.is_relative else one.tolerance
    return Number(trimmed(one.value), trimmed(tolerance), one.unit)


def _factor(first: Number, numbers: Sequence[Number], name: str) -> Decimal:
    other = next(one for one in numbers if one.unit == name)
    if not first.value:
        raise Refused("key_not_held", "units")
    return trimmed(other.value / first.value)
