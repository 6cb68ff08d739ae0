"""The right answers, from the content packs' own keys, for journeys that have to pass an examination."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scripts.processes import ROOT
from tests.support import quick_yaml as yaml

PACKS = ROOT / "courses" / "packs"


@dataclass(frozen=True)
class Known:
    """One item as its author wrote it."""

    item: dict[str, Any]

    def right_labels(self, language: str) -> set[str]:
        """Return the texts of the right options in this language, or the empty set for true and false."""
        key = self.item["key"]
        places = key if isinstance(key, list) else [key]
        options = self.item.get("options") or [region["label"] for region in self.item.get("regions", [])]
        return {plain(options[place - 1][language]) for place in places} if options else set()

    def right_value(self) -> str:
        """Return "true" or "false" for such an item."""
        return "true" if self.item["key"] is True else "false"

    def right_entries(self, language: str) -> dict[str, str]:
        """Return for each line of an ordering or matching item what is chosen for it."""
        options = [plain(option[language]) for option in self.item["options"]]
        key = self.item["key"]
        if self.item["type"] == "ordering":
            return {options[number - 1]: str(place) for place, number in enumerate(key, start=1)}
        matches = [plain(match[language]) for match in self.item["matches"]]
        return {option: matches[number - 1] for option, number in zip(options, key, strict=True)}

    def right_texts(self) -> list[str]:
        """Return what is typed into the fields of a number or of gaps."""
        key = self.item["key"]
        return [key["value"]] if self.item["type"] == "numeric" else [accepted[0] for accepted in key]


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
