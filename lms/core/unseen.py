"""What people type as plain text: how one line is kept, and characters of which a reader sees nothing."""

import re
import unicodedata

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# Letters, marks and signs by their category of which nothing is drawn: fillers of Hangul, empty Braille, a joiner,
# vowels of Khmer that are only thought of, a note without a head.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\U0001d159")
_BETWEEN_LINES = dict.fromkeys(map(ord, "\r\n\t"))


def has_unseen(text: str) -> bool:
    """Return whether it has characters that nobody sees, as control marks and turns of direction."""
    return any(one in _BLANK or unicodedata.category(one) in UNSEEN for one in text)


def has_unseen_in_lines(text: str) -> bool:
    """Return the same of a text whose lines may end."""
    return has_unseen(text.translate(_BETWEEN_LINES))


def as_one_line(raw: str) -> str:
    """Return one line of text as it is kept: composed, single spaces, none around."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", raw)).strip()
