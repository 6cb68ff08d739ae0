"""A question in short, for the reports of who brings it: its options, and what is right. Never for a terminal."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lms.exams.interchange.beginnings import first_words
from lms.exams.interchange.drafts import DraftItem, Kind, Option
from lms.exams.interchange.right import belongings_of, gap_in_words, number_in_words, right_names

LONGEST_OPTION, MOST_OPTIONS = 60, 8
SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
RIGHT, WRONG = "true", "false"
Kept = list[Any]


@dataclass(frozen=True, slots=True)
class PeekedOption:
    """One option: its letter, its first words, whether it is right, and what belongs to it: a place or a partner."""

    sign: str
    words: str
    is_right: bool = False
    belongs: str = ""


@dataclass(frozen=True, slots=True)
class Peek:
    """The options of a question, whether there are more of them, and what is right where no option says it."""

    options: tuple[PeekedOption, ...] = ()
    has_more: bool = False
    key: tuple[str, ...] = ()


def peek_as_kept(item: DraftItem) -> Kept:
    """Return a question in short as plain values, in no language: options, whether there are more, the key."""
    right, belongs = right_names(item), belongings_of(item)
    if item.kind == Kind.MATCHING:
        partners = {str(number): _words(match) for number, match in enumerate(item.matches, start=1)}
        belongs = {name: partners.get(number, "") for name, number in belongs.items()}
    options = [
        [sign, _words(option), option.name in right, belongs.get(option.name, "")]
        for sign, option in zip(SIGNS, item.options[:MOST_OPTIONS], strict=False)
    ]
    return [options, len(item.options) > MOST_OPTIONS, [first_words(line) for line in _key(item)]]


def _words(option: Option) -> str:
    words = first_words(option.text.get("zh") or option.text.get("en") or "")
    return words if len(words) <= LONGEST_OPTION else f"{words[:LONGEST_OPTION]}…"


def _key(item: DraftItem) -> list[str]:
    """Return what is right where no option says it."""
    if item.key is None:
        return []
    if item.kind == Kind.TRUE_FALSE:
        return [RIGHT if item.key else WRONG]
    if item.kind == Kind.HOTSPOT:
        labels = {region.name: region.label.get("zh") or region.label.get("en") for region in item.regions}
        return [labels.get(name) or name for name in item.key]
    if item.kind == Kind.NUMERIC:
        return [number_in_words(one) for one in item.key]
    if item.kind == Kind.FILL_IN:
        return [f"({number}) {gap_in_words(gap)}" for number, gap in enumerate(item.key, start=1)]
    return list(item.key) if item.kind == Kind.SHORT_ANSWER else []


def peek_of(kept: Kept) -> Peek:
    """Return what was kept, with truth in the reader's language; nothing was kept of what is left out."""
    if not kept:
        return Peek()
    options, has_more, key = kept
    truths = {RIGHT: _("Right"), WRONG: _("Wrong")}
    shown = tuple(PeekedOption(*option) for option in options)
    return Peek(shown, has_more, tuple(truths.get(line, line) for line in key))
