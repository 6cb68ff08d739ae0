"""Files that people send and that hold no questions in a format of ours: refused by the name that people know."""

from collections.abc import Collection

from lms.core.unreadable import UnreadableFile

PROGRAM, OLD_EXCEL = "exe", "Excel 95"
_BEGINNINGS = (
    (b"%PDF-", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"\x7fELF", PROGRAM),
    (b"\x09\x00\x04\x00", OLD_EXCEL),
    (b"\x09\x02\x06\x00", OLD_EXCEL),
    (b"\x09\x04\x06\x00", OLD_EXCEL),
    (b"\x09\x08\x08\x00", OLD_EXCEL),
    (b"MIME-Version:", "HTML"),
)
_BINARY = ("BMP", OLD_EXCEL)  # their signs are short: a text may begin so, but holds no zeros
_BEHIND_LENGTH = {b"ftypheic": "HEIC", b"ftypheix": "HEIC", b"ftypmif1": "HEIC", b"ftypavif": "AVIF"}
_IN_ARCHIVES = (
    ("word/document.xml", "Word"),
    ("ppt/presentation.xml", "PowerPoint"),
    ("h5p.json", "H5P"),
    ("moodle_backup.xml", "Moodle backup"),
    ("Index/Document.iwa", "iWork"),
    ("Index.zip", "iWork"),
)
_OF_ILIAS = "__qti_"
_WORD_IN_OLE = "WordDocument".encode("utf-16-le")
_POWERPOINT_IN_OLE = "PowerPoint Document".encode("utf-16-le")


def refuse_foreign(data: bytes) -> None:
    """Refuse a file of a kind that is known to hold none of our formats.

    :raises UnreadableFile: always then.
    """
    if data.startswith(b"MZ") and b"\x00" in data[:64]:
        raise UnreadableFile("not_this_format", detail=PROGRAM)
    for sign, name in (*_BEGINNINGS, *_of_old_office(data)):
        if data.startswith(sign) and (name not in _BINARY or b"\x00" in data[:64]):
            raise UnreadableFile("not_this_format", detail=name)
    behind = "WebP" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else _BEHIND_LENGTH.get(data[4:12])
    if behind:
        raise UnreadableFile("not_this_format", detail=behind)


def _of_old_office(data: bytes) -> list[tuple[bytes, str]]:
    """Return what an old office file is, if it is no workbook: its folder names its streams."""
    if not data.startswith(b"\xd0\xcf\x11\xe0"):
        return []
    signs = ((_WORD_IN_OLE, "Word"), (_POWERPOINT_IN_OLE, "PowerPoint"))
    return [(data[:4], name) for sign, name in signs if sign in data]


def refuse_foreign_archive(names: Collection[str]) -> None:
    """Refuse an archive of another system, as the names in it say.

    :raises UnreadableFile: always then.
    """
    for path, name in _IN_ARCHIVES:
        if path in names:
            raise UnreadableFile("not_this_format", detail=name)
    if any(_OF_ILIAS in name and name.endswith(".xml") for name in names):
        raise UnreadableFile("version_unknown", detail="QTI 1 (ILIAS)")
