"""Captions as WebVTT: refused with the line that is wrong, else brought into one form. No Django; words in words.py.

https://www.w3.org/TR/webvtt1/ is wider than what lessons need: styles and regions are refused, so that captions look
the same everywhere and nothing in them can be more than words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_CHARACTERS = 200_000
LONGEST_CUE = 500
# With tags; what is longer is refused before it is looked at.
LONGEST_LINE = 1_000
_ARROW = "-->"
_TIME = r"(?:(\d{2,4}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMES = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}((?:[ \t]+[a-z]+:[\w%.,-]+)*)[ \t]*")
# Bold, italic, underlined, who speaks, another language, small signs above, and times inside.
# After the name comes no letter: else each length of the name would be tried with each length of the rest.
_TAG = re.compile(r"<\d[\d:.]*>|</?(?P<name>[a-zA-Z]*)(?:[^a-zA-Z<>][^<>]*)?>")
TAGS = frozenset({"b", "i", "u", "c", "v", "lang", "ruby", "rt"})


class BadCaptions(Exception):
    """Why, and in which line (from one): no_head, no_gap, no_cue, block, times, backwards, words,
    tag, long, too_many."""

    def __init__(self, fault: str, line: int = 1) -> None:
        super().__init__(fault)
        self.fault = fault
        self.line = line


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that stand on the screen from one millisecond to another."""

    begins: int
    ends: int
    words: str


def read_captions(text: str) -> tuple[str, list[Cue]]:
    """Return the captions in our form (line ends, no mark in front, one line end last) and their cues.

    :raises BadCaptions: naming the line.
    """
    if len(text) > MOST_CHARACTERS:
        raise BadCaptions("too_many")
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").rstrip().split("\n")
    if not re.fullmatch(r"WEBVTT([ \t].*)?", lines[0]):
        raise BadCaptions("no_head")
    cues = [cue for number, block in _blocks(lines) if (cue := _cue(number, block))]
    if not cues:
        raise BadCaptions("no_cue")
    return "\n".join(line.rstrip() for line in lines) + "\n", cues


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the blocks after the head with the numbers of their first lines."""
    block: list[str] = []
    is_head = True
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            block.append(line)
            continue
        if block and not is_head:
            yield number - len(block), block
        elif block and any(_ARROW in one for one in block):
            raise BadCaptions("no_gap", number - len(block) + 1)
        block, is_head = [], False


def _cue(number: int, block: list[str]) -> Cue | None:
    if block[0].startswith("NOTE"):
        return None
    if block[0].split()[0] in ("STYLE", "REGION"):
        raise BadCaptions("block", number)
    if _ARROW not in block[0]:  # a name of the cue stands above its times
        number, block = number + 1, block[1:]
    if not block or (found := _TIMES.fullmatch(block[0])) is None:
        raise BadCaptions("times", number)
    begins, ends = _milliseconds(found.groups()[:4]), _milliseconds(found.groups()[4:8])
    if ends <= begins:
        raise BadCaptions("backwards", number)
    return Cue(begins, ends, _words(number + 1, block[1:]))


def _milliseconds(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, rest = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _words(number: int, lines: list[str]) -> str:
    for place, line in enumerate(lines):
        if _ARROW in line:
            raise BadCaptions("no_gap", number + place)
        if len(line) > LONGEST_LINE:
            raise BadCaptions("long", number + place)
        names = [tag["name"] for tag in _TAG.finditer(line)]
        if "<" in _TAG.sub("", line) or any(name not in TAGS for name in names if name is not None):
            raise BadCaptions("tag", number + place)
    words = " ".join(_TAG.sub("", line).strip() for line in lines)
    if not words.strip():
        raise BadCaptions("words", number - 1)
    if len(words) > LONGEST_CUE:
        raise BadCaptions("long", number)
    return words
