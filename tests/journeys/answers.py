"""The right answers, from the content packs' own keys, for journeys that have to pass an examination."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from scripts.processes import ROOT

PACKS = ROOT / "courses" / "packs"


@dataclass(frozen=True)
class Known:
    """One item as its author wrote it."""

    item: dict[str, Any]

    def right_labels(self, language: str) -> set[str]:
        """Return the texts of the right options in this language, or the empty set for true and false."""
        key = self.item["key"]
        places = key if isinstance(key, list) else [key]
        options = self.item.get("options", [])
        return {plain(options[place - 1][language]) for place in places} if options else set()

    def right_value(self) -> str:
        """Return "true" or "false" for such an item."""
        return "true" if self.item["key"] is True else "false"


def plain(text: str) -> str:
    """Return a text as a browser shows it: single spaces."""
    return " ".join(str(text).split())


@cache
def known_items() -> dict[str, Known]:
    """Return every item by its question in each language."""
    found: dict[str, Known] = {}
    for path in sorted(Path(PACKS).glob("*/items/*.yaml")):
        for item in yaml.safe_load(path.read_text(encoding="utf-8")):
            for stem in item["stem"].values():
                found[plain(stem)] = Known(item)
    return found


def language_key(language: str) -> str:
    """Return the packs' name of a language."""
    return "en" if language == "en" else "zh"
