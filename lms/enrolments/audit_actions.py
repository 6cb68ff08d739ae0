"""What the audit trail may say of enrolments."""

from django.db.models import TextChoices


class AuditAction(TextChoices):
    ENROL_TRAINEE = "enrolments.enrol_trainee"
    WITHDRAW_ENROLMENT = "enrolments.withdraw_enrolment"
    RECORD_EVIDENCE = "enrolments.record_evidence"
    COMPLETE_ENROLMENT = "enrolments.complete_enrolment"
    MOVE_ENROLMENT = "enrolments.move_enrolment"
    ADMIT_TRAINEE = "enrolments.admit_trainee"
    CHANGE_FORECAST = "enrolments.change_forecast"
    RECORD_FITNESS = "enrolments.record_fitness"
    RECORD_CONSENT = "enrolments.record_consent"
    END_STAY = "enrolments.end_stay"
    BRING_ADMISSIONS = "enrolments.bring_admissions"
    READ_ADMISSIONS = "enrolments.read_admissions"
    CORRECT_ADMISSIONS = "enrolments.correct_admissions"
    FETCH_ADMISSIONS = "enrolments.fetch_admissions"
    CONFIRM_ADMISSIONS = "enrolments.confirm_admissions"
    END_ADMISSIONS = "enrolments.end_admissions"
