"""What the audit trail may say of learning."""

from django.db.models import TextChoices


class AuditAction(TextChoices):
    OPEN_LESSON = "delivery.open_lesson"
    COMPLETE_LESSON = "delivery.complete_lesson"
    OPEN_COHORT = "delivery.open_cohort"
    CHANGE_COHORT = "delivery.change_cohort"
    TAKE_OVER_CLASS = "delivery.take_over_class"
    JOIN_COHORT = "delivery.join_cohort"
    LEAVE_COHORT = "delivery.leave_cohort"
    ADD_QUALIFICATION = "delivery.add_qualification"
    END_QUALIFICATION = "delivery.end_qualification"
    REMOVE_HOLIDAY = "delivery.remove_holiday"
    ADD_HOLIDAY = "delivery.add_holiday"
    PLAN_SESSION = "delivery.plan_session"
    CHANGE_SESSION = "delivery.change_session"
    ADD_TOOL = "delivery.add_tool"
    CHANGE_TOOL = "delivery.change_tool"
    COUNT_TOOLS = "delivery.count_tools"
    MARK_ATTENDANCE = "delivery.mark_attendance"
    SIGN_REGISTER = "delivery.sign_register"
    LOCK_REGISTER = "delivery.lock_register"
    PROPOSE_CORRECTION = "delivery.propose_correction"
    DECIDE_CORRECTION = "delivery.decide_correction"
    ACCEPT_LEARNING = "delivery.accept_learning"
    TAKE_BACK_LEARNING = "delivery.take_back_learning"
