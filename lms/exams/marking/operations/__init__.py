"""Writes of marking: a result for each attempt, and further ones when a key is corrected."""

from lms.exams.marking.operations.correcting import WHY_CORRECTED, apply_correction, correct_key
from lms.exams.marking.operations.marking import mark_attempt, mark_further, record_evidence

__all__ = [
    "WHY_CORRECTED",
    "apply_correction",
    "correct_key",
    "mark_attempt",
    "mark_further",
    "record_evidence",
]
