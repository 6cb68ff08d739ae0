"""Circuit diagrams: from the line language that authors write to an SVG, drawn in a child process (decision 0027)."""

from lms.core.circuits.errors import CircuitError, DrawingFailed
from lms.core.circuits.rendering import digest_of, draw_circuit, draw_circuits, size_of
from lms.core.circuits.spec import read_spec
from lms.core.circuits.words import ALL_WORDS

__all__ = [
    "ALL_WORDS",
    "CircuitError",
    "DrawingFailed",
    "digest_of",
    "draw_circuit",
    "draw_circuits",
    "read_spec",
    "size_of",
]
