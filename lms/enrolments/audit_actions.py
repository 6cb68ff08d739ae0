"""What the audit trail may say of enrolments."""

from django.db.models import TextChoices


class AuditAction(TextChoices):
    ENROL_TRAINEE = "enrolments.enrol_trainee"
    WITHDRAW_ENROLMENT = "enrolments.withdraw_enrolment"
    RECORD_EVIDENCE = "enrolments.record_evidence"
    COMPLETE_ENROLMENT = "enrolments.complete_enrolment"
    MOVE_ENROLMENT = "enrolments.move_enrolment"
