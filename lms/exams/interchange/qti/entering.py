"""What is typed or filled in: gaps in a text, lists in a text, words dragged into a text, numbers, long answers."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lms.exams.interchange.drafts import Gap, Kind, Number, Remark, Scoring
from lms.exams.interchange.marks import MARK
from lms.exams.interchange.numbers import written
from lms.exams.interchange.qti import xml
from lms.exams.interchange.qti.arranging import right_pairs, unmatched
from lms.exams.interchange.qti.content import UNIT_CLASS
from lms.exams.interchange.qti.declarations import NUMBERS
from lms.exams.interchange.qti.numbers import of_number
from lms.exams.interchange.qti.parsing import Part, Source
from lms.exams.interchange.qti.parts import Source as GapSource
from lms.exams.interchange.qti.parts import minds_case, of_gaps, of_pairs, without_pairs
from lms.exams.interchange.qti.scoring import Marking, not_understood
from lms.exams.interchange.qti.values import decimal_of
from lms.exams.interchange.refusal import Refused


def is_number(source: Source) -> bool:
    """Return whether an item asks for one number and nothing else."""
    if len(source.interactions) != 1 or xml.name_of(source.interactions[0]) != "text-entry-interaction":
        return False
    return source.response_of(source.interactions[0], base="string").base in NUMBERS


def number(source: Source, interaction: Any) -> Part:
    """Read a number that is typed in. Its unit is what a span of our own writing says."""
    marking = of_number(source.rule, source.response_of(interaction, base="float"))
    unit = next(
        (xml.words(one) for one in source.root.iter() if xml.attribute(one, "class") == UNIT_CLASS), ""
    )
    key = tuple(_with_unit(one, unit) for one in marking.key) if marking.key else None
    return Part(Kind.NUMERIC, key, marking)


def slider(source: Source, interaction: Any) -> Part:
    """Read a number that is set on a scale: it is asked for as a number, the scale is lost."""
    part = number(source, interaction)
    ends = "-".join(xml.attribute(interaction, f"{end}-bound") for end in ("lower", "upper"))
    lost = Remark("formatting_lost", f"{xml.written_name(interaction)} {ends}")
    return Part(part.kind, part.key, part.marking, remarks=(lost,))


def _with_unit(one: Number, unit: str) -> Number:
    return Number(one.value, one.tolerance, unit, one.is_relative) if unit else one


def gaps(source: Source, interactions: Sequence[Any]) -> Part:
    """Read a text with gaps that are typed in or filled from lists."""
    lists = [_choices(source, one) for one in interactions]
    sources = [
        GapSource(source.response_of(one, base="string"), tuple(choices))
        for one, choices in zip(interactions, lists, strict=True)
    ]
    if len({one.response.name for one in sources}) != len(sources):
        raise Refused("broken_entry", "responseIdentifier")
    _check_values(sources)
    marking = of_gaps(source.rule, sources)
    cases = [
        not choices and minds_case(source.rule.program, one.response)
        for one, choices in zip(sources, lists, strict=True)
    ]
    if None in cases:
        marking = _unscored(marking)
    key = _gaps(marking, lists, cases) if marking.key else None
    as_words = tuple(
        Remark("ambiguous", one.response.name) for one in sources if one.response.base == "float"
    )
    return Part(
        Kind.FILL_IN,
        key,
        marking,
        weights=marking.weights,
        is_shuffled=False,
        remarks=as_words,
        gaps=len(sources),
    )


def _unscored(marking: Marking) -> Marking:
    if marking.scoring in (Scoring.UNSCORED, Scoring.BY_HAND):
        return marking
    return not_understood("values", marking.key)


def _check_values(sources: Sequence[GapSource]) -> None:
    for one in sources:
        if one.response.cardinality == "record" or one.response.base in (
            "file",
            "point",
            "pair",
            "directedpair",
        ):
            raise Refused("type_not_supported", f"{one.response.cardinality} {one.response.base}")
        if one.names and any(value not in one.names for value in one.response.correct):
            raise Refused("key_unusable", " ".join(map(str, one.response.correct))[:80])


def _choices(source: Source, interaction: Any) -> dict[str, str]:
    """Return the texts that a gap is filled from, by the file's names; none if it is typed in."""
    elements = [
        one for one in xml.children(interaction, "inline-choice") if not _is_blank(source, interaction, one)
    ]
    choices = {xml.attribute(one, "identifier"): _one_text(source, one) for one in elements}
    if xml.name_of(interaction) == "inline-choice-interaction" and len(choices) < 2:
        raise Refused("too_few_options")
    if len(choices) != len(elements) or len(set(choices.values())) != len(choices):
        raise Refused("broken_entry", "inlineChoice")
    return choices


def _is_blank(source: Source, interaction: Any, choice: Any) -> bool:
    """Return whether an entry of a list only stands for having chosen none."""
    response, name = source.response_of(interaction), xml.attribute(choice, "identifier")
    worths = response.worths.entries if response.worths is not None else ()
    is_named = name in response.correct or any(entry.key == name for entry in worths)
    return not is_named and not len(choice) and not xml.words(choice)


def _one_text(source: Source, element: Any) -> str:
    """Return a text that stands in every language of the stem; several languages stand side by side.

    :raises Refused: it has no words, or a picture or formula, which no list shows.
    """
    text = " / ".join(dict.fromkeys(source.content.text(element).values()))
    if not text or MARK.search(text):
        raise Refused(
            "type_not_supported", f"{xml.written_name(element)} {element.get('identifier', '')}"[:80]
        )
    return text


def _gaps(
    marking: Marking, lists: Sequence[Mapping[str, str]], cases: Sequence[bool | None]
) -> tuple[Gap, ...]:
    return tuple(
        Gap(_accepted(accepted, choices), bool(case), tuple(choices.values()))
        for accepted, choices, case in zip(marking.key, lists, cases, strict=True)
    )


def _accepted(accepted: Mapping[Any, Fraction], choices: Mapping[str, str]) -> dict[str, Decimal]:
    return {_word(value, choices): decimal_of(share) for value, share in accepted.items()}


def _word(value: Any, choices: Mapping[str, str]) -> str:
    return written(decimal_of(value)) if isinstance(value, Fraction) else choices.get(str(value), str(value))


def gap_match(source: Source, interaction: Any) -> Part:
    """Read words that are dragged into a text: gaps that are filled from one list."""
    name = xml.written_name(interaction)
    if next(xml.descendants(interaction, "gap-img"), None) is not None:
        raise Refused("type_not_supported", f"{name}: pictures")
    elements, places = xml.children(interaction, "gap-text"), list(xml.descendants(interaction, "gap"))
    choices = {xml.attribute(one, "identifier"): _one_text(source, one) for one in elements}
    response = source.response_of(interaction, cardinality="multiple", base="directedpair")
    pairs = right_pairs(response)
    targets = {xml.attribute(one, "identifier"): one for one in places}
    if not places or len(choices) != len(elements) or len(set(choices.values())) != len(choices):
        raise Refused("broken_entry", name)
    if any(word not in choices or place not in targets for word, place in pairs):
        raise Refused("key_unusable", " ".join(" ".join(pair) for pair in pairs)[:80])
    if pairs and unmatched(pairs, targets, 1):
        raise Refused("type_not_supported", f"{name}: not one word for each gap")
    by_place = {place: " ".join((word, place)) for word, place in pairs}
    marking = of_pairs(source.rule, response, by_place) if pairs else without_pairs(source.rule, response)
    words = {place: choices[word] for word, place in pairs}
    listed = tuple(choices.values())
    key = tuple(Gap({words[place]: Decimal(1)}, choices=listed) for place in targets) if marking.key else None
    weights = {
        str(number): marking.weights[place] for number, place in enumerate(targets, 1) if marking.weights
    }
    return Part(Kind.FILL_IN, key, marking, weights=weights, is_shuffled=False, gaps=len(targets))


def extended_text(source: Source, interaction: Any) -> Part:
    """Read a long answer. Somebody marks it; what the file compares it with is a hint for them."""
    response = source.response_of(interaction, base="string")
    phrases = [str(value) for value in response.correct]
    if response.worths is not None:
        phrases += [str(entry.key) for entry in response.worths.entries if entry.worth > 0]
    phrases = list(dict.fromkeys(phrases))
    guidance = source.content.guidance(source.root)
    by_machine = bool(phrases) and not source.rule.is_by_hand and not source.rule.is_absent
    remarks = (Remark("marked_by_hand"),) if by_machine else ()
    marking = Marking(Scoring.BY_HAND, None, source.rule.most or Fraction(1))
    return Part(Kind.SHORT_ANSWER, tuple(dict.fromkeys([*phrases, *guidance])), marking, remarks=remarks)
