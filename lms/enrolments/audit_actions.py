"""What the audit trail may say of enrolments."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class AuditAction(TextChoices):
    ENROL_TRAINEE = "enrolments.enrol_trainee", pgettext_lazy("audit", "Trainee enrolled")
    WITHDRAW_ENROLMENT = "enrolments.withdraw_enrolment", pgettext_lazy("audit", "Enrolment withdrawn")
    TAKE_UP_ENROLMENT = "enrolments.take_up_enrolment", pgettext_lazy("audit", "Enrolment taken up again")
    INTERRUPT_ENROLMENT = "enrolments.interrupt_enrolment", pgettext_lazy("audit", "Training interrupted")
    RETURN_TO_TRAINING = "enrolments.return_to_training", pgettext_lazy("audit", "Returned to training")
    TRANSFER_ENROLMENT = "enrolments.transfer_enrolment", pgettext_lazy("audit", "Enrolment transferred")
    CONTINUE_ENROLMENT = (
        "enrolments.continue_enrolment",
        pgettext_lazy("audit", "Training continued elsewhere"),
    )
    PROPOSE_IDENTITY = "enrolments.propose_identity", pgettext_lazy("audit", "Identity number proposed")
    CONFIRM_IDENTITY = "enrolments.confirm_identity", pgettext_lazy("audit", "Identity number confirmed")
    FILL_FROM_IDENTITY = (
        "enrolments.fill_from_identity",
        pgettext_lazy("audit", "Sex or date of birth filled in from the identity number"),
    )
    DROP_IDENTITY = "enrolments.drop_identity", pgettext_lazy("audit", "Proposed identity number dropped")
    RECORD_EVIDENCE = "enrolments.record_evidence", pgettext_lazy("audit", "Evidence recorded")
    COMPLETE_ENROLMENT = "enrolments.complete_enrolment", pgettext_lazy("audit", "Programme completed")
    MOVE_ENROLMENT = "enrolments.move_enrolment", pgettext_lazy("audit", "Enrolment moved to another version")
    RECORD_CERTIFICATE = (
        "enrolments.record_certificate",
        pgettext_lazy("audit", "Outside certificate recorded"),
    )
    VERIFY_CERTIFICATE = (
        "enrolments.verify_certificate",
        pgettext_lazy("audit", "Outside certificate verified"),
    )
    REVIEW_CERTIFICATE = (
        "enrolments.review_certificate",
        pgettext_lazy("audit", "Review of an outside certificate recorded"),
    )
    KEEP_CERTIFICATE_SCAN = (
        "enrolments.keep_certificate_scan",
        pgettext_lazy("audit", "Scan of an outside certificate kept"),
    )
    READ_CERTIFICATE_SCAN = (
        "enrolments.read_certificate_scan",
        pgettext_lazy("audit", "Scan of an outside certificate read"),
    )
    STRIKE_CERTIFICATE = (
        "enrolments.strike_certificate",
        pgettext_lazy("audit", "Outside certificate struck out"),
    )
    GIVE_CREDITS = "enrolments.give_credits", pgettext_lazy("audit", "Credits given")
    REVERSE_CREDITS = "enrolments.reverse_credits", pgettext_lazy("audit", "Credits reversed")
    PROPOSE_CREDIT_TABLE = "enrolments.propose_credit_table", pgettext_lazy("audit", "Credit table proposed")
    DECIDE_CREDIT_TABLE = "enrolments.decide_credit_table", pgettext_lazy("audit", "Credit table decided")
    ASK_FOR_PLAN = "enrolments.ask_for_plan", pgettext_lazy("audit", "Plan of classes asked for")
    KEEP_PLAN = "enrolments.keep_plan", pgettext_lazy("audit", "Plan of classes kept")
    ASK_FOR_RISK_LIST = (
        "enrolments.ask_for_risk_list",
        pgettext_lazy("audit", "List of people at risk asked for"),
    )
    KEEP_RISK_LIST = "enrolments.keep_risk_list", pgettext_lazy("audit", "List of people at risk kept")
    ADMIT_TRAINEE = "enrolments.admit_trainee", pgettext_lazy("audit", "Trainee admitted")
    CHANGE_FORECAST = "enrolments.change_forecast", pgettext_lazy("audit", "Release forecast changed")
    CORRECT_FACTS = "enrolments.correct_facts", pgettext_lazy("audit", "Facts of an admission corrected")
    ASK_PERSON_CORRECTION = (
        "enrolments.ask_person_correction",
        pgettext_lazy("audit", "Correction of a person asked for"),
    )
    DECIDE_PERSON_CORRECTION = (
        "enrolments.decide_person_correction",
        pgettext_lazy("audit", "Correction of a person decided"),
    )
    RECORD_FITNESS = "enrolments.record_fitness", pgettext_lazy("audit", "Statement on fitness recorded")
    RECORD_CONSENT = "enrolments.record_consent", pgettext_lazy("audit", "Answer about consent recorded")
    END_STAY = "enrolments.end_stay", pgettext_lazy("audit", "Stay ended")
    ADD_SEPARATE_GROUP = "enrolments.add_separate_group", pgettext_lazy("audit", "Separate group added")
    CLOSE_SEPARATE_GROUP = "enrolments.close_separate_group", pgettext_lazy("audit", "Separate group closed")
    PLACE_IN_GROUP = "enrolments.place_in_group", pgettext_lazy("audit", "Person placed in a group")
    BRING_ADMISSIONS = "enrolments.bring_admissions", pgettext_lazy("audit", "File of admissions brought")
    READ_ADMISSIONS = "enrolments.read_admissions", pgettext_lazy("audit", "File of admissions read")
    CORRECT_ADMISSIONS = (
        "enrolments.correct_admissions",
        pgettext_lazy("audit", "File of admissions corrected"),
    )
    FETCH_ADMISSIONS = "enrolments.fetch_admissions", pgettext_lazy("audit", "File of admissions fetched")
    CONFIRM_ADMISSIONS = (
        "enrolments.confirm_admissions",
        pgettext_lazy("audit", "File of admissions confirmed"),
    )
    END_ADMISSIONS = "enrolments.end_admissions", pgettext_lazy("audit", "File of admissions ended")


# Decisions of somebody else than who asked.
SECOND_PERSON = frozenset(
    {
        AuditAction.CONFIRM_IDENTITY,
        AuditAction.DECIDE_CREDIT_TABLE,
        AuditAction.DECIDE_PERSON_CORRECTION,
    }
)
