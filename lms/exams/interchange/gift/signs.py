"""GIFT's signs and how text escapes them: while a question is read, each escaped sign is a character of its own."""

import re
from collections.abc import Iterator

from lms.exams.interchange.plain import NOTHING

_SIGNS = "~=#{}:\\n"
_FIRST_STAND_IN = 0xFDE0
_OF_FULL_WIDTH = re.compile("[＝～＃]")
# A backslash that is escaped itself comes first: what is left of a run of them escapes what follows.
_HIDDEN = tuple(
    (f"\\{sign}", chr(_FIRST_STAND_IN + _SIGNS.index(sign))) for sign in sorted(_SIGNS, key="\\".__ne__)
)
_STAND_INS = {
    chr(_FIRST_STAND_IN + index): "\n" if sign == "n" else sign for index, sign in enumerate(_SIGNS)
}
_BACK = str.maketrans(_STAND_INS)
_GONE = str.maketrans("", "", "".join(_STAND_INS))


def hidden(text: str) -> str:
    """Return a text whose escaped signs are out of the way."""
    text = text.translate(_GONE)
    for written, stand_in in _HIDDEN:
        text = text.replace(written, stand_in)
    return text


def shown(text: str) -> str:
    """Return a text with its escaped signs as what they stand for."""
    return text.translate(_BACK)


def escaped(text: str) -> str:
    """Return a text as GIFT writes it: on one line, its signs escaped, signs of full width marked as words."""
    marked = _OF_FULL_WIDTH.sub(NOTHING + r"\g<0>", text)
    return re.sub(r"[~=#{}:\\]", r"\\\g<0>", marked).replace("\n", "\\n")


def separated(text: str, signs: str) -> Iterator[tuple[str, str, int]]:
    """Yield the pieces of a text that begin with one of the signs: the sign, the piece, its place.

    What stands before the first sign is yielded with "" as its sign, unless it is blank.
    """
    places = [found.start() for found in re.finditer(f"[{re.escape(signs)}]", text)]
    if head := text[: places[0] if places else len(text)].strip():
        yield "", head, 0
    for start, end in zip(places, [*places, len(text)][1:], strict=True):
        yield text[start], text[start + 1 : end], start
