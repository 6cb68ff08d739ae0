"""What the audit trail may say of credentials."""

from django.db.models import TextChoices


class AuditAction(TextChoices):
    RESERVE_NUMBER = "certificates.reserve_number"
    OPEN_POOL = "certificates.open_pool"
    VOID_NUMBER = "certificates.void_number"
    PREPARE_BATCH = "certificates.prepare_batch"
    APPROVE_BATCH = "certificates.approve_batch"
    CANCEL_BATCH = "certificates.cancel_batch"
    SETTLE_ENTRY = "certificates.settle_entry"
    RETRY_ENTRY = "certificates.retry_entry"
    SIGN_CREDENTIAL = "certificates.sign_credential"
    STORE_DOCUMENT = "certificates.store_document"
    ISSUE_CREDENTIAL = "certificates.issue_credential"
    REVOKE_CREDENTIAL = "certificates.revoke_credential"
    MAKE_SHARE_LINK = "certificates.make_share_link"
    CLOSE_SHARE_LINK = "certificates.close_share_link"
    SIGN_STATUS_LIST = "certificates.sign_status_list"
    MAKE_KEY = "certificates.make_key"
    RETIRE_KEY = "certificates.retire_key"
    REMOVE_KEY = "certificates.remove_key"
    INSTALL_CERTIFICATE = "certificates.install_certificate"
