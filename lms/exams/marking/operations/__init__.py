"""Writes of marking: a result for each attempt, and further ones when a key is corrected."""

from lms.exams.marking.operations.correcting import correct_key
from lms.exams.marking.operations.marking import mark_attempt

__all__ = ["correct_key", "mark_attempt"]
