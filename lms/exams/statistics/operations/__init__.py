"""Writes of figures: old results come in after a look over them, sittings are reckoned, sets are put aside."""

from lms.exams.statistics.operations.keeping import set_aside
from lms.exams.statistics.operations.sittings import ask_for_figures, reckon_sitting, reckon_when_ready
from lms.exams.statistics.operations.taking import (
    ScoreFile,
    discard_scores,
    look_over,
    take_in,
    take_in_at_once,
)

__all__ = [
    "ScoreFile",
    "ask_for_figures",
    "discard_scores",
    "look_over",
    "reckon_sitting",
    "reckon_when_ready",
    "set_aside",
    "take_in",
    "take_in_at_once",
]
