"""Writes of results: one officer freezes a set, another one releases it or sends it back.

Lock order: enrolments, sitting, attempts, set, audit chain.
"""

from lms.exams.results.operations.deciding import SetDecision, release_results, send_results_back
from lms.exams.results.operations.freezing import NewSet, freeze_results

__all__ = ["NewSet", "SetDecision", "freeze_results", "release_results", "send_results_back"]
