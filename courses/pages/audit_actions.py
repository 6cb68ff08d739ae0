"""What the audit trail may say of pages."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class AuditAction(TextChoices):
    LOAD_PACK = "pages.load_pack", pgettext_lazy("audit", "Content pack loaded")
    BEGIN_LESSON = "pages.begin_lesson", pgettext_lazy("audit", "Page of a lesson begun")
    EXPORT_PACK = "pages.export_pack", pgettext_lazy("audit", "Content pack exported")
    UPLOAD_PACK = "pages.upload_pack", pgettext_lazy("audit", "Content pack uploaded")
    CHECK_PACK = "pages.check_pack", pgettext_lazy("audit", "Content pack checked")
    CONFIRM_PACK = "pages.confirm_pack", pgettext_lazy("audit", "Content pack confirmed")
    REFUSE_PACK = "pages.refuse_pack", pgettext_lazy("audit", "Content pack refused")
    RETRY_PACK = "pages.retry_pack", pgettext_lazy("audit", "Content pack tried again")
    END_PACK_UPLOAD = "pages.end_pack_upload", pgettext_lazy("audit", "Upload of a content pack ended")
    REQUEST_PACK_EXPORT = (
        "pages.request_pack_export",
        pgettext_lazy("audit", "Export of a content pack asked for"),
    )
    END_PACK_EXPORT = "pages.end_pack_export", pgettext_lazy("audit", "Export of a content pack ended")
    DOWNLOAD_PACK = "pages.download_pack", pgettext_lazy("audit", "Content pack downloaded")
    ADD_RECORDING = "pages.add_recording", pgettext_lazy("audit", "Recording added")
    MEND_RECORDING = "pages.mend_recording", pgettext_lazy("audit", "Recording corrected")
    REMOVE_RECORDING = "pages.remove_recording", pgettext_lazy("audit", "Recording removed")
    ADD_HANDOUT = "pages.add_handout", pgettext_lazy("audit", "Handout added")
    MEND_HANDOUT = "pages.mend_handout", pgettext_lazy("audit", "Handout corrected")
    REMOVE_HANDOUT = "pages.remove_handout", pgettext_lazy("audit", "Handout removed")
