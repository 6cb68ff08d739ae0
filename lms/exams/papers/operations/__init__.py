"""Writes to papers: schemes, drawing, releasing and opening."""

from lms.exams.papers.operations.drawing import (
    NewDrawing,
    check_drawing,
    draw_paper,
    draw_papers,
    draw_wanted,
)
from lms.exams.papers.operations.opening import look_on, open_early, release, release_paper
from lms.exams.papers.operations.schemes import NewScheme, load_scheme

__all__ = [
    "NewDrawing",
    "NewScheme",
    "check_drawing",
    "draw_paper",
    "draw_papers",
    "draw_wanted",
    "load_scheme",
    "look_on",
    "open_early",
    "release",
    "release_paper",
]
