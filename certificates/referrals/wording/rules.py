"""Pure decisions on wording: which words of an opening an officer has to look at. No Django."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from certificates.referrals.wording.phrases import PHRASES, Ground, Phrase

# What may stand between the letters of a word without being read.
_UNSEEN = {"Cf", "Cc"}


@dataclass(frozen=True, slots=True, order=True)
class Flag:
    """From where to where a text holds what a ground is against; `end` is behind the last letter."""

    start: int
    end: int
    ground: Ground


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, and what its words may be against: nothing for most."""

    text: str
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """A text as it is read, and for each letter from which place of the text it comes."""

    letters: str
    places: tuple[int, ...]


@lru_cache(
    maxsize=1024
)  # a list reads the same texts at every look, and reading one takes about a millisecond
def flags_in(text: str) -> tuple[Flag, ...]:
    """Return what has to be looked at, in the order of the text; flags of one ground do not overlap."""
    as_read = {"zh": _read(text, without_spaces=True), "en": _read(text, without_spaces=False)}
    found = [flag for phrase in PHRASES for flag in _found(phrase, as_read[phrase.language])]
    return tuple(sorted(_joined(found)))


def pieces_of(text: str, flags: Iterable[Flag]) -> list[Piece]:
    """Return the text in parts of one marking each; joined they are the text."""
    marks = sorted(flags)
    edges = sorted({0, len(text), *(mark.start for mark in marks), *(mark.end for mark in marks)})
    parts = zip(edges, edges[1:], strict=False)
    return [
        Piece(
            text[start:end], tuple(mark.ground for mark in marks if mark.start <= start and end <= mark.end)
        )
        for start, end in parts
    ]


def _read(text: str, *, without_spaces: bool) -> _Read:
    """Full width as half width, without what is not seen; lines still end."""
    letters, places = [], []
    for place, letter in enumerate(text):
        for plain in unicodedata.normalize("NFKC", letter):
            is_space = plain.isspace() and plain != "\n"
            is_unseen = unicodedata.category(plain) in _UNSEEN and not plain.isspace()
            if is_unseen or (is_space and without_spaces):
                continue
            letters.append(" " if is_space else plain)
            places.append(place)
    return _Read("".join(letters), tuple(places))


def _found(phrase: Phrase, read: _Read) -> Iterator[Flag]:
    look_for, before, after = _compiled(phrase)
    for match in look_for.finditer(read.letters):
        is_excused = (before is not None and before.search(read.letters[: match.start()])) or (
            after is not None and after.match(read.letters, match.end())
        )
        if not is_excused and match.end() > match.start():
            yield Flag(read.places[match.start()], read.places[match.end() - 1] + 1, phrase.ground)


@cache
def _compiled(phrase: Phrase) -> tuple[re.Pattern[str], re.Pattern[str] | None, re.Pattern[str] | None]:
    before = re.compile(rf"(?:{phrase.unless_before})$", re.IGNORECASE) if phrase.unless_before else None
    after = re.compile(phrase.unless_after, re.IGNORECASE) if phrase.unless_after else None
    return re.compile(phrase.pattern, re.IGNORECASE), before, after


def _joined(flags: Iterable[Flag]) -> Iterator[Flag]:
    """Give flags of one ground that touch as one."""
    last: Flag | None = None
    for flag in sorted(flags, key=lambda each: (each.ground, each.start, each.end)):
        if last is not None and flag.ground is last.ground and flag.start <= last.end:
            last = Flag(last.start, max(last.end, flag.end), last.ground)
            continue
        if last is not None:
            yield last
        last = flag
    if last is not None:
        yield last
