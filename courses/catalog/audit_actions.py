"""What the audit trail may say of the catalogue."""

from django.db.models import TextChoices


class AuditAction(TextChoices):
    CREATE_DRAFT = "catalog.create_draft"
    CHANGE_DRAFT = "catalog.change_draft"
    DISCARD_DRAFT = "catalog.discard_draft"
    CHANGE_PROGRAMME = "catalog.change_programme"
    CHANGE_LESSON = "catalog.change_lesson"
    PUBLISH_VERSION = "catalog.publish_version"
