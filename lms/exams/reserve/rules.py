"""Pure rules of keying: what typed letters mean as an answer, whether two keyings agree, what counts. No Django.

The letters are those of the printed booklet: each candidate has an order of the own.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lms.exams.bank.rules import FILL_IN, HOTSPOT, MATCHING, MULTIPLE, NUMERIC, ORDERING, SINGLE, TRUE_FALSE
from lms.exams.bank.rules import SHORT_ANSWER as SHORT

# What a keyer types where nobody can say what the mark means: a third person looks at the sheet.
UNREADABLE = "?"
RIGHT = frozenset({"T", "Y", "R", "1", "√", "✓", "V", "对", "正", "是"})
WRONG = frozenset({"F", "N", "W", "0", "×", "X", "错", "误", "否", "✗"})
# Two who measure the same cross on a picture agree within so much of its width or height.
NEAR = Fraction(4, 100)
MOST_TEXT = 2000
# Keyed into a small field.
SHORT_FIELDS = frozenset({TRUE_FALSE, SINGLE, MULTIPLE, ORDERING, MATCHING})
_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")
Texts = Sequence[str]


class NotReadable(ValueError):
    """What was typed cannot be an answer; the text is a code."""


@dataclass(frozen=True, slots=True)
class Line:
    """One question as it is keyed: its number on the booklet, the names behind its letters, how many boxes it has.

    `names` are by the letters or numbers that the booklet shows; `rows` are what each box of an order or of pairs
    stands for; `picks` is how many places may be marked.
    """

    item: str
    number: int
    kind: str
    names: Mapping[str, str]
    boxes: int = 1
    rows: tuple[str, ...] = ()
    choices: tuple[tuple[str, ...], ...] = ()
    picks: int = 0


def folded(text: str) -> str:
    """Return typed text as it is compared: one width, no spaces around, one space between."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def is_blank(texts: Texts) -> bool:
    """Return whether nothing was written."""
    return not any(folded(text) for text in texts)


def is_unreadable(texts: Texts) -> bool:
    """Return whether a keyer says that the mark cannot be read."""
    return any(folded(text) == UNREADABLE for text in texts)


def response_of(line: Line, texts: Texts) -> Any:
    """Return the answer that typed text stands for, or None when nothing was written.

    :raises NotReadable: it is none, or the keyer says that the mark cannot be read.
    """
    if is_blank(texts):
        return None
    if is_unreadable(texts):
        raise NotReadable("unreadable")
    if len(texts) > max(line.boxes, 1) or any(len(text) > MOST_TEXT for text in texts):
        raise NotReadable("too_long")
    return _READERS[line.kind](line, list(texts))


def is_right(text: str) -> bool | None:
    """Return whether a typed sign says right or wrong, or None where it says neither."""
    sign = folded(text).upper()
    return sign in RIGHT if sign in RIGHT | WRONG else None


def _true_false(_line: Line, texts: list[str]) -> bool:
    found = is_right(texts[0])
    if found is None:
        raise NotReadable("true_or_false")
    return found


def _single(line: Line, texts: list[str]) -> str:
    sign = folded(texts[0]).upper()
    if sign not in line.names:
        raise NotReadable("one_letter")
    return line.names[sign]


def _signs(text: str) -> list[str]:
    for mark in ",;、，；":
        text = text.replace(mark, " ")
    return folded(text).upper().split()


def _multiple(line: Line, texts: list[str]) -> list[str]:
    signs = list("".join(_signs(texts[0])))
    if not signs or len(set(signs)) != len(signs) or any(sign not in line.names for sign in signs):
        raise NotReadable("letters")
    return sorted(line.names[sign] for sign in signs)


def _ordering(line: Line, texts: list[str]) -> dict[str, int]:
    places = {}
    for row, text in zip(line.rows, texts, strict=False):
        sign = folded(text)
        if not sign:
            continue
        if not sign.isascii() or not sign.isdigit() or not 1 <= int(sign) <= len(line.rows):
            raise NotReadable("places")
        places[row] = int(sign)
    return places


def _matching(line: Line, texts: list[str]) -> dict[str, str]:
    pairs = {}
    for row, text in zip(line.rows, texts, strict=False):
        sign = folded(text)
        if sign and sign not in line.names:
            raise NotReadable("numbers")
        if sign:
            pairs[row] = line.names[sign]
    return pairs


def _written(_line: Line, texts: list[str]) -> str:
    return folded(texts[0])


def _gaps(line: Line, texts: list[str]) -> list[str]:
    words = [folded(text) for text in texts] + [""] * (line.boxes - len(texts))
    for word, listed in zip(words, line.choices, strict=False):
        if word and listed and word not in listed:
            raise NotReadable("not_listed")
    return words


def _places(line: Line, texts: list[str]) -> list[str]:
    picks = (
        [_region(line, sign) for sign in _signs(texts[0])]
        if line.names
        else [_point(pair) for pair in folded(texts[0]).replace(";", " ").split()]
    )
    if not picks or len(picks) > line.picks or len(set(picks)) != len(picks):
        raise NotReadable("how_many_places")
    return sorted(picks)


def _region(line: Line, sign: str) -> str:
    if sign not in line.names:
        raise NotReadable("numbers")
    return line.names[sign]


def _point(pair: str) -> str:
    """Return a point as shares of width and height from percents: "25,40" is a quarter from the left."""
    parts = pair.split(",")
    if len(parts) != 2 or not all(_PERCENT.fullmatch(part) for part in parts):
        raise NotReadable("points")
    shares = [Fraction(part) / 100 for part in parts]
    if any(share > 1 for share in shares):
        raise NotReadable("points")
    return ",".join(f"{float(share):.4f}".rstrip("0").rstrip(".") for share in shares)


_READERS = {
    TRUE_FALSE: _true_false,
    SINGLE: _single,
    MULTIPLE: _multiple,
    ORDERING: _ordering,
    MATCHING: _matching,
    NUMERIC: _written,
    FILL_IN: _gaps,
    HOTSPOT: _places,
    SHORT: _written,
}


def agrees(line: Line, first: Texts, second: Texts) -> bool:
    """Return whether two keyings of one question say the same; what cannot be read agrees with nothing."""
    try:
        one, other = response_of(line, first), response_of(line, second)
    except NotReadable:
        return False
    if line.kind == HOTSPOT and not line.names and one and other:
        return _are_near(one, other)
    return bool(one == other)


def _are_near(one: Sequence[str], other: Sequence[str]) -> bool:
    if len(one) != len(other):
        return False
    pairs = zip(one, other, strict=True)
    return all(
        abs(Fraction(a) - Fraction(b)) <= NEAR
        for first, second in pairs
        for a, b in zip(first.split(","), second.split(","), strict=True)
    )


def differences(lines: Sequence[Line], first: Mapping[str, Texts], second: Mapping[str, Texts]) -> list[str]:
    """Return the items about which two keyings do not agree, in the order of the booklet."""
    return [
        line.item for line in lines if not agrees(line, first.get(line.item, ()), second.get(line.item, ()))
    ]


def agreed_answers(
    lines: Sequence[Line], first: Mapping[str, Texts], decided: Mapping[str, Any]
) -> dict[str, Any]:
    """Return by item what stands on the sheet: what both keyed, or what the third look says; blanks are left out."""
    found = {
        line.item: decided[line.item] if line.item in decided else response_of(line, first.get(line.item, ()))
        for line in lines
    }
    return {item: response for item, response in found.items() if response is not None}


def what_counts(paper: Any, electronic: Any) -> str:
    """Return whose answer counts for one question: paper only where something was written on it (ADR 0120)."""
    if paper is not None:
        return "paper"
    return "electronic" if electronic is not None else "none"
