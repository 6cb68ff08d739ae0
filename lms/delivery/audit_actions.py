"""What the audit trail may say of learning."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class AuditAction(TextChoices):
    OPEN_LESSON = "delivery.open_lesson", pgettext_lazy("audit", "Lesson opened")
    COMPLETE_LESSON = "delivery.complete_lesson", pgettext_lazy("audit", "Lesson completed")
    OPEN_COHORT = "delivery.open_cohort", pgettext_lazy("audit", "Class opened")
    CHANGE_COHORT = "delivery.change_cohort", pgettext_lazy("audit", "Class changed")
    CANCEL_COHORT = "delivery.cancel_cohort", pgettext_lazy("audit", "Class cancelled")
    TAKE_OVER_CLASS = "delivery.take_over_class", pgettext_lazy("audit", "Class taken over")
    JOIN_COHORT = "delivery.join_cohort", pgettext_lazy("audit", "Person joined a class")
    LEAVE_COHORT = "delivery.leave_cohort", pgettext_lazy("audit", "Person left a class")
    ADD_QUALIFICATION = "delivery.add_qualification", pgettext_lazy("audit", "Teaching qualification added")
    END_QUALIFICATION = "delivery.end_qualification", pgettext_lazy("audit", "Teaching qualification ended")
    REMOVE_HOLIDAY = "delivery.remove_holiday", pgettext_lazy("audit", "Holiday removed")
    ADD_HOLIDAY = "delivery.add_holiday", pgettext_lazy("audit", "Holiday added")
    PLAN_SESSION = "delivery.plan_session", pgettext_lazy("audit", "Class session planned")
    CHANGE_SESSION = "delivery.change_session", pgettext_lazy("audit", "Class session changed")
    ADD_TOOL = "delivery.add_tool", pgettext_lazy("audit", "Tool added")
    CHANGE_TOOL = "delivery.change_tool", pgettext_lazy("audit", "Tool changed")
    COUNT_TOOLS = "delivery.count_tools", pgettext_lazy("audit", "Tools counted")
    MARK_ATTENDANCE = "delivery.mark_attendance", pgettext_lazy("audit", "Attendance marked")
    SIGN_REGISTER = "delivery.sign_register", pgettext_lazy("audit", "Register signed")
    REOPEN_REGISTER = "delivery.reopen_register", pgettext_lazy("audit", "Signature of a register taken back")
    LOCK_REGISTER = "delivery.lock_register", pgettext_lazy("audit", "Register locked")
    PROPOSE_CORRECTION = (
        "delivery.propose_correction",
        pgettext_lazy("audit", "Correction of a register proposed"),
    )
    DECIDE_CORRECTION = (
        "delivery.decide_correction",
        pgettext_lazy("audit", "Correction of a register decided"),
    )
    ACCEPT_LEARNING = "delivery.accept_learning", pgettext_lazy("audit", "Learning time accepted")
    TAKE_BACK_LEARNING = (
        "delivery.take_back_learning",
        pgettext_lazy("audit", "Accepted learning time taken back"),
    )


# Decisions of somebody else than who asked.
SECOND_PERSON = frozenset(
    {
        AuditAction.DECIDE_CORRECTION,
    }
)
