"""The door to enrolments for other apps."""

from lms.enrolments.models import Enrolment, EnrolmentState
from lms.enrolments.operations import (
    Achievement,
    NewEnrolment,
    enrol_trainee,
    lock_enrolment,
    lock_enrolment_in_force,
    lock_enrolments,
    lock_enrolments_beside,
    record_achievement,
    withdraw_enrolment,
)
from lms.enrolments.policies import visible_to
from lms.enrolments.queries import get_enrolment, list_enrolments_of, requirement_states
from lms.enrolments.rules import RequirementState, share_percent

__all__ = [
    "Achievement",
    "Enrolment",
    "EnrolmentState",
    "NewEnrolment",
    "RequirementState",
    "enrol_trainee",
    "get_enrolment",
    "list_enrolments_of",
    "lock_enrolment",
    "lock_enrolment_in_force",
    "lock_enrolments",
    "lock_enrolments_beside",
    "record_achievement",
    "requirement_states",
    "share_percent",
    "visible_to",
    "withdraw_enrolment",
]
