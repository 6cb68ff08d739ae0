"""Putting in order, and matching the entries of one list to those of another."""

from collections.abc import Mapping, Sequence
from typing import Any

from lms.exams.interchange.drafts import Kind, Remark
from lms.exams.interchange.qti import xml
from lms.exams.interchange.qti.declarations import Response
from lms.exams.interchange.qti.orders import of_order
from lms.exams.interchange.qti.parsing import Part, Source, is_shuffled, named, ours, whole_number
from lms.exams.interchange.qti.parts import of_pairs, without_pairs
from lms.exams.interchange.refusal import Refused


def order(source: Source, interaction: Any) -> Part:
    """Read an order of texts."""
    elements = xml.children(interaction, "simple-choice")
    if len(elements) < 2:
        raise Refused("too_few_options")
    names, options = named(elements, source.content)
    response = source.response_of(interaction, cardinality="ordered")
    remarks = _limits(interaction, len(names))
    if response.cardinality != "ordered":
        raise Refused("ambiguous", f"cardinality {response.cardinality}")
    if response.correct and sorted(response.correct) != sorted(names):
        raise Refused("key_unusable", " ".join(map(str, response.correct))[:80])
    marking = of_order(source.rule, response, list(names))
    key = tuple(names[name] for name in marking.key) if marking.key else None
    weights, shuffled = ours(names, marking.weights), is_shuffled(interaction, elements)
    return Part(Kind.ORDERING, key, marking, options, weights=weights, is_shuffled=shuffled, remarks=remarks)


def _limits(interaction: Any, count: int) -> tuple[Remark, ...]:
    """Return what is said of an order that may be handed in unfinished; here it is always a whole one.

    :raises Refused: only some of the options may be put in order.
    """
    if (whole_number(interaction, "max-choices", 0) or count) != count:
        raise Refused("type_not_supported", f"{xml.written_name(interaction)}: a part of the options")
    least = whole_number(interaction, "min-choices", 0) or count
    return (Remark("formatting_lost", f"minChoices {least}"),) if least < count else ()


def match(source: Source, interaction: Any) -> Part:
    """Read pairs of two lists; the list whose every entry has one partner becomes the options."""
    sets = xml.children(interaction, "simple-match-set")
    if len(sets) != 2:
        raise Refused("broken_entry", "simpleMatchSet")
    lists = [xml.children(one, "simple-associable-choice") for one in sets]
    response = source.response_of(interaction, cardinality="multiple", base="directedpair")
    pairs = right_pairs(response)
    first, second = (_names(one) for one in lists)
    if any(left not in first or right not in second for left, right in pairs):
        raise Refused("key_unusable", " ".join(" ".join(pair) for pair in pairs)[:80])
    place = _options_among(pairs, first, second, interaction)
    names, options = named(lists[place], source.content)
    others, matches = named(lists[1 - place], source.content, numbered=True)
    if len(options) < 2:
        raise Refused("too_few_options")
    by_option = {pair[place]: " ".join(pair) for pair in pairs}
    partner = {pair[place]: pair[1 - place] for pair in pairs}
    marking = of_pairs(source.rule, response, by_option) if pairs else without_pairs(source.rule, response)
    key = {names[one]: others[partner[one]] for one in names} if marking.key else None
    shuffled = is_shuffled(interaction, [*lists[0], *lists[1]])
    return Part(
        Kind.MATCHING,
        key,
        marking,
        options,
        matches,
        weights=ours(names, marking.weights),
        is_shuffled=shuffled,
    )


def right_pairs(response: Response) -> list[tuple[str, str]]:
    """Return the right pairs: as they are declared, else those that earn something."""
    values = [str(value) for value in response.correct]
    if not values and response.worths is not None:
        values = [str(entry.key) for entry in response.worths.entries if entry.worth > 0]
    pairs = [tuple(value.split()) for value in dict.fromkeys(values)]
    if any(len(pair) != 2 for pair in pairs):
        raise Refused("key_unusable", " ".join(values)[:80])
    return [(pair[0], pair[1]) for pair in pairs]


def _names(elements: Sequence[Any]) -> list[str]:
    return [xml.attribute(one, "identifier") for one in elements]


def _options_among(
    pairs: Sequence[tuple[str, str]], first: Sequence[str], second: Sequence[str], interaction: Any
) -> int:
    """Return which list has exactly one partner for each entry; without any pair, the first."""
    for place, names in enumerate((first, second)):
        if not pairs or sorted(pair[place] for pair in pairs) == sorted(names):
            return place
    raise Refused("type_not_supported", f"{xml.written_name(interaction)}: not one partner for each")


def unmatched(pairs: Sequence[tuple[str, str]], names: Mapping[str, Any], place: int) -> bool:
    """Return whether an entry has no partner, or several."""
    return sorted(pair[place] for pair in pairs) != sorted(names)
