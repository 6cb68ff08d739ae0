"""Fits a text of any length into a fixed box at the largest size that holds it; it never overflows."""

import math
from dataclasses import dataclass, replace

from lms.core.printing.fonts import width_in_em

MM_PER_POINT = 25.4 / 72
# Room for what sums of advance widths do not know: kerning, rounding, bold punctuation.
SAFETY = 1.02
# A broken name reads worse than a smaller one, down to this part of the largest size.
ONE_LINE_DOWN_TO = 0.6
BREAK_AFTER = "·　 -—，、（"


@dataclass(frozen=True, slots=True)
class Box:
    """A box on the page: its place and size in millimetres, and the type sizes in points it may use.

    `across` is "left" or "center", `down` is "top", "middle" or "bottom": where the lines stand in it.
    `language` is that of the text (BCP 47): it decides which forms of letters are shown.
    """

    width: float
    height: float
    largest: float
    smallest: float
    leading: float = 1.25
    left: float = 0.0
    top: float = 0.0
    across: str = "center"
    down: str = "middle"
    language: str = "zh-Hans"

    def below(self, millimetres: float) -> "Box":
        """Return the same box so much further down."""
        return replace(self, top=self.top + millimetres)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text cut into lines, the size in points at which they fit, and the air in em after each character."""

    lines: tuple[str, ...]
    size: float
    air: float = 0.0


def fit(text: str, box: Box) -> Fitted | None:
    """Return the text in one line if that is not much smaller, else in the largest lines; None when it holds none."""
    return _fit_above(text, box, smallest=box.largest * ONE_LINE_DOWN_TO, most=1) or _fit_above(
        text, box, smallest=box.smallest, most=max(1, len(text))
    )


def _fit_above(text: str, box: Box, *, smallest: float, most: int) -> Fitted | None:
    size = box.largest
    while size >= max(smallest, box.smallest):
        holds = min(most, int(box.height // (size * MM_PER_POINT * box.leading)))
        lines = _lines(text, box.width / (size * MM_PER_POINT * SAFETY), most=holds)
        if lines is not None:
            return Fitted(tuple(lines), round(size, 2))
        size -= 0.5
    return None


def _lines(text: str, width: float, *, most: int) -> list[str] | None:
    """Cut a text into at most so many lines of about equal length, none wider than `width` em; None when it cannot."""
    whole = width_in_em(text)
    for count in range(max(1, math.ceil(whole / width)), most + 1):
        lines = _cut(text, min(width, whole / count * 1.08 + 0.5) if count > 1 else width)
        if len(lines) <= count:
            return lines
    return None


def _cut(text: str, width: float) -> list[str]:
    lines, rest = [], text.strip()
    while width_in_em(rest) > width and len(rest) > 1:
        end = _end_of_line(rest, width)
        lines.append(rest[:end].strip())
        rest = rest[end:].strip()
    return [*lines, rest]


def _end_of_line(text: str, width: float) -> int:
    end, taken = 1, width_in_em(text[:2])
    while end < len(text) and taken <= width:
        end += 1
        taken += width_in_em(text[end : end + 1])
    # A break after an interpunct or a space reads better, when that does not waste half of the line.
    better = max(text.rfind(mark, 0, end) for mark in BREAK_AFTER) + 1
    return better if better > end // 2 else end
