"""What is known about an item, in tags of systems that have no better place for it: "depth:apply", "year:2019"."""

import re
from collections.abc import Iterable
from typing import Any

from lms.exams.interchange.drafts import DraftItem

_TEXTS = ("depth", "difficulty", "source")
_TAG = re.compile(r"(depth|difficulty|source|year)\s*:\s*(.*)", re.DOTALL)


def about(tags: Iterable[str]) -> dict[str, Any]:
    """Return the parts of an item that tags tell; other tags are left out."""
    told: dict[str, Any] = {}
    for found in map(_TAG.fullmatch, tags):
        if found and found[1] in _TEXTS:
            told.setdefault(found[1], found[2].strip())
        elif found and re.fullmatch("[0-9]{4}", found[2].strip()):
            told.setdefault("year", int(found[2]))
    return told


def tags_of(item: DraftItem) -> list[str]:
    """Return the tags that tell what is known about an item."""
    tags = [f"{name}:{getattr(item, name)}" for name in _TEXTS if getattr(item, name)]
    return tags if item.year is None else [*tags, f"year:{item.year:04}"]
