"""What the audit trail may say of credentials."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class AuditAction(TextChoices):
    RESERVE_NUMBER = "certificates.reserve_number", pgettext_lazy("audit", "Certificate number reserved")
    OPEN_POOL = "certificates.open_pool", pgettext_lazy("audit", "Range of numbers opened")
    VOID_NUMBER = "certificates.void_number", pgettext_lazy("audit", "Certificate number voided")
    PREPARE_BATCH = "certificates.prepare_batch", pgettext_lazy("audit", "Batch of certificates prepared")
    APPROVE_BATCH = "certificates.approve_batch", pgettext_lazy("audit", "Batch of certificates approved")
    CANCEL_BATCH = "certificates.cancel_batch", pgettext_lazy("audit", "Batch of certificates cancelled")
    SETTLE_ENTRY = "certificates.settle_entry", pgettext_lazy("audit", "Person in a batch settled")
    RETRY_ENTRY = "certificates.retry_entry", pgettext_lazy("audit", "Person in a batch tried again")
    RECEIVE_BLANKS = "certificates.receive_blanks", pgettext_lazy("audit", "Blank forms received")
    TAKE_BACK_BLANKS = (
        "certificates.take_back_blanks",
        pgettext_lazy("audit", "Delivery of blank forms taken back"),
    )
    TAKE_BACK_SHEET = "certificates.take_back_sheet", pgettext_lazy("audit", "Noted print taken back")
    SPOIL_BLANK = "certificates.spoil_blank", pgettext_lazy("audit", "Blank form spoilt")
    PRINT_SHEET = "certificates.print_sheet", pgettext_lazy("audit", "Certificate printed")
    KEEP_PORTRAIT = "certificates.keep_portrait", pgettext_lazy("audit", "Photograph of a person kept")
    PROPOSE_KIND = "certificates.propose_kind", pgettext_lazy("audit", "Kind of certificate proposed")
    APPROVE_KIND = "certificates.approve_kind", pgettext_lazy("audit", "Kind of certificate approved")
    CLOSE_KIND = "certificates.close_kind", pgettext_lazy("audit", "Kind of certificate closed")
    PROPOSE_WORDING = (
        "certificates.propose_wording",
        pgettext_lazy("audit", "Wording of certificates proposed"),
    )
    APPROVE_WORDING = (
        "certificates.approve_wording",
        pgettext_lazy("audit", "Wording of certificates approved"),
    )
    CLOSE_WORDING = "certificates.close_wording", pgettext_lazy("audit", "Wording of certificates closed")
    PROPOSE_EMBLEM = "certificates.propose_emblem", pgettext_lazy("audit", "Emblem or seal proposed")
    APPROVE_EMBLEM = "certificates.approve_emblem", pgettext_lazy("audit", "Emblem or seal approved")
    CLOSE_EMBLEM = "certificates.close_emblem", pgettext_lazy("audit", "Emblem or seal closed")
    SET_SCHOOLING = "certificates.set_schooling", pgettext_lazy("audit", "Years of schooling set")
    SIGN_CREDENTIAL = "certificates.sign_credential", pgettext_lazy("audit", "Certificate signed")
    SIGN_SECOND = "certificates.sign_second", pgettext_lazy("audit", "Second signature made")
    STORE_DOCUMENT = "certificates.store_document", pgettext_lazy("audit", "Document of a certificate stored")
    ISSUE_CREDENTIAL = "certificates.issue_credential", pgettext_lazy("audit", "Certificate issued")
    REQUEST_ENDING = (
        "certificates.request_ending",
        pgettext_lazy("audit", "Change of a certificate asked for"),
    )
    WITHDRAW_ENDING = (
        "certificates.withdraw_ending",
        pgettext_lazy("audit", "Request to change a certificate withdrawn"),
    )
    APPROVE_ENDING = "certificates.approve_ending", pgettext_lazy("audit", "Change of a certificate approved")
    REFUSE_ENDING = "certificates.refuse_ending", pgettext_lazy("audit", "Change of a certificate refused")
    SETTLE_ENDING = "certificates.settle_ending", pgettext_lazy("audit", "Change of a certificate settled")
    RETRY_ENDING = "certificates.retry_ending", pgettext_lazy("audit", "Change of a certificate tried again")
    REVOKE_CREDENTIAL = "certificates.revoke_credential", pgettext_lazy("audit", "Certificate revoked")
    REPLACE_CREDENTIAL = "certificates.replace_credential", pgettext_lazy("audit", "Certificate replaced")
    MAKE_SHARE_LINK = "certificates.make_share_link", pgettext_lazy("audit", "Share link made")
    CLOSE_SHARE_LINK = "certificates.close_share_link", pgettext_lazy("audit", "Share link closed")
    MAKE_API_KEY = "certificates.make_api_key", pgettext_lazy("audit", "Key for an employer's program made")
    REVOKE_API_KEY = (
        "certificates.revoke_api_key",
        pgettext_lazy("audit", "Key for an employer's program revoked"),
    )
    WRITE_OPENING = "certificates.write_opening", pgettext_lazy("audit", "Job opening written")
    SUBMIT_OPENING = "certificates.submit_opening", pgettext_lazy("audit", "Job opening submitted")
    APPROVE_OPENING = "certificates.approve_opening", pgettext_lazy("audit", "Job opening approved")
    REFUSE_OPENING = "certificates.refuse_opening", pgettext_lazy("audit", "Job opening refused")
    CLOSE_OPENING = "certificates.close_opening", pgettext_lazy("audit", "Job opening closed")
    ASK_CONSENT = "certificates.ask_consent", pgettext_lazy("audit", "Consent asked for")
    GIVE_CONSENT = "certificates.give_consent", pgettext_lazy("audit", "Consent given")
    REFUSE_CONSENT = "certificates.refuse_consent", pgettext_lazy("audit", "Consent refused")
    WITHDRAW_CONSENT = "certificates.withdraw_consent", pgettext_lazy("audit", "Consent withdrawn")
    DISCLOSE = "certificates.disclose", pgettext_lazy("audit", "Details disclosed to an employer")
    ISSUE_SHEET = "certificates.issue_sheet", pgettext_lazy("audit", "Referral sheet issued")
    REPLY_TO_SHEET = (
        "certificates.reply_to_sheet",
        pgettext_lazy("audit", "Reply to a referral sheet entered"),
    )
    SAY_WISH = "certificates.say_wish", pgettext_lazy("audit", "Wish for work said")
    PROPOSE_PERSON = "certificates.propose_person", pgettext_lazy("audit", "Person proposed for an opening")
    RECORD_OUTCOME = "certificates.record_outcome", pgettext_lazy("audit", "Outcome recorded")
    CORRECT_OUTCOME = "certificates.correct_outcome", pgettext_lazy("audit", "Outcome corrected")
    READ_INDICATOR_PEOPLE = (
        "certificates.read_indicator_people",
        pgettext_lazy("audit", "People behind an indicator read"),
    )
    BEGIN_FOLLOW_UP = "certificates.begin_follow_up", pgettext_lazy("audit", "Follow-up begun")
    CHANGE_FOLLOW_UP = "certificates.change_follow_up", pgettext_lazy("audit", "Follow-up changed")
    RECORD_CONTACT = "certificates.record_contact", pgettext_lazy("audit", "Contact recorded")
    STOP_FOLLOW_UP = "certificates.stop_follow_up", pgettext_lazy("audit", "Follow-up stopped")
    HAND_OVER_FOLLOW_UP = "certificates.hand_over_follow_up", pgettext_lazy("audit", "Follow-up handed over")
    KEEP_DISTRICT = (
        "certificates.keep_follow_up_district",
        pgettext_lazy("audit", "District of a station kept"),
    )
    PLAN_FOLLOW_UPS = "certificates.plan_follow_ups", pgettext_lazy("audit", "Follow-ups planned")
    TAKE_BACK_PLAN = "certificates.take_back_plan", pgettext_lazy("audit", "Plan of follow-ups taken back")
    ANSWER_FOLLOW_UP = (
        "certificates.answer_follow_up",
        pgettext_lazy("audit", "Wish about follow-up answered"),
    )
    SIGN_STATUS_LIST = "certificates.sign_status_list", pgettext_lazy("audit", "Status list signed")
    MAKE_KEY = "certificates.make_key", pgettext_lazy("audit", "Signing key made")
    RETIRE_KEY = "certificates.retire_key", pgettext_lazy("audit", "Signing key retired")
    REMOVE_KEY = "certificates.remove_key", pgettext_lazy("audit", "Signing key removed")
    INSTALL_CERTIFICATE = (
        "certificates.install_certificate",
        pgettext_lazy("audit", "Certificate of a key installed"),
    )


# Whose reason is a code of what ends or changes a certificate.
ABOUT_ENDINGS = (
    AuditAction.REQUEST_ENDING,
    AuditAction.WITHDRAW_ENDING,
    AuditAction.APPROVE_ENDING,
    AuditAction.REFUSE_ENDING,
    AuditAction.SETTLE_ENDING,
    AuditAction.RETRY_ENDING,
    AuditAction.REVOKE_CREDENTIAL,
)

# Decisions of somebody else than who asked.
SECOND_PERSON = frozenset(
    {
        AuditAction.APPROVE_BATCH,
        AuditAction.APPROVE_KIND,
        AuditAction.APPROVE_WORDING,
        AuditAction.APPROVE_EMBLEM,
        AuditAction.APPROVE_ENDING,
        AuditAction.REFUSE_ENDING,
        AuditAction.APPROVE_OPENING,
        AuditAction.REFUSE_OPENING,
    }
)
