"""The school's round red seal as artwork: its name along the arc, a star, what the seal is for."""

from functools import lru_cache
from html import escape
from math import cos, pi, sin

from lms.core.printing.fonts import FAMILY

RED = "#c8161d"
SIZE = 200  # units of the drawing
RADIUS = 92
# The name takes at most this part of the circle; long names get smaller letters, as engravers do.
WIDEST_ARC = 1.42 * pi
LARGEST, SMALLEST = 25.0, 3.0


@lru_cache(maxsize=64)
def seal(name: str, purpose: str) -> bytes:
    """Return the seal of a school as SVG, with what it is for below the star."""
    body = _ring() + _star() + _name_along_arc(name) + _across(purpose)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIZE}" height="{SIZE}" '
        f'viewBox="{-SIZE / 2} {-SIZE / 2} {SIZE} {SIZE}"><g fill="{RED}" stroke="none" '
        f'font-family="{FAMILY}" font-weight="700">{body}</g></svg>'
    ).encode()


def _ring() -> str:
    return (
        f'<circle r="{RADIUS}" fill="none" stroke="{RED}" stroke-width="6"/>'
        f'<circle r="{RADIUS - 6.5}" fill="none" stroke="{RED}" stroke-width="1"/>'
    )


def _star() -> str:
    points = []
    for corner in range(10):
        radius = 24 if corner % 2 == 0 else 24 * 0.382
        angle = -pi / 2 + corner * pi / 5
        points.append(f"{radius * cos(angle):.1f},{radius * sin(angle):.1f}")
    return f'<polygon points="{" ".join(points)}"/>'


def _name_along_arc(name: str) -> str:
    letters = list(name) or [" "]
    size = LARGEST
    while size > SMALLEST and len(letters) * size * 1.12 / _baseline(size) > WIDEST_ARC:
        size -= 0.5
    step = min(size * 1.5 / _baseline(size), WIDEST_ARC / len(letters))
    first = -step * (len(letters) - 1) / 2
    return "".join(_letter(letter, first + index * step, size) for index, letter in enumerate(letters))


def _baseline(size: float) -> float:
    return RADIUS - 12 - size * 0.88


def _letter(letter: str, angle: float, size: float) -> str:
    degrees = angle * 180 / pi
    return (
        f'<text transform="rotate({degrees:.1f}) translate({-size / 2:.1f} {-_baseline(size):.1f})" '
        f'font-size="{size:.1f}">{escape(letter)}</text>'
    )


def _across(purpose: str) -> str:
    size = 14.0
    start = -len(purpose) * size / 2
    letters = (
        f'<text x="{start + index * size:.1f}" y="58" font-size="{size}">{letter}</text>'
        for index, letter in enumerate(purpose)
    )
    return "".join(letters)
