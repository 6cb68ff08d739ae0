"""Texts of a workbook made of runs: raised and lowered figures as Unicode has them, readings of characters left out."""

import re
from dataclasses import dataclass, field

from lms.core.unreadable import UnreadableFile

MOST_STRINGS = 750_000
RAISED = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_PLACED = {"superscript": RAISED, "subscript": LOWERED}
_WRITTEN = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(slots=True)
class RunsReader:
    """Joins the runs of one text."""

    pieces: list[str] = field(default_factory=list)
    place: str = ""
    is_struck: bool = False
    lost: bool = False
    _in_text: bool = False
    _in_reading: bool = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in the start of an element."""
        if tag == "t":
            self._in_text = not self._in_reading
        elif tag == "r":
            self.place, self.is_struck = "", False
        elif tag == "rPh":
            self._in_reading = True
        elif tag == "vertAlign":
            self.place = attributes.get("val", "")
        elif tag == "strike":
            self.is_struck = attributes.get("val", "1") not in ("0", "false")

    def end(self, tag: str) -> None:
        """Take in the end of an element."""
        if tag == "t":
            self._in_text = False
        elif tag == "rPh":
            self._in_reading = False

    def text(self, data: str) -> None:
        """Take in characters."""
        if not self._in_text:
            return
        figures = _PLACED.get(self.place)
        if figures:
            self.lost = self.lost or any(ord(sign) not in figures for sign in data.strip())
            data = data.translate(figures)
        self.lost = self.lost or self.is_struck
        self.pieces.append(data)

    def take(self) -> tuple[str, bool]:
        """Return the text and whether formatting was lost with it, and start anew."""
        text, lost = unescaped("".join(self.pieces)), self.lost
        self.pieces.clear()
        self.place, self.is_struck, self.lost = "", False, False
        return text, lost


@dataclass(slots=True)
class SharedStrings:
    """The table of texts that cells share."""

    texts: list[str] = field(default_factory=list)
    with_lost: set[int] = field(default_factory=set)
    _runs: RunsReader = field(default_factory=RunsReader)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in the start of an element."""
        self._runs.start(tag, attributes)

    def text(self, data: str) -> None:
        """Take in characters."""
        self._runs.text(data)

    def end(self, tag: str) -> None:
        """Take in the end of an element; each `si` is one text."""
        if tag != "si":
            self._runs.end(tag)
            return
        text, lost = self._runs.take()
        if lost:
            self.with_lost.add(len(self.texts))
        self.texts.append(text)
        if len(self.texts) > MOST_STRINGS:
            raise UnreadableFile("too_big")


def unescaped(text: str) -> str:
    """Return a text with the characters that workbooks write as _x000D_."""
    return _WRITTEN.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
