"""Writes of marking by hand: the rule, markers, who takes which answers, marks, decisions, settling."""

from lms.exams.handmarking.operations.appointing import (
    NewMarkingRule,
    appoint_markers,
    dismiss_marker,
    set_marking_rule,
)
from lms.exams.handmarking.operations.marking import NewHandMark, give_mark, take_answers
from lms.exams.handmarking.operations.settling import NewMarkDecision, decide_marks, settle_marks

__all__ = [
    "NewHandMark",
    "NewMarkDecision",
    "NewMarkingRule",
    "appoint_markers",
    "decide_marks",
    "dismiss_marker",
    "give_mark",
    "set_marking_rule",
    "settle_marks",
    "take_answers",
]
