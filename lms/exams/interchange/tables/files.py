"""Tells kinds of files of tables apart by their first bytes, never by their name, and reads them."""

from lms.core.unreadable import UnreadableFile
from lms.core.workbooks.cells import MOST_BYTES, Filling, Seen, Workbook
from lms.core.workbooks.packed import Parts
from lms.core.workbooks.xlsx import read_xlsx
from lms.exams.interchange.tables.dividing import divided
from lms.exams.interchange.tables.keyed import with_keys
from lms.exams.interchange.tables.ods import is_ods, read_ods
from lms.exams.interchange.tables.separated import read_separated
from lms.exams.interchange.tables.xls import is_compound, read_xls

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_NO_TABLES = {b"%PDF": "PDF", b"{\\rtf": "RTF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF"}
_MARKUP = (
    b"<html",
    b"<!doctype",
    b"<?xml",
    b"<table",
    b"<head",
    b"<meta",
    b"<style",
    b"<script",
    b"mime-version",
)


def read_workbook(
    data: bytes, *, encoding: str = "", delimiter: str = "", seen: Seen | None = None
) -> Workbook:
    """Return the sheets of a file: .xlsx, .xls, .ods, .csv or .tsv. `seen` hears from time to time that it goes on.

    :raises UnreadableFile: it is none of these, not safe, encrypted, with macros, damaged, empty or too big.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableFile("too_big")
    filling = Filling(seen)
    if data.startswith(_ZIP):
        book = read_ods(data, filling) if is_ods(Parts(data)) else read_xlsx(data, filling)
    elif is_compound(data):
        book = read_xls(data, filling)
    else:
        _refuse_others(data)
        book = read_separated(data, filling, encoding=encoding, delimiter=delimiter)
    if not any(sheet.rows for sheet in book.sheets):
        raise UnreadableFile("empty")
    return with_keys(divided(book))


def _refuse_others(data: bytes) -> None:
    """Refuse what only bears the name of a table: web pages that a system calls .xls, pictures, documents."""
    if not data.strip():
        raise UnreadableFile("empty")
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.lower().startswith(_MARKUP):
        raise UnreadableFile("not_this_format", detail="XML" if head.startswith(b"<?xml") else "HTML")
    named = next((name for begin, name in _NO_TABLES.items() if head.startswith(begin)), "")
    if named:
        raise UnreadableFile("not_this_format", detail=named)
