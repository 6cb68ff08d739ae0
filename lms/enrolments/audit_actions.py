"""What the audit trail may say of enrolments."""

from django.db.models import TextChoices


class AuditAction(TextChoices):
    ENROL_TRAINEE = "enrolments.enrol_trainee"
    WITHDRAW_ENROLMENT = "enrolments.withdraw_enrolment"
    RECORD_EVIDENCE = "enrolments.record_evidence"
    COMPLETE_ENROLMENT = "enrolments.complete_enrolment"
    MOVE_ENROLMENT = "enrolments.move_enrolment"
    RECORD_CERTIFICATE = "enrolments.record_certificate"
    VERIFY_CERTIFICATE = "enrolments.verify_certificate"
    REVIEW_CERTIFICATE = "enrolments.review_certificate"
    KEEP_CERTIFICATE_SCAN = "enrolments.keep_certificate_scan"
    READ_CERTIFICATE_SCAN = "enrolments.read_certificate_scan"
    STRIKE_CERTIFICATE = "enrolments.strike_certificate"
    GIVE_CREDITS = "enrolments.give_credits"
    REVERSE_CREDITS = "enrolments.reverse_credits"
