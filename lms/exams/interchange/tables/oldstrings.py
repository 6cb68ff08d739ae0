"""Texts of .xls workbooks: half or whole characters, runs of fonts, and texts that go on in the next record."""

import struct
from collections.abc import Mapping, Sequence

from lms.core.unreadable import UnreadableFile
from lms.core.workbooks.strings import LOWERED, MOST_STRINGS, RAISED

OldString = tuple[str, bool]
_WIDE, _READINGS, _RUNS = 1, 4, 8
_FIGURES = {1: RAISED, 2: LOWERED}
_STRUCK = 4


class _Parts:
    """Records that continue each other, read as one."""

    def __init__(self, parts: Sequence[bytes], at: int = 0) -> None:
        self._parts, self._part, self.at = parts, 0, at

    def take(self, count: int) -> bytes:
        """Return the next bytes; nothing is expected to be missing."""
        found = b""
        while len(found) < count:
            data = self._current()
            piece = data[self.at : self.at + count - len(found)]
            found += piece
            self.at += len(piece)
        return found

    def _current(self) -> bytes:
        """Return the record with the next byte."""
        while self.at >= len(self._parts[self._part]):
            self._part, self.at = self._part + 1, 0
        return self._parts[self._part]

    def characters(self, count: int, *, is_wide: bool) -> str:
        """Return characters; where they go on in another record, that begins with how wide they are there."""
        found: list[str] = []
        while count > 0:
            data = self._parts[self._part]
            size = 2 if is_wide else 1
            room = min(count, (len(data) - self.at) // size)
            raw = data[self.at : self.at + room * size]
            found.append(raw.decode("utf-16-le" if is_wide else "latin-1", "surrogatepass"))
            self.at += room * size
            count -= room
            if count > 0:
                self._part, self.at = self._part + 1, 1
                is_wide = bool(self._parts[self._part][0] & _WIDE)
        return "".join(found)

    def string(self) -> tuple[str, bytes]:
        """Return a text and its runs of fonts."""
        length, flags = struct.unpack("<HB", self.take(3))
        runs = struct.unpack("<H", self.take(2))[0] if flags & _RUNS else 0
        readings = struct.unpack("<I", self.take(4))[0] if flags & _READINGS else 0
        text = self.characters(length, is_wide=bool(flags & _WIDE))
        fonts = self.take(4 * runs) if runs else b""
        self.skip(readings)
        return text, fonts

    def skip(self, count: int) -> None:
        """Pass over bytes."""
        while count > 0:
            step = min(count, len(self._current()) - self.at)
            self.at += step
            count -= step


def read_string(parts: Sequence[bytes], at: int) -> str:
    """Return one text."""
    return _Parts(parts, at).string()[0]


def read_shared(parts: Sequence[bytes], places: Mapping[int, int]) -> list[OldString]:
    """Return the texts that cells share, each with whether formatting was lost; `places`: how fonts stand."""
    reader = _Parts(parts, 8)
    count = struct.unpack_from("<I", parts[0], 4)[0]
    if count > MOST_STRINGS:
        raise UnreadableFile("too_big")
    strings = []
    for _ in range(count):
        text, fonts = reader.string()
        strings.append(_placed(text, fonts, places) if fonts and any(places.values()) else (text, False))
    return strings


def _placed(text: str, fonts: bytes, places: Mapping[int, int]) -> OldString:
    """Return a text with raised and lowered figures as Unicode has them."""
    runs = [struct.unpack_from("<HH", fonts, at) for at in range(0, len(fonts) - 3, 4)]
    starts = [start for start, _ in runs] + [len(text)]
    pieces, lost = [text[: starts[0]]], False
    for (start, font), end in zip(runs, starts[1:], strict=True):
        piece, place = text[start:end], places.get(font, 0)
        figures = _FIGURES.get(place & 3)
        if figures:
            lost = lost or any(ord(sign) not in figures for sign in piece.strip())
            piece = piece.translate(figures)
        lost = lost or bool(place & _STRUCK)
        pieces.append(piece)
    return "".join(pieces), lost
