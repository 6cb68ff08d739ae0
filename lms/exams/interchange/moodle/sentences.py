"""Sentences with gaps on their way into Moodle: one gap as a short answer, several as embedded answers."""

import re
from decimal import Decimal
from html import escape

from lms.exams.interchange.drafts import DraftItem, Gap
from lms.exams.interchange.gaps import GAP, scoring_of
from lms.exams.interchange.markup import Markup
from lms.exams.interchange.numbers import FULL, percent
from lms.exams.interchange.plain import seen
from lms.exams.interchange.refusal import Refused

_RUN = re.compile("_{3,}")
_SPECIAL = re.compile(r"[}~#]|\\(?!\*)")  # a star that is itself escaped stays so
LARGEST_WEIGHT = 9999


def is_plain_sentence(item: DraftItem) -> bool:
    """Return whether an item is one typed word in a sentence without any other blank."""
    return (
        len(item.key or ()) == 1
        and not item.key[0].choices
        and all(_RUN.findall(one) == [GAP] for one in item.stem.values())
    )


def single_gap(item: DraftItem) -> Gap:
    """Return the gap of a sentence that has one.

    :raises Refused: it would be marked otherwise.
    """
    gap: Gap = item.key[0]
    _expect_held(gap)
    _expect_scoring(item)
    return gap


def cloze_source(item: DraftItem, markup: Markup) -> str:
    """Return a sentence with what Moodle embeds for each gap.

    :raises Refused: it would be marked otherwise.
    """
    if not item.key:
        raise Refused("key_not_held")
    _expect_scoring(item)
    is_weighted = len({gap.weight for gap in item.key}) > 1
    return markup.gapped(item.stem, [_embedded(item, gap, is_weighted) for gap in item.key])


def _expect_scoring(item: DraftItem) -> None:
    if item.scoring != scoring_of(item.key):
        raise Refused("scoring_not_held", str(item.scoring))


def _expect_held(gap: Gap) -> None:
    """Refuse what would come back otherwise: a star after a backslash, or shares that no answer has whole."""
    words = [*gap.accepted, *gap.choices]
    if any("\\*" in word or not word.strip() for word in words):
        raise Refused("key_not_held", "*")
    if not gap.accepted or max(gap.accepted.values()) != FULL or min(gap.accepted.values()) <= 0:
        raise Refused("scoring_not_held")


def _embedded(item: DraftItem, gap: Gap, is_weighted: bool) -> str:
    _expect_held(gap)
    weight = gap.weight if is_weighted else Decimal(1)
    if weight != int(weight) or not 1 <= weight <= LARGEST_WEIGHT:
        raise Refused("scoring_not_held", "weight")
    if gap.choices:
        return f"{{{int(weight)}:MULTICHOICE{'_S' if item.is_shuffled else ''}:{_choices(gap)}}}"
    words = "~".join(_answer(word.replace("*", "\\*"), share) for word, share in gap.accepted.items())
    return f"{{{int(weight)}:SHORTANSWER{'_C' if gap.is_case_sensitive else ''}:{words}}}"


def _choices(gap: Gap) -> str:
    is_whole = set(gap.accepted) <= set(gap.choices) and len(set(gap.choices)) == len(gap.choices) > 1
    if not is_whole:
        raise Refused("key_not_held", "choices")
    return "~".join(_answer(choice, gap.accepted.get(choice, Decimal(0))) for choice in gap.choices)


def _answer(word: str, share: Decimal) -> str:
    sign = "=" if share == FULL else f"%{percent(share)}%"
    return sign + escape(_SPECIAL.sub(_escaped, seen(word)), quote=False)


def _escaped(sign: re.Match[str]) -> str:
    return "\\" + sign[0]
