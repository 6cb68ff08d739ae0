"""A lesson in parts: each heading with what follows up to the next heading. Part numbers begin at 1."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from courses.pages.terms import Term


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a lesson: its number, its heading ("" before the first heading), its blocks."""

    number: int
    title: str
    blocks: list[Any] = field(default_factory=list)


def parts_of(body: Iterable[Any]) -> list[Part]:
    """Return the parts of a lesson's body; a lesson without blocks has one empty part."""
    parts: list[Part] = []
    for block in body:
        is_heading = block.block_type == "heading"
        if is_heading or not parts:
            parts.append(Part(len(parts) + 1, str(block.value) if is_heading else ""))
        parts[-1].blocks.append(block)
    return parts or [Part(1, "")]


def titles_in(raw: Iterable[Any]) -> list[str]:
    """Return the headings of the parts of a body as it is stored, in the order of `parts_of`."""
    titles: list[str] = []
    for block in raw:
        is_heading = block["type"] == "heading"
        if is_heading or not titles:
            titles.append(str(block["value"]) if is_heading else "")
    return titles


def part_with_practice(parts: Iterable[Part], code: str) -> int:
    """Return the number of the part that shows a practice item; the first when none does."""
    for part in parts:
        for block in part.blocks:
            if block.block_type == "practice" and code in block.value["items"]:
                return part.number
    return 1


def terms_of(parts: Iterable[Part]) -> list[Term]:
    """Return the terms of all vocabulary blocks with the part that explains them, each once."""
    found: dict[str, Term] = {}
    for part in parts:
        for block in part.blocks:
            if block.block_type == "vocabulary":
                for entry in block.value["entries"]:
                    found.setdefault(entry["term"], Term(part.number, **_words(entry)))
    return list(found.values())


def _words(entry: Any) -> dict[str, str]:
    return {name: entry[name] or "" for name in ("term", "pinyin", "english", "meaning")}
