"""What the audit trail may say of the catalogue."""

from django.db.models import TextChoices


class AuditAction(TextChoices):
    PUBLISH_VERSION = "catalog.publish_version"
