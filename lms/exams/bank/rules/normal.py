"""One way of writing for every item: what is the same to learners has the same hash, wherever it comes from."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from lms.exams.bank.rules import arranging, choices
from lms.exams.bank.rules.items import key_of, reasons_against_item, written_key

LANGUAGES = ("zh", "en")
_WITH_OPTIONS = (choices.SINGLE, choices.MULTIPLE, *arranging.KINDS)
_ALWAYS = ("type", "topic", "use", "depth", "stem", "options", "key", "rationale", "source", "year")
# Left out of the hash where an item does not have them: what was kept before they came stays the same version.
_WHERE_GIVEN = ("matches", "difficulty")


def normal_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return a usable item as we write it: keys in order and filled in, no spaces around words, nothing empty."""
    kind = item["type"]
    content = {name: item[name] for name in ("code", "topic", "type")}
    content |= {name: normal_line(item.get(name)) for name in ("depth", "difficulty")}
    content |= {"use": item["use"], "stem": normal_text(item["stem"])}
    if kind in _WITH_OPTIONS:
        content["options"] = [normal_text(option) for option in item["options"]]
    if kind == arranging.MATCHING:
        content["matches"] = [normal_text(match) for match in item["matches"]]
    content["key"] = written_key(kind, key_of(item))
    content["rationale"] = normal_text(item.get("rationale") or {})
    content |= {"source": normal_line(item.get("source")), "year": item.get("year")}
    return without_empty(content)


def normal_text(text: Mapping[str, Any]) -> dict[str, str]:
    """Return a text in the languages that have words."""
    words = {language: normal_line(text.get(language)) for language in LANGUAGES}
    return {language: line for language, line in words.items() if line}


def normal_line(value: object) -> str:
    """Return a value as the words that are kept of it."""
    return "" if value is None else str(value).strip()


def without_empty(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return content without names that say nothing; False and 0 say something."""
    return {name: value for name, value in content.items() if value not in (None, "", [], {})}


def content_hash(item: Mapping[str, Any]) -> str:
    """Return SHA-256 over everything that makes one wording; equal content is the same version.

    An item that cannot be used is hashed as it is written: whoever loads it is told what is wrong.
    """
    wording = item if reasons_against_item(item) else normal_item(item)
    content = {name: wording.get(name) for name in _ALWAYS}
    return hash_of(content | {name: wording[name] for name in _WHERE_GIVEN if wording.get(name)})


def hash_of(content: Mapping[str, Any]) -> str:
    """Return SHA-256 over content; values that JSON does not know are hashed by their words."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
