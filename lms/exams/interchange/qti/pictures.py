"""Regions on a picture, from pixels to shares and back."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import cos, pi, sin

from lms.core.picture_heads import Size
from lms.exams.interchange.drafts import Region
from lms.exams.interchange.qti.values import decimal_of, fraction_of

_CORNERS_OF_ELLIPSE = 32


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
