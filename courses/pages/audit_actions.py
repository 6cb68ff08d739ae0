"""What the audit trail may say of pages."""

from django.db.models import TextChoices


class AuditAction(TextChoices):
    LOAD_PACK = "pages.load_pack"
    BEGIN_LESSON = "pages.begin_lesson"
    EXPORT_PACK = "pages.export_pack"
    ADD_RECORDING = "pages.add_recording"
    MEND_RECORDING = "pages.mend_recording"
    REMOVE_RECORDING = "pages.remove_recording"
