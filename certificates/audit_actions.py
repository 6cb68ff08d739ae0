"""What the audit trail may say of credentials."""

from django.db.models import TextChoices


class AuditAction(TextChoices):
    RESERVE_NUMBER = "certificates.reserve_number"
    ISSUE_CREDENTIAL = "certificates.issue_credential"
    PUBLISH_CREDENTIAL = "certificates.publish_credential"
    DOWNLOAD_DOCUMENT = "certificates.download_document"
