"""Writes small workbooks of other formats by hand: .xls records in a compound file, .ods, and broken .xlsx parts."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

from lms.core.workbooks.writing import Page, workbook

Cell = str | float | bool | None
_SECTOR = 512
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def record(kind: int, data: bytes) -> bytes:
    """Return a record."""
    return struct.pack("<HH", kind, len(data)) + data


def text_of(text: str) -> bytes:
    """Return a text as records hold it: half or whole characters."""
    try:
        return struct.pack("<HB", len(text), 0) + text.encode("latin-1")
    except UnicodeEncodeError:
        return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def shared(texts: Sequence[str], split_at: int = 0) -> bytes:
    """Return the table of shared texts; with `split_at`, the last text goes on in a second record."""
    body = struct.pack("<II", len(texts), len(texts)) + b"".join(text_of(text) for text in texts)
    if not split_at:
        return record(0xFC, body)
    return record(0xFC, body[:-split_at]) + record(0x3C, b"\x01" + body[-split_at:])


def book_stream(
    rows: Sequence[Sequence[Cell]], more: Mapping[str, bytes] | None = None, split_at: int = 0
) -> bytes:
    """Return the stream of a workbook with one sheet; `more`: records "before" and "after" the cells."""
    extra = {"before": b"", "after": b"", "globals": b"", **(more or {})}
    texts = [cell for row in rows for cell in row if isinstance(cell, str)]
    bof = record(0x809, struct.pack("<HHHHII", 0x0600, 0x05, 0, 0, 0, 0))
    name = "单选题".encode("utf-16-le")
    styles = record(0x41E, struct.pack("<H", 164) + text_of("0000")) + record(
        0xE0, struct.pack("<HH16x", 0, 0)
    )
    styles += record(0xE0, struct.pack("<HH16x", 0, 14)) + record(0xE0, struct.pack("<HH16x", 0, 164))
    head = bof + extra["globals"] + styles
    end = record(0x0A, b"")
    strings = shared(texts, split_at)
    start = len(head) + 4 + 8 + len(name) + len(strings) + len(end)
    sheet = record(0x85, struct.pack("<IBBBB", start, 0, 0, 3, 1) + name)
    cells = record(0x809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0)) + extra["before"]
    place = 0
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if isinstance(value, str):
                cells += record(0xFD, struct.pack("<HHHI", row, column, 0, place))
                place += 1
            elif value is not None:
                cells += record(0x203, struct.pack("<HHHd", row, column, 0, value))
    return head + sheet + strings + end + cells + extra["after"] + end


def compound(stream: bytes, name: str = "Workbook", others: Sequence[str] = ()) -> bytes:
    """Return a compound file with one stream and some empty ones."""
    stream = stream.ljust(4096, b"\0")
    count = -(-len(stream) // _SECTOR)
    names = ["Root Entry", name, *others]
    directory = -(-len(names) * 128 // _SECTOR)
    tables = -(-(count + directory + 1) // 127)
    chain = [_TABLE] * tables
    chain += [*range(tables + 1, tables + directory), _END]
    first = tables + directory
    chain += [*range(first + 1, first + count), _END]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", *range(tables), *[_FREE] * (109 - tables))
    entries = b""
    for place, each in enumerate(names):
        raw = each.encode("utf-16-le")
        kind, start, size = (
            (5, _END, 0) if place == 0 else (2, first, len(stream)) if place == 1 else (2, _END, 0)
        )
        entries += (
            raw.ljust(64, b"\0")
            + struct.pack("<HBB", len(raw) + 2, kind, 1)
            + struct.pack("<III", *[_FREE] * 3)
        )
        entries += bytes(36) + struct.pack("<III", start, size, 0)
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(tables * _SECTOR, b"\xff")
    return head + table + entries.ljust(directory * _SECTOR, b"\0") + stream.ljust(count * _SECTOR, b"\0")


def xls(rows: Sequence[Sequence[Cell]], **more: bytes) -> bytes:
    """Return an .xls workbook with one sheet."""
    return compound(book_stream(rows, more))


def ods(body: str, styles: str = "", parts: Mapping[str, str] | None = None) -> bytes:
    """Return an .ods workbook whose tables are given."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style", "drawing")
    )
    content = (
        f'<office:document-content {spaces} xmlns:draw="d" xmlns:calcext="c"><office:automatic-styles>{styles}'
        f"</office:automatic-styles><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped(
        {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": "<m/>", **(parts or {})}
    )


def ods_row(*texts: str, attributes: str = "") -> str:
    """Return a row of texts."""
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in texts
    )
    return f"<table:table-row {attributes}>{cells}</table:table-row>"


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Return an archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def with_parts(parts: Mapping[str, str | bytes], name: str = "单选题") -> bytes:
    """Return an .xlsx workbook in which some parts are replaced or added."""
    plain = workbook([Page(name, [["题干", "选项A", "选项B", "答案"], ["甲", "铜", "木", "A"]])])
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        kept = {each: archive.read(each) for each in archive.namelist()}
    return zipped({**kept, **parts})


def sheet_xml(rows: str, more: str = "", head: str = "") -> dict[str, str]:
    """Return the part of the first sheet."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return {
        "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{space}"><sheetData>{rows}</sheetData>{more}</worksheet>'
    }
