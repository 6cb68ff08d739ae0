"""Two wordings of a question side by side, word by word. No Django."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from lms.exams.interchange.drafts import DraftItem

# Chinese has no spaces: each character is a word.
_WORDS = re.compile(r"[0-9A-Za-z_.]+|\s+|.", re.DOTALL)
# Below this share of equal words a line is another line, and words that stay by chance would only disturb.
LEAST_ALIKE = 0.35
LONGEST = 4000

Line = tuple[str, str]  # what it is (a stable name), and its words


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a line, and whether the other wording has others."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of both wordings; empty where one of them has no such line."""

    name: str
    old: tuple[Part, ...]
    new: tuple[Part, ...]


def lines_of(item: DraftItem, key: Sequence[str], marking: str = "") -> list[Line]:
    """Return everything of a question in lines; `key` is what is right, `marking` how that is marked, both in words."""
    found = [*_text("stem", item.stem)]
    for number, option in enumerate(item.options, start=1):
        found += _text(f"option {number}", option.text)
    for number, match in enumerate(item.matches, start=1):
        found += _text(f"match {number}", match.text)
    found += [("key", line) for line in key]
    found += [("marking", marking)] if marking else []
    found += _text("rationale", item.rationale)
    year = str(item.year) if item.year else ""
    facts = {"topic": item.topic, "difficulty": item.difficulty, "depth": item.depth, "source": item.source}
    found += [(name, words) for name, words in {**facts, "year": year}.items() if words]
    return found


def _text(name: str, text: Mapping[str, str]) -> Iterator[Line]:
    for language in ("zh", "en"):
        if text.get(language):
            yield f"{name} {language}", text[language]


def compare(old: Sequence[Line], new: Sequence[Line]) -> list[Compared]:
    """Return the lines that differ, in the order of the newer wording."""
    found = []
    for name in dict.fromkeys(name for name, _words in (*new, *old)):
        before = [words for at, words in old if at == name]
        after = [words for at, words in new if at == name]
        for one, other in zip_longest(before, after, fillvalue=""):
            if one != other:
                found.append(Compared(name, *parts_of(one, other)))
    return found


def parts_of(old: str, new: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Return both lines in parts, the words that differ marked."""
    first, last = _WORDS.findall(old), _WORDS.findall(new)
    matcher = SequenceMatcher(None, first, last, autojunk=False)
    is_long = max(len(old), len(new)) > LONGEST
    if is_long or not old or not new or matcher.ratio() < LEAST_ALIKE:
        return _whole(old), _whole(new)
    left, right = [], []
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        left.append(Part("".join(first[i1:i2]), what != "equal"))
        right.append(Part("".join(last[j1:j2]), what != "equal"))
    return tuple(part for part in left if part.text), tuple(part for part in right if part.text)


def _whole(text: str) -> tuple[Part, ...]:
    return (Part(text, is_changed=True),) if text else ()
