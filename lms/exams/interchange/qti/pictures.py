"""How large a picture is, read from its first bytes; and regions on it, from pixels to shares and back."""

import re
import struct
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import cos, pi, sin

from lms.exams.interchange.drafts import Region
from lms.exams.interchange.qti.values import decimal_of, fraction_of

Size = tuple[Fraction, Fraction]
_CORNERS_OF_ELLIPSE = 32
_SVG_ROOT = re.compile(rb"<svg\b[^>]{0,2000}>")
_SVG_SIZE = re.compile(rb'\b(width|height)\s*=\s*["\']\s*([0-9.]{1,12})(?:px)?\s*["\']')
_SVG_BOX = re.compile(rb'\bviewBox\s*=\s*["\']\s*[-0-9.]+[ ,]+[-0-9.]+[ ,]+([0-9.]{1,12})[ ,]+([0-9.]{1,12})')
_JPEG_SIZES = (*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0))


def size_of(data: bytes) -> Size | None:
    """Return width and height of a PNG, GIF, JPEG or SVG."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        return _usable(*struct.unpack(">II", data[16:24]))
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        return _usable(*struct.unpack("<HH", data[6:10]))
    if data.startswith(b"\xff\xd8"):
        return _size_of_jpeg(data)
    return _size_of_svg(data[:4000])


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


def _size_of_svg(head: bytes) -> Size | None:
    root = _SVG_ROOT.search(head)
    if root is None:
        return None
    sizes = {name: fraction_of(number.decode()) for name, number in _SVG_SIZE.findall(root[0])}
    width, height = sizes.get(b"width"), sizes.get(b"height")
    box = _SVG_BOX.search(root[0])
    if box and not (width and height):
        width, height = fraction_of(box[1].decode()), fraction_of(box[2].decode())
    return (width, height) if width and height else None


class UnusableShape(ValueError):
    """A shape's coordinates are not what its kind needs."""


def region_of(name: str, shape: str, coords: str, size: Size) -> Region:
    """Return a region in shares of the picture.

    :raises UnusableShape: the coordinates are not what the shape needs.
    """
    width, height = size
    if shape == "default":
        return Region(name, "rect", (Decimal(0), Decimal(0), Decimal(1), Decimal(1)))
    numbers = _lengths(coords, width, height)
    if shape == "rect" and len(numbers) == 4:
        left, top, right, bottom = numbers
        return Region(
            name, "rect", _shares((min(left, right), min(top, bottom), max(left, right), max(top, bottom)))
        )
    if shape == "circle" and len(numbers) == 3:
        return Region(name, "circle", _shares(numbers))
    if shape == "ellipse" and len(numbers) == 4:
        return _ellipse(name, numbers)
    if shape == "poly" and len(numbers) >= 6 and len(numbers) % 2 == 0:
        closed = numbers[:2] == numbers[-2:] and len(numbers) > 6
        return Region(name, "poly", _shares(numbers[:-2] if closed else numbers))
    raise UnusableShape(f"{shape} {coords}"[:80])


def _lengths(coords: str, width: Fraction, height: Fraction) -> list[Fraction]:
    """Return coordinates as shares: of the width and of the height in turn; a radius is a share of the width."""
    shares = []
    for place, text in enumerate(part for part in re.split(r"[,\s]+", coords) if part):
        number = fraction_of(text.removesuffix("%").removesuffix("px"))
        if number is None:
            raise UnusableShape(coords[:80])
        whole = height if place % 2 else width
        shares.append(number / 100 if text.endswith("%") else number / whole)
    return shares


def _ellipse(name: str, numbers: Sequence[Fraction]) -> Region:
    """Return an ellipse as the many-cornered shape that lies on it."""
    x, y, across, down = (float(number) for number in numbers)
    corners = [2 * pi * step / _CORNERS_OF_ELLIPSE for step in range(_CORNERS_OF_ELLIPSE)]
    points = [(x + across * cos(corner), y + down * sin(corner)) for corner in corners]
    rounded = [Fraction(round(value * 10**6), 10**6) for point in points for value in point]
    return Region(name, "poly", _shares(rounded))


def _shares(numbers: Sequence[Fraction]) -> tuple[Decimal, ...]:
    return tuple(decimal_of(number) for number in numbers)


def coords_of(region: Region, size: Size) -> str:
    """Return the coordinates of a region in pixels; a pixel is whole where it is as good as whole."""
    width, height = size
    numbers = []
    for place, share in enumerate(region.coords):
        whole = height if place % 2 else width
        pixels = Fraction(share) * whole
        near = Fraction(round(pixels))
        numbers.append(near if abs(pixels - near) < Fraction(1, 10**9) else pixels)
    return ",".join(format(decimal_of(number), "f") for number in numbers)
