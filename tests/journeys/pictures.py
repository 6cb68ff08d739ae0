"""Puts four pictures of a journey side by side: `python -m tests.journeys.pictures docs/images` writes overview.png.

The pictures themselves come from `SCREENSHOTS=docs/images python -m pytest tests/journeys -k "desktop or its_author"`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

PARTS = ("zh-03-home.png", "zh-04-lesson.png", "zh-06-question.png", "08-certificate.png")
CELL, GAP, GROUND = (660, 371), 16, "#f3efe6"


def main() -> int:
    """Write the overview into the folder of the pictures."""
    folder = Path(sys.argv[1])
    overview([folder / name for name in PARTS]).save(folder / "overview.png", optimize=True)
    return 0


def overview(parts: list[Path]) -> Image.Image:
    """Return the pictures in two rows, each whole and in the middle of its cell."""
    width, height = CELL
    sheet = Image.new("RGB", (2 * width + 3 * GAP, 2 * height + 3 * GAP), GROUND)
    for place, path in enumerate(parts):
        with Image.open(path) as picture:
            part = picture.convert("RGB")
        part.thumbnail(CELL)
        left = GAP + (place % 2) * (width + GAP) + (width - part.width) // 2
        top = GAP + (place // 2) * (height + GAP) + (height - part.height) // 2
        sheet.paste(part, (left, top))
    return sheet


if __name__ == "__main__":
    sys.exit(main())
