"""What refuses a sent file as a whole, with a stable code and the words for it."""

from django.utils.translation import gettext_lazy as _

# The codes that reading any archive or workbook gives; readers of other files add their own.
WORDS = {
    "too_big": _("The file is larger than the platform reads."),
    "not_this_format": _("The file is not what its format says."),
    "broken": _("The file is damaged or not well-formed."),
    "doctype": _("The file declares a document type, which could make the platform read other files."),
    "too_deep": _("The file is nested too deeply."),
    "archive_unsafe": _("The archive holds a path, link or name that is not safe."),
    "archive_too_big": _("Unpacked, the archive is larger than the platform reads."),
    "encrypted": _("The file is encrypted."),
    "macros": _("The file holds macros. Save it without them."),
    "external_links": _("The file takes values from other files. Save it with values only."),
}


class UnreadableFile(Exception):
    """The file is refused as a whole: not what it says to be, broken, too big, dangerous.

    `code` is stable (`WORDS` and those of each reader), `place` says where in the file, `detail` names what.
    """

    def __init__(self, code: str, *, place: str = "", detail: str = "") -> None:
        super().__init__(f"{code} {place} {detail}".strip())
        self.code, self.place, self.detail = code, place, detail
