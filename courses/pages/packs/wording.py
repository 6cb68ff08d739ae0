"""Old and new words side by side: which lines of a thing changed, and which words in them. No Django.

The wording comes from outside and comparing takes time and room, so all of it is bounded: lines, their length, how much
is compared word by word, and how much is kept for one preview.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# What is kept for one preview, in characters; and for one thing, in lines.
MOST_KEPT = 200_000
MOST_LINES = 40
# What is compared of one thing.
MOST_COMPARED = 200
# Of one line: around a change, and of the change itself.
CONTEXT = 40
LONGEST_CHANGE = 800
# Pairs of equal words that two lines may have, before a comparison of words would take too long.
MOST_PAIRS = 40_000
# Below this share of equal words a line is another line, and words that stay by chance would only disturb.
LEAST_ALIKE = 0.35
# Chinese has no spaces: each character is a word. A word without an end would be shown whole beside a change.
_WORDS = re.compile(r"[0-9A-Za-z_]{1,40}|\s{1,40}|.", re.DOTALL)

# Where a line stands (names with dots between), and its words.
Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line, and whether the other side has others."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A line as it is here and as it comes; None where one side has no such line."""

    at: str
    old: tuple[Piece, ...] | None
    new: tuple[Piece, ...] | None

    @property
    def size(self) -> int:
        """Return how many characters it has."""
        return sum(len(piece.text) for side in (self.old, self.new) for piece in side or ())


def lines_of(value: object, at: str = "") -> Iterator[Line]:
    """Yield the words of a value, however deep they stand; what is empty says nothing."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from lines_of(inner, f"{at}.{name}" if at else str(name))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from lines_of(inner, at)
    elif isinstance(value, bool):
        yield at, "✓" if value else "✗"
    elif value is not None and value != "":
        yield at, str(value)


class Comparer:
    """Compares things one after the other until as much is kept as a preview may hold."""

    def __init__(self, most: int | None = None) -> None:
        self.room = MOST_KEPT if most is None else most
        self.left_out = 0

    def changes(self, old: Iterable[Line], new: Iterable[Line]) -> tuple[ChangedLine, ...]:
        """Return the lines that differ; nothing, and one more left out, where there is no room any more."""
        if self.room <= 0:
            self.left_out += 1
            return ()
        found = []
        old, new = _differing(list(old), list(new))
        is_cut = max(len(old), len(new)) > MOST_COMPARED
        for line in _changed_lines(old, new):
            if len(found) == MOST_LINES or self.room <= 0:
                is_cut = True
                break
            found.append(line)
            self.room -= line.size
        self.left_out += is_cut
        return tuple(found)


def _differing(old: Sequence[Line], new: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
    """Return both sides without what is the same at the beginning and at the end."""
    begins = _same_at_beginning(old, new)
    old, new = old[begins:], new[begins:]
    ends = _same_at_beginning(old[::-1], new[::-1])
    return old[: len(old) - ends], new[: len(new) - ends]


def _changed_lines(old: Sequence[Line], new: Sequence[Line]) -> Iterator[ChangedLine]:
    """Yield what differs in the first MOST_COMPARED lines of both sides."""
    first, last = old[:MOST_COMPARED], new[:MOST_COMPARED]
    for what, i1, i2, j1, j2 in SequenceMatcher(None, first, last, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        goes, comes = first[i1:i2], last[j1:j2]
        # At the cut a line without a partner may have it behind the cut of the other side: nobody knows.
        if i2 == len(first) and len(new) > MOST_COMPARED:
            goes = goes[: j2 - j1]
        if j2 == len(last) and len(old) > MOST_COMPARED:
            comes = comes[: i2 - i1]
        yield from _paired(goes, comes)


def _paired(old: Sequence[Line], new: Sequence[Line]) -> Iterator[ChangedLine]:
    """Yield changed lines: those that stand at the same place beside each other, in order; then what one side lacks."""
    places = list(dict.fromkeys(at for at, _words in (*new, *old)))
    for at in places:
        before = [words for place, words in old if place == at]
        after = [words for place, words in new if place == at]
        for n in range(max(len(before), len(after))):
            if n < len(before) and n < len(after):
                yield ChangedLine(at, *pieces_of(before[n], after[n]))
            elif n < len(after):
                yield ChangedLine(at, None, (Piece(_cut(after[n]), True),))
            else:
                yield ChangedLine(at, (Piece(_cut(before[n]), True),), None)


def pieces_of(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return both lines in pieces, the words that differ marked; what is the same around them is shortened."""
    first, last = _words_of(old), _words_of(new)
    begins = _same_at_beginning(first, last)
    ends = _same_at_beginning(first[begins:][::-1], last[begins:][::-1])
    head, tail = first[:begins], first[len(first) - ends :]
    shown_head, shown_tail = _near(head[::-1])[::-1], _near(tail)
    before = "" if len(shown_head) == len(head) else "…"
    after = "" if len(shown_tail) == len(tail) else "…"
    middle = _middles(first[begins : len(first) - ends], last[begins : len(last) - ends])
    edges = Piece(before + "".join(shown_head)), Piece("".join(shown_tail) + after)
    left, right = (_joined([edges[0], *pieces, edges[1]]) for pieces in middle)
    return left, right


def _near(words: Sequence[str]) -> Sequence[str]:
    """Return the first words, whole, until CONTEXT characters are there."""
    length = 0
    for number, word in enumerate(words):
        if length >= CONTEXT:
            return words[:number]
        length += len(word)
    return words


def _words_of(text: str) -> list[str]:
    return _WORDS.findall(text)


def _same_at_beginning(one: Sequence[object], other: Sequence[object]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _middles(old: list[str], new: list[str]) -> tuple[list[Piece], list[Piece]]:
    """Return what lies between the equal beginning and the equal end, word by word where that can be done and read."""
    whole = [Piece(_cut("".join(old)), True)], [Piece(_cut("".join(new)), True)]
    if max(len("".join(old)), len("".join(new))) > LONGEST_CHANGE or _pairs(old, new) > MOST_PAIRS:
        return whole
    matcher = SequenceMatcher(None, old, new)
    if matcher.ratio() < LEAST_ALIKE:
        return whole
    left, right = [], []
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        left.append(Piece("".join(old[i1:i2]), what != "equal"))
        right.append(Piece("".join(new[j1:j2]), what != "equal"))
    return left, right


def _pairs(old: list[str], new: list[str]) -> int:
    counted = Counter(new)
    return sum(number * counted[word] for word, number in Counter(old).items())


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_CHANGE else f"{text[:LONGEST_CHANGE]}…"


def _joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Return the pieces without empty ones, neighbours of one kind as one."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].is_changed == piece.is_changed:
            found[-1] = Piece(found[-1].text + piece.text, piece.is_changed)
        elif piece.text:
            found.append(piece)
    return tuple(found)
