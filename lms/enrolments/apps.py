"""The enrolments app."""

from django.apps import AppConfig


class EnrolmentsConfig(AppConfig):
    name = "lms.enrolments"
    label = "enrolments"

    def ready(self) -> None:
        from lms.core.audit import Mark, labels_of, register_actions, register_reasons
        from lms.enrolments import tasks  # noqa: F401 - names the jobs
        from lms.enrolments.audit_actions import SECOND_PERSON, AuditAction
        from lms.enrolments.changing.models import ResumptionReason, WithdrawalReason
        from lms.enrolments.credits.operations import withdraw_recognition
        from lms.enrolments.external.losses import register_loss

        register_actions(AuditAction, {Mark.SECOND_PERSON: SECOND_PERSON})
        register_reasons(
            {
                AuditAction.WITHDRAW_ENROLMENT: labels_of(WithdrawalReason),
                AuditAction.TAKE_UP_ENROLMENT: labels_of(ResumptionReason),
            }
        )
        register_loss(withdraw_recognition)
