"""One way of writing for every item: what is the same to learners has the same hash, wherever it comes from."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from lms.exams.bank.rules import arranging, choices, places
from lms.exams.bank.rules.attached import PICTURE
from lms.exams.bank.rules.items import (
    key_of,
    reasons_against_item,
    scoring_of,
    usual_scoring,
    weights_of,
    written_key,
    written_weights,
)

LANGUAGES = ("zh", "en")
_SAYS_NOTHING: tuple[Any, ...] = (None, "", [], {})
_WITH_OPTIONS = (choices.SINGLE, choices.MULTIPLE, *arranging.KINDS)
_ALWAYS = ("type", "topic", "use", "depth", "stem", "options", "key", "rationale", "source", "year")
# Left out of the hash where an item does not have them: what was kept before they came stays the same version.
_WHERE_GIVEN = ("matches", "difficulty", "scoring", "weights", "shuffled", "regions", "attachments")


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
    return without_empty(content | _more(item))


def _more(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return what most items do not say: it is written, and counts for the hash, only where it is not the usual."""
    kind, scoring = item["type"], scoring_of(item)
    return {
        "scoring": scoring if scoring != usual_scoring(kind) else "",
        "weights": written_weights(kind, weights_of(item)),
        "shuffled": None if item.get("shuffled", True) else False,
        "regions": [_region(region) for region in item.get("regions") or []] if kind in places.KINDS else [],
        "attachments": [_attachment(one) for one in item.get("attachments") or []],
        "twins": normal_line(item.get("twins")),
    }


def _region(region: Mapping[str, Any]) -> dict[str, Any]:
    coords = [text.strip() for text in region["coords"]]
    label = normal_text(region.get("label") or {})
    return without_empty({"shape": region["shape"], "coords": coords, "label": label})


def _attachment(attachment: Mapping[str, Any]) -> dict[str, Any]:
    texts = {name: normal_line(attachment.get(name)) for name in ("name", "file")}
    # Of what is drawn from words only the words count: another version of the drawing program is no other wording.
    texts |= {"file": "", "source": attachment["source"]} if attachment["kind"] != PICTURE else {"source": ""}
    alternative = normal_text(attachment.get("alternative") or {})
    return without_empty({"kind": attachment["kind"], **texts, "alternative": alternative})


def normal_text(text: Mapping[str, Any]) -> dict[str, str]:
    """Return a text in the languages that have words."""
    words = {language: normal_line(text.get(language)) for language in LANGUAGES}
    return {language: line for language, line in words.items() if line}


def normal_line(value: object) -> str:
    """Return a value as the words that are kept of it."""
    return "" if value is None else str(value).strip()


def without_empty(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return content without names that say nothing; False and 0 say something."""
    return {name: value for name, value in content.items() if value not in _SAYS_NOTHING}


def content_hash(item: Mapping[str, Any]) -> str:
    """Return SHA-256 over everything that makes one wording; equal content is the same version.

    An item that cannot be used is hashed as it is written: whoever loads it is told what is wrong.
    """
    wording = item if reasons_against_item(item) else normal_item(item)
    content = {name: wording.get(name) for name in _ALWAYS}
    return hash_of(content | without_empty({name: wording.get(name) for name in _WHERE_GIVEN}))


def hash_of(content: Mapping[str, Any]) -> str:
    """Return SHA-256 over content; values that JSON does not know are hashed by their words."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
