"""Writes to papers: schemes, drawing, releasing and opening."""

from lms.exams.papers.operations.drawing import NewDrawing, draw_paper, draw_papers
from lms.exams.papers.operations.opening import open_early, release, release_paper
from lms.exams.papers.operations.schemes import NewScheme, load_scheme

__all__ = [
    "NewDrawing",
    "NewScheme",
    "draw_paper",
    "draw_papers",
    "load_scheme",
    "open_early",
    "release",
    "release_paper",
]
