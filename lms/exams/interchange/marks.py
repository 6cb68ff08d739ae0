"""Marks in the texts of an item: `[[2]]` stands for its second picture, formula or circuit. No Django."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from lms.exams.interchange.drafts import DraftItem, Option

MARK = re.compile(r"\[\[([0-9]{1,3})\]\]")


def marks_in(item: DraftItem) -> set[int]:
    """Return the numbers of the attachments that the texts of an item name."""
    lists = [option.text for option in (*item.options, *item.matches)]
    texts = (words for text in (item.stem, item.rationale, *lists) for words in text.values())
    return {int(number) for words in texts for number in MARK.findall(words or "")}


def renumbered(item: DraftItem, numbers: Mapping[int, int]) -> DraftItem:
    """Return a question whose marks have other numbers; a mark that stands for nothing stays."""

    def in_text(text: Mapping[str, str]) -> dict[str, str]:
        return {language: MARK.sub(_other(numbers), words or "") for language, words in text.items()}

    def in_list(options: Sequence[Option]) -> tuple[Option, ...]:
        return tuple(Option(option.name, in_text(option.text)) for option in options)

    if all(old == new for old, new in numbers.items()):
        return item
    return replace(
        item,
        stem=in_text(item.stem),
        rationale=in_text(item.rationale),
        options=in_list(item.options),
        matches=in_list(item.matches),
    )


def _other(numbers: Mapping[int, int]) -> Callable[[re.Match[str]], str]:
    return lambda found: f"[[{numbers.get(int(found[1]), int(found[1]))}]]"
