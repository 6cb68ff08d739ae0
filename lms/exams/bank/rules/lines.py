"""Wordings on screens: brackets wide enough for an answer, and all of it on one line for lists."""

import re

from lms.exams.bank.rules.attached import MARK

# A bracket of the question's own is where the answer goes.
BRACKET = re.compile(r"([（(])[\s\u3000]*([）)])")
# Spaces that no screen runs together and no line is broken at.
ROOM = "\\1" + 4 * "\u00a0" + "\\2"


def with_room(text: str) -> str:
    """Return a text whose empty brackets stay as wide as an answer."""
    return BRACKET.sub(ROOM, text)


def one_line(text: str, most: int = 0) -> str:
    """Return a text on one line, at most so many characters if `most` is given; marks of pictures are left out."""
    words = with_room(" ".join(MARK.sub(" ", text).split()))
    return words if not most or len(words) <= most else f"{words[: most - 1]}…"
