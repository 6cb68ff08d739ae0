"""From a description to its SVG: layout here, drawing in the child process, a look at what came back."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from lms.core.circuits.inert import why_not_inert
from lms.core.circuits.layout import FONT_SIZE, PIXELS, layout_of
from lms.core.circuits.process import failed, run_limited
from lms.core.circuits.spec import normal_spec

# Part of every address: raise it when the same words give another picture.
VERSION = 1
PROGRAM = Path(__file__).with_name("draw.py")
BATCH = 25


def digest_of(spec: str) -> str:
    """Return the name of the drawing: the same words drawn by the same version have the same name."""
    return hashlib.sha256(f"{VERSION}\n{normal_spec(spec)}".encode()).hexdigest()


def size_of(spec: str) -> tuple[int, int]:
    """Return width and height of the drawing in pixels.

    :raises CircuitError: a line is wrong.
    """
    return layout_of(normal_spec(spec)).size


def draw_circuit(spec: str) -> str:
    """Return the SVG of a description.

    :raises CircuitError: a line is wrong.
    :raises DrawingFailed: the drawing program did not answer.
    """
    return draw_circuits([spec])[0]


def draw_circuits(specs: Sequence[str]) -> list[str]:
    """Return the SVG of each description; many share a child process.

    :raises CircuitError: a line is wrong.
    :raises DrawingFailed: the drawing program did not answer.
    """
    messages = [_message(spec) for spec in specs]
    batches = [messages[start : start + BATCH] for start in range(0, len(messages), BATCH)]
    return [svg for batch in batches for svg in _draw(batch)]


def _message(spec: str) -> dict:
    layout = layout_of(normal_spec(spec))
    return {**asdict(layout), "pixels": PIXELS, "font_size": FONT_SIZE}


def _draw(batch: list[dict]) -> list[str]:
    drawn = json.loads(run_limited(PROGRAM, json.dumps(batch)))
    for svg in drawn:
        wrong = why_not_inert(svg)
        if wrong:
            raise failed(wrong)
    return drawn
