"""When two texts, or two questions, say the same, whoever typed them. No Django."""

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from lms.exams.interchange.drafts import DraftItem, Kind, Text

Asked = tuple[Any, ...]
_BLANKS = re.compile(r"(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])")


def without_idle_blanks(words: str) -> str:
    """Return words for comparing: only blanks do not count where they part no words; 1 mΩ is not 1 MΩ."""
    return _BLANKS.sub("", words)


def first_text(text: Mapping[str, str]) -> str:
    """Return a text in its first language for comparing."""
    return without_idle_blanks(text.get("zh") or text.get("en") or "")


def asked(kind: str, stem: Text, *, options: Iterable[Text] = (), matches: Iterable[Text] = ()) -> Asked:
    """Return what an item asks, for comparing: its words in its first language, options and partners in any order."""
    return kind, first_text(stem), *(tuple(sorted(map(first_text, texts))) for texts in (options, matches))


def asked_in_file(item: DraftItem) -> bytes:
    """Return a digest of what an item of a file asks: its words, the regions to click at, its pictures and formulas."""
    options, matches = ([one.text for one in texts] for texts in (item.options, item.matches))
    words = asked(str(item.kind), item.stem, options=options, matches=matches)
    regions = sorted((region.shape, region.coords) for region in item.regions)
    shown = [(one.tex, sha256(one.data).digest()) for one in item.attachments]
    return sha256(repr((words, regions, shown)).encode("utf-8", "surrogatepass")).digest()


def answered(item: DraftItem) -> Any:
    """Return what is right and how it is marked, for comparing: by the words of options, whatever they are called."""
    if item.kind in (Kind.SHORT_ANSWER, Kind.PRACTICAL_TASK):
        return ()  # words for the marker, not a key
    named = {one.name: first_text(one.text) for one in item.options}
    named |= {region.name: f"{region.shape} {region.coords}" for region in item.regions}
    weights = sorted((named.get(name, name), weight) for name, weight in item.weights.items())
    return _key(item, named), str(item.scoring), weights


def _key(item: DraftItem, named: Mapping[str, str]) -> Any:
    if isinstance(item.key, Mapping):
        matches = {match.name: first_text(match.text) for match in item.matches}
        return sorted((named.get(name, ""), matches.get(match, "")) for name, match in item.key.items())
    if not named or item.key is None:
        return item.key
    if isinstance(item.key, str):
        return named.get(item.key)
    names = [named.get(name, "") for name in item.key]
    return names if item.kind == Kind.ORDERING else sorted(names)


def says_no_more(item: DraftItem, known: DraftItem) -> bool:
    """Return whether every text of an item stands in another one that asks the same; what is left out is none."""
    pairs = [(item.stem, known.stem), (item.rationale, known.rationale)]
    for ones, others in ((item.options, known.options), (item.matches, known.matches)):
        there = {first_text(other.text): other.text for other in others}
        pairs += [(one.text, there.get(first_text(one.text), {})) for one in ones]
    return all(
        without_idle_blanks(words) == without_idle_blanks(other.get(language, ""))
        for text, other in pairs
        for language, words in text.items()
        if words
    )
