"""What the audit trail may say of pages."""

from django.db.models import TextChoices


class AuditAction(TextChoices):
    LOAD_PACK = "pages.load_pack"
    BEGIN_LESSON = "pages.begin_lesson"
    EXPORT_PACK = "pages.export_pack"
    UPLOAD_PACK = "pages.upload_pack"
    CHECK_PACK = "pages.check_pack"
    CONFIRM_PACK = "pages.confirm_pack"
    REFUSE_PACK = "pages.refuse_pack"
    RETRY_PACK = "pages.retry_pack"
    END_PACK_UPLOAD = "pages.end_pack_upload"
    REQUEST_PACK_EXPORT = "pages.request_pack_export"
    END_PACK_EXPORT = "pages.end_pack_export"
    DOWNLOAD_PACK = "pages.download_pack"
    ADD_RECORDING = "pages.add_recording"
    MEND_RECORDING = "pages.mend_recording"
    REMOVE_RECORDING = "pages.remove_recording"
    ADD_HANDOUT = "pages.add_handout"
    MEND_HANDOUT = "pages.mend_handout"
    REMOVE_HANDOUT = "pages.remove_handout"
