"""Wordings on one line, for lists."""

import re

from lms.exams.bank.rules.attached import MARK

# A bracket of the question's own is where the answer goes.
BRACKET = re.compile(r"([（(])[\s\u3000]*([）)])")
# Spaces that no screen runs together.
ROOM = "\\1\u3000\u3000\\2"


def one_line(text: str, most: int = 0) -> str:
    """Return a text on one line, at most so many characters if `most` is given; marks of pictures are left out."""
    words = BRACKET.sub(ROOM, " ".join(MARK.sub(" ", text).split()))
    return words if not most or len(words) <= most else f"{words[: most - 1]}…"
