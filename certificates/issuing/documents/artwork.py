"""Own line artwork of documents as SVG: a woven guilloche frame, corners, a pale rosette behind.

Drawn from formulas once per process; one decimal is enough in print and keeps the document small.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import cos, gcd, pi, sin


@dataclass(frozen=True, slots=True)
class Inks:
    """The colours of one kind of document: of the fine strands, the rules, the third strand, the rosette behind."""

    fine: str
    deep: str
    third: str
    pale: str


GOLD = Inks(fine="#b8974f", deep="#8f6f2c", third="#a3182a", pale="#f2e8d2")
SLATE = Inks(fine="#6f8fb8", deep="#2f4f7c", third="#b08a3c", pale="#e3eaf3")
JADE = Inks(fine="#5f9c8c", deep="#2c6555", third="#b08a3c", pale="#e0ede7")
WIDTH, HEIGHT = 297, 210
EDGE, BAND = 8.5, 11.0  # millimetres from the paper's edge, and across the woven band
STRANDS = 7
# A half sine wave as one cubic Bézier curve: where its handles stand.
HANDLE_ALONG, HANDLE_UP = 0.3642, 4 / 3


def _stroke(path: str, colour: str, width: float) -> str:
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>'


def _wave(start: float, end: float, *, length: float, height: float) -> str:
    """Return a sine line along the x axis from `start` to just past `end`."""
    parts, x, up, half = [f"M{start:.1f} 0"], start, 1, length / 2
    while x < end:
        y = up * height * HANDLE_UP
        first, second = x + half * HANDLE_ALONG, x + half * (1 - HANDLE_ALONG)
        x, up = x + half, -up
        parts.append(f"C{first:.1f} {y:.1f} {second:.1f} {y:.1f} {x:.1f} 0")
    return "".join(parts)


def _weave(run: float, inks: Inks) -> str:
    """Return the strands of one side of the frame, along the x axis, starting inside the corner's square."""
    room = run - 2 * BAND
    length = room / round(room / 10.4)
    lines = []
    for strand in range(STRANDS):
        start = BAND - length + strand * length / STRANDS
        end = run - BAND
        lines.append(_stroke(_wave(start, end, length=length, height=BAND * 0.4), inks.fine, 0.16))
        inner = _wave(start, end, length=length, height=BAND * 0.2)
        lines.append(_stroke(inner, inks.deep if strand % 2 else inks.third, 0.1))
    return "".join(lines)


def _loop(petals: int, turns: int, *, outer: float, inner: float) -> str:
    """Return a closed rosette line: a circle whose radius swings between `inner` and `outer`."""
    middle, swing = (outer + inner) / 2, (outer - inner) / 2
    rounds = turns // gcd(petals, turns)
    steps = max(120, petals * 24)
    points = []
    for step in range(steps):
        angle = 2 * pi * rounds * step / steps
        radius = middle + swing * cos(petals * angle / turns)
        points.append(f"{radius * cos(angle):.1f} {radius * sin(angle):.1f}")
    return "M" + "L".join(points) + "Z"


def _corner(x: float, y: float, inks: Inks) -> str:
    half = BAND / 2
    square = f'<rect x="{-half}" y="{-half}" width="{BAND}" height="{BAND}" fill="#fff"/>'
    lines = [
        _stroke(_loop(12, 5, outer=half - 0.5, inner=1.2), inks.fine, 0.12),
        _stroke(_loop(16, 7, outer=half - 1.4, inner=0.8), inks.third, 0.1),
        f'<circle r="{half - 0.35:.1f}" fill="none" stroke="{inks.deep}" stroke-width="0.2"/>',
        f'<circle r="0.8" fill="{inks.third}"/>',
    ]
    return f'<g transform="translate({x} {y})">{square}{"".join(lines)}</g>'


def _lines_around(inks: Inks) -> str:
    inner_edge = EDGE + BAND
    rules = ((EDGE - 1.4, 0.8), (EDGE - 0.3, 0.2), (inner_edge + 0.3, 0.2), (inner_edge + 1.2, 0.4))
    return "".join(
        f'<rect x="{at}" y="{at}" width="{WIDTH - 2 * at:.1f}" height="{HEIGHT - 2 * at:.1f}" fill="none" '
        f'stroke="{inks.deep}" stroke-width="{width}"/>'
        for at, width in rules
    )


def _sides(inks: Inks) -> str:
    middle = EDGE + BAND / 2
    across, down = _weave(WIDTH - 2 * EDGE, inks), _weave(HEIGHT - 2 * EDGE, inks)
    places = (
        (across, f"translate({EDGE} {middle})"),
        (across, f"translate({EDGE} {HEIGHT - middle})"),
        (down, f"translate({middle} {EDGE}) rotate(90)"),
        (down, f"translate({WIDTH - middle} {EDGE}) rotate(90)"),
    )
    return "".join(f'<g transform="{transform}">{weave}</g>' for weave, transform in places)


def _watermark(inks: Inks) -> str:
    rings = ((36, 13, 56, 40), (30, 11, 42, 24), (24, 7, 27, 8))
    lines = [
        _stroke(_loop(petals, turns, outer=outer, inner=inner), inks.pale, 0.25)
        for petals, turns, outer, inner in rings
    ]
    return f'<g transform="translate({WIDTH / 2} {HEIGHT / 2 + 4})">{"".join(lines)}</g>'


@lru_cache(maxsize=4)
def background(inks: Inks) -> bytes:
    """Return the frame and the rosette of a landscape A4 page."""
    middle = EDGE + BAND / 2
    places = [(x, y) for x in (middle, WIDTH - middle) for y in (middle, HEIGHT - middle)]
    corners = "".join(_corner(x, y, inks) for x, y in places)
    body = _watermark(inks) + _sides(inks) + corners + _lines_around(inks)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}mm" height="{HEIGHT}mm" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{body}</svg>'
    ).encode()
