"""Writes to papers: schemes, drawing, releasing and opening.

Lock order (ADR 0156): examination, items, paper, audit chain.
"""

from lms.exams.papers.operations.drawing import (
    MOST_SEED,
    NewDrawing,
    check_drawing,
    draw_paper,
    draw_papers,
)
from lms.exams.papers.operations.opening import is_looking, lock_papers, look_on, open_early, release
from lms.exams.papers.operations.reasons import (
    LEAST_REASON,
    MOST_REASON,
    MOST_REASON_OF_KEY,
    checked_reason,
)
from lms.exams.papers.operations.schemes import NewScheme, load_scheme, lock_schemes

__all__ = [
    "LEAST_REASON",
    "MOST_REASON",
    "MOST_REASON_OF_KEY",
    "MOST_SEED",
    "NewDrawing",
    "NewScheme",
    "check_drawing",
    "checked_reason",
    "draw_paper",
    "draw_papers",
    "is_looking",
    "load_scheme",
    "lock_papers",
    "lock_schemes",
    "look_on",
    "open_early",
    "release",
]
