"""Where the words of a diagram stand, and how large the picture is. Pure: the size is known without drawing."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lms.core.circuits.spec import Step, read_spec

# In drawing units of the library: an element's body is 1 long, our unit has room for it and its words.
UNIT = 2.2
PIXELS = 48  # of a drawing unit
FONT_SIZE = 20
GAP = 0.14
MARGIN = 0.3
EARTH_DEPTH, EARTH_WIDTH = 0.7, 0.3
# How far a symbol reaches beyond its wire: above (or to the left), and below (or to the right).
REACH = {
    "wire": (0.0, 0.0),
    "resistor": (0.25, 0.25),
    "fuse": (0.25, 0.25),
    "heater": (0.32, 0.32),
    "capacitor": (0.35, 0.35),
    "battery": (0.4, 0.4),
    "inductor": (0.25, 0.1),
    "diode": (0.3, 0.3),
    "led": (0.95, 0.3),
    "switch": (0.8, 0.1),
    "button-no": (0.8, 0.1),
    "button-nc": (0.8, 0.1),
    "contact-no": (0.45, 0.1),
    "contact-nc": (0.55, 0.1),
    "breaker": (0.45, 0.15),
}
ROUND = (0.5, 0.5)


@dataclass(frozen=True, slots=True)
class Words:
    """Words at a place, with the side on which they begin."""

    x: float
    y: float
    text: str
    align: str
    valign: str


@dataclass(frozen=True, slots=True)
class Layout:
    """All of a diagram, ready to be drawn; `box` is left, bottom, right, top."""

    shapes: tuple[dict[str, Any], ...]
    words: tuple[Words, ...]
    box: tuple[float, float, float, float]

    @property
    def size(self) -> tuple[int, int]:
        """Return width and height in pixels."""
        left, bottom, right, top = self.box
        return round((right - left) * PIXELS), round((top - bottom) * PIXELS)


@lru_cache(maxsize=512)
def layout_of(spec: str) -> Layout:
    """Return the layout of a description.

    :raises CircuitError: a line is wrong.
    """
    steps = read_spec(spec)
    words = tuple(_words(step) for step in steps if step.label)
    shapes = tuple(_shape(step) for step in steps if step.kind != "label")
    boxes = [*(_reach(step) for step in steps), *(_extent(one) for one in words)]
    box = (
        min(box[0] for box in boxes) - MARGIN,
        min(box[1] for box in boxes) - MARGIN,
        max(box[2] for box in boxes) + MARGIN,
        max(box[3] for box in boxes) + MARGIN,
    )
    return Layout(shapes, words, box)


def _shape(step: Step) -> dict[str, Any]:
    return {"kind": step.kind, "start": _at(step.start), "end": _at(step.end), "direction": step.direction}


def _at(point: tuple) -> tuple[float, float]:
    return round(float(point[0]) * UNIT, 3), round(float(point[1]) * UNIT, 3)


def _reach(step: Step) -> tuple[float, float, float, float]:
    """Return the box of a symbol without its words."""
    (x1, y1), (x2, y2) = _at(step.start), _at(step.end)
    if step.kind == "earth":
        reach = EARTH_DEPTH
        return x1 - reach, y1 - reach, x1 + reach, y1
    before, after = (0.1, 0.1) if step.kind in ("dot", "label") else REACH.get(step.kind, ROUND)
    if step.direction in ("left", "right"):
        return min(x1, x2), y1 - after, max(x1, x2), y1 + before
    return x1 - before, min(y1, y2), x1 + after, max(y1, y2)


def _words(step: Step) -> Words:
    """Place the words: above a level element, to the right of an upright one, or on the side that was said."""
    (x1, y1), (x2, y2) = _at(step.start), _at(step.end)
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    if step.kind == "earth":
        return Words(x + EARTH_WIDTH + GAP, y - EARTH_DEPTH / 2, step.label, "left", "center")
    if step.kind == "label":
        return _beside(step, x, y)
    before, after = REACH.get(step.kind, ROUND)
    if step.direction in ("left", "right"):
        return Words(x, y + before + GAP, step.label, "center", "bottom")
    return Words(x + after + GAP, y, step.label, "left", "center")


def _beside(step: Step, x: float, y: float) -> Words:
    off = GAP + 0.06
    places = {
        "up": (x, y + off, "center", "bottom"),
        "down": (x, y - off, "center", "top"),
        "left": (x - off, y, "right", "center"),
        "right": (x + off, y, "left", "center"),
    }
    across, upward, align, valign = places[step.direction]
    return Words(across, upward, step.label, align, valign)


def _extent(words: Words) -> tuple[float, float, float, float]:
    """Return the box that the words take, estimated generously: fonts differ."""
    width, height = _width(words.text), FONT_SIZE * 1.15 / PIXELS
    left = words.x - {"left": 0.0, "center": width / 2, "right": width}[words.align]
    bottom = words.y - {"bottom": 0.0, "center": height / 2, "top": height}[words.valign]
    return left, bottom, left + width, bottom + height


def _width(text: str) -> float:
    wide = sum(1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.66 for sign in text)
    return wide * FONT_SIZE / PIXELS
