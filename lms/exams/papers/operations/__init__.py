"""Writes to papers: schemes, drawing, releasing and opening."""

from lms.exams.papers.operations.drawing import (
    MOST_SEED,
    NewDrawing,
    check_drawing,
    draw_paper,
    draw_papers,
)
from lms.exams.papers.operations.opening import checked_reason, look_on, open_early, release
from lms.exams.papers.operations.schemes import NewScheme, load_scheme

__all__ = [
    "MOST_SEED",
    "checked_reason",
    "NewDrawing",
    "NewScheme",
    "check_drawing",
    "draw_paper",
    "draw_papers",
    "load_scheme",
    "look_on",
    "open_early",
    "release",
]
