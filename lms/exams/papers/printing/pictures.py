"""Pictures of printed questions, and the numbered places on them."""

import hashlib
import io
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from django.core.files.storage import default_storage
from PIL import Image

from lms.core.picture_heads import size_of
from lms.core.printing.fonts import FAMILY

INK, PAPER = "#1d1a16", "#ffffff"
# How wide a picture may be on the page, in millimetres, and how high.
WIDEST, HIGHEST = 120.0, 80.0
_WITHOUT_SIZE = (300, 150)  # what browsers take for a drawing that says no size (CSS 2.1, section 10.3.2)


class Pictures:
    """The pictures of one document, each once, by the name under which the press finds it."""

    def __init__(self) -> None:
        self.content: dict[str, bytes] = {}

    def add(self, content: bytes, ending: str) -> str:
        """Keep a picture and return its name."""
        name = f"{hashlib.sha256(content).hexdigest()[:24]}.{ending}"
        self.content[name] = content
        return name

    def load(self, file: str) -> str:
        """Keep a picture of the store and return its name."""
        with default_storage.open(file) as opened:
            return self.add(opened.read(), file.rpartition(".")[2].lower())

    def size(self, name: str) -> tuple[float, float]:
        """Return width and height of a picture, in whatever unit it has."""
        content = self.content[name]
        if name.endswith(".svg"):
            width, height = size_of(content) or _WITHOUT_SIZE
            return float(width), float(height)
        with Image.open(io.BytesIO(content)) as picture:
            return float(picture.width), float(picture.height)


def on_page(size: tuple[float, float]) -> tuple[float, float]:
    """Return width and height in millimetres of a picture that fits the page."""
    width, height = size
    scale = min(WIDEST / width, HIGHEST / height, 0.35)
    return max(round(width * scale, 1), 0.1), max(round(height * scale, 1), 0.1)


def places_as_svg(regions: Sequence[Mapping[str, Any]], size: tuple[float, float]) -> bytes:
    """Return a drawing that lies over a picture: outlines of the regions, each with its number."""
    width, height = on_page(size)
    shapes = "".join(_place(region, number, width, height) for number, region in enumerate(regions, start=1))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
        f'viewBox="0 0 {width} {height}">{shapes}</svg>'
    ).encode()


def _place(region: Mapping[str, Any], number: int, width: float, height: float) -> str:
    numbers = [float(share) for share in region["coords"]]
    line = f'fill="none" stroke="{INK}" stroke-width="0.35" stroke-dasharray="1 0.6"'
    if region["shape"] == "circle":
        x, y, radius = numbers[0] * width, numbers[1] * height, numbers[2] * width
        return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius:.2f}" {line}/>' + _number(number, x, y)
    if region["shape"] == "rect":
        left, top, right, bottom = (
            numbers[0] * width,
            numbers[1] * height,
            numbers[2] * width,
            numbers[3] * height,
        )
        outline = f'<rect x="{left:.2f}" y="{top:.2f}" width="{right - left:.2f}" height="{bottom - top:.2f}" {line}/>'
        return outline + _number(number, (left + right) / 2, (top + bottom) / 2)
    points = [(x * width, y * height) for x, y in zip(numbers[::2], numbers[1::2], strict=False)]
    listed = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
    middle = [sum(axis) / len(points) for axis in zip(*points, strict=True)]
    return f'<polygon points="{escape(listed)}" {line}/>' + _number(number, *middle)


def _number(number: int, x: float, y: float) -> str:
    return (
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r="2.6" fill="{PAPER}" stroke="{INK}" stroke-width="0.3"/>'
        f'<text x="{x:.2f}" y="{y + 1.2:.2f}" font-size="3.4" text-anchor="middle" '
        f'font-family="{FAMILY}" fill="{INK}">{number}</text>'
    )
