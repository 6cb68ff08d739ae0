"""What the audit trail may say of learning."""

from django.db.models import TextChoices


class AuditAction(TextChoices):
    OPEN_LESSON = "delivery.open_lesson"
    COMPLETE_LESSON = "delivery.complete_lesson"
