"""How large a picture is, read from its first bytes. For all who place something on it or print it. No Django."""

import io
import re
import struct
from fractions import Fraction
from math import isfinite
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from lms.core.document_types import drawing_without_document_type
from lms.core.unreadable import UnreadableFile

Size = tuple[Fraction, Fraction]
_JPEG_SIZES = (*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0))
# Pixels in a unit (CSS Values and Units 3, section 6.2); "em" and "%" depend on where a drawing stands.
_UNITS = {
    "": Fraction(1),
    "px": Fraction(1),
    "in": Fraction(96),
    "cm": Fraction(9600, 254),
    "mm": Fraction(960, 254),
    "pt": Fraction(96, 72),
    "pc": Fraction(16),
}
_LENGTH = re.compile(r"\s*([-+0-9.eE]{1,30}?)\s*(px|in|cm|mm|pt|pc|)\s*", re.ASCII)
_SMALLEST, _LARGEST = 1e-3, 1e7  # of a side; what says more is no size


def size_of(data: bytes) -> Size | None:
    """Return width and height in pixels of a PNG, GIF, JPEG or SVG; None where it says none, or none that can be."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        return _usable(*struct.unpack(">II", data[16:24]))
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        return _usable(*struct.unpack("<HH", data[6:10]))
    if data.startswith(b"\xff\xd8"):
        return _size_of_jpeg(data)
    return _size_of_svg(data)


def _usable(width: int, height: int) -> Size | None:
    return (Fraction(width), Fraction(height)) if width and height else None


def _size_of_jpeg(data: bytes) -> Size | None:
    place = 2
    while place + 9 < len(data) and data[place] == 0xFF:
        if data[place + 1] in _JPEG_SIZES:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return _usable(width, height)
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return None


def _size_of_svg(data: bytes) -> Size | None:
    """Return the size that a drawing has on a page of its own, else the shape of what it shows."""
    root = _root_of(data)
    if root is None or root.tag.rpartition("}")[2] != "svg":
        return None
    width, height = (_length(root.get(side, "")) for side in ("width", "height"))
    if width and height:
        return width, height
    box = root.get("viewBox", "").replace(",", " ").split()
    width, height = (_length(side) for side in box[2:]) if len(box) == 4 else (None, None)
    return (width, height) if width and height else None


def _root_of(data: bytes) -> Element | None:
    try:
        plain = io.BytesIO(drawing_without_document_type(data))
        for _event, element in iterparse(plain, events=("start",), forbid_dtd=True):
            return element
    except (ParseError, DefusedXmlException, UnreadableFile, ValueError, LookupError):
        pass
    return None


def _length(text: str) -> Fraction | None:
    """Return a length in pixels, or None for what is none or depends on its place."""
    found = _LENGTH.fullmatch(text)
    try:
        number = float(found[1]) if found else 0.0
    except ValueError:
        return None
    if found is None or not isfinite(number) or not _SMALLEST <= number <= _LARGEST:
        return None
    return Fraction(found[1]) * _UNITS[found[2]]
