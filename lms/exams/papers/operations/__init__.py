"""Writes to papers: schemes, drawing, releasing and opening."""

from lms.exams.papers.operations.drawing import (
    MOST_SEED,
    NewDrawing,
    check_drawing,
    draw_paper,
    draw_papers,
)
from lms.exams.papers.operations.opening import (
    LEAST_REASON,
    MOST_REASON,
    checked_reason,
    is_looking,
    look_on,
    open_early,
    release,
)
from lms.exams.papers.operations.schemes import NewScheme, load_scheme

__all__ = [
    "LEAST_REASON",
    "MOST_REASON",
    "MOST_SEED",
    "checked_reason",
    "NewDrawing",
    "NewScheme",
    "check_drawing",
    "draw_paper",
    "draw_papers",
    "is_looking",
    "load_scheme",
    "look_on",
    "open_early",
    "release",
]
