"""What the audit trail may say of pages."""

from django.db.models import TextChoices


class AuditAction(TextChoices):
    LOAD_PACK = "pages.load_pack"
    BEGIN_LESSON = "pages.begin_lesson"
    EXPORT_PACK = "pages.export_pack"
