"""What a manifest says of an item beside its words: topic, depth, difficulty, source and year, as LOM has them.

Only what is clear is taken: one topic of one discipline. Ours go out the same way, so that they come back.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from lms.exams.interchange.drafts import DraftItem
from lms.exams.interchange.qti import xml

CODE = "code"
_MOST_ELEMENTS = 2000  # of what is said of one item; more is no description
TOPIC, DEPTH = "discipline", "skill level"
DIFFICULTIES = {"easy": "easy", "medium": "medium", "hard": "difficult"}
_OURS = {
    "very easy": "easy",
    "easy": "easy",
    "medium": "medium",
    "difficult": "hard",
    "very difficult": "hard",
}
_LONGEST = 200


def facts_of(resource: Any) -> dict[str, Any]:
    """Return what the metadata of a resource says, by the names of a draft's fields."""
    metadata = xml.child(resource, "metadata")
    if metadata is None or sum(1 for _one in islice(metadata.iter(), _MOST_ELEMENTS + 1)) > _MOST_ELEMENTS:
        return {}
    facts: dict[str, Any] = {
        name: _taxon(metadata, purpose) for name, purpose in (("topic", TOPIC), ("depth", DEPTH))
    }
    difficulty = _said(metadata, "difficulty", "value")
    facts["code"] = (
        _said(metadata, "identifier", "entry") if _said(metadata, "identifier", "catalog") == CODE else ""
    )
    facts["difficulty"] = _OURS.get(difficulty.lower(), difficulty)
    facts["source"] = _basis(metadata)
    year = _said(metadata, "date", "date-time")[:4]
    facts["year"] = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None
    return {name: value for name, value in facts.items() if value}


def with_facts(draft: DraftItem, facts: Mapping[str, Any]) -> DraftItem:
    """Return a draft with what the manifest says of it."""
    return replace(draft, **facts) if facts else draft


def _taxon(metadata: Any, purpose: str) -> str:
    """Return the last step of the only path of a purpose; "" if there are several paths, or none."""
    paths = [
        path
        for one in xml.descendants(metadata, "classification")
        if _said(one, "purpose", "value").lower() == purpose
        for path in xml.descendants(one, "taxon-path")
    ]
    entries = [entry for path in paths[:1] for entry in xml.descendants(path, "entry")]
    return _words(entries[-1]) if len(paths) == 1 and entries else ""


def _basis(metadata: Any) -> str:
    """Return what an item is taken from."""
    for relation in xml.descendants(metadata, "relation"):
        if _said(relation, "kind", "value").lower().replace(" ", "") == "isbasedon":
            return _said(relation, "resource", "description")
    return ""


def _said(element: Any, *names: str) -> str:
    found: Iterator[Any] = iter((element,))
    for name in names:
        found = xml.descendants(next(found, element), name)
        first = next(found, None)
        if first is None:
            return ""
        found = iter((first,))
    return _words(next(found))


def _words(element: Any) -> str:
    """Return the words of the first language that a text of LOM has."""
    inner = next(xml.descendants(element, "string", "langstring"), element)
    return xml.words(inner)[:_LONGEST]
