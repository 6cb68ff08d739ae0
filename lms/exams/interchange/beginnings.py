"""The first words of an entry, so that people know which one is meant, even if nothing else of it could be read."""

import html
import re
from typing import Any

LONGEST = 120
_LOOKED_AT = (
    4_000  # characters: more than enough for the first words, with whatever markup stands around them
)
_TAG = re.compile(r"<[^<>]*>")


def first_words(text: str) -> str:
    """Return the beginning of a plain text on one line."""
    line = " ".join(text[:_LOOKED_AT].split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def first_words_of_markup(raw: str) -> str:
    """Return the beginning of what stands between the tags of a text."""
    return first_words(html.unescape(_TAG.sub(" ", raw[:_LOOKED_AT])))


def first_words_inside(element: Any) -> str:
    """Return the beginning of what stands inside an element of XML; "" of none."""
    found = ""
    for text in () if element is None else element.itertext():
        found = f"{found} {text[:_LOOKED_AT].strip()}"
        if len(found) > LONGEST:
            break
    return first_words(found)
