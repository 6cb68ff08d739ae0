"""Writes of appeals: file and withdraw, take and give back, decide, have marked again, set the rule.

Lock order: enrolment, sitting, attempts (or practical examination), appeal, audit chain.
"""

from lms.exams.appeals.operations.deciding import NewDecision, decide_appeal
from lms.exams.appeals.operations.filing import NewAppeal, file_appeal, withdraw_appeal
from lms.exams.appeals.operations.marking import settle_further_marking
from lms.exams.appeals.operations.opening import open_case, open_practical_case
from lms.exams.appeals.operations.reviewing import give_back_appeal, take_appeal
from lms.exams.appeals.operations.ruling import NewAppealRule, set_appeal_rule

__all__ = [
    "NewAppeal",
    "NewAppealRule",
    "NewDecision",
    "decide_appeal",
    "file_appeal",
    "give_back_appeal",
    "open_case",
    "open_practical_case",
    "set_appeal_rule",
    "settle_further_marking",
    "take_appeal",
    "withdraw_appeal",
]
