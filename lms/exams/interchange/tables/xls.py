"""Reads .xls workbooks of Excel 97 to 2003, record by record; nothing is calculated, no macro is kept."""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field

from lms.core.unreadable import UnreadableFile
from lms.core.workbooks.cells import MOST_SHEETS, Area, Filling, Note, Sheet, Workbook
from lms.core.workbooks.numbers import Shown, number_text, shown_by
from lms.exams.interchange.tables.compound import SIGNATURE, Compound
from lms.exams.interchange.tables.oldstrings import OldString, read_shared, read_string

_EXCEL_97 = 0x0600
_MOST_RECORDS = 2_000_000  # of one workbook
_BOF, _EOF, _CONTINUE = 0x809, 0x0A, 0x3C
_LINKS_INSIDE = (b"\x01\x04", b"\x01\x3a")
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_PICTURE = b"\xb2\x04\x0a\xf0\x08\x00\x00\x00"
_ANCHOR = b"\x00\x00\x10\xf0\x12\x00\x00\x00"


def is_compound(data: bytes) -> bool:
    """Return whether a file is a container of old office documents."""
    return data.startswith(SIGNATURE)


def read_xls(data: bytes, filling: Filling) -> Workbook:
    """Return the sheets of a workbook.

    :raises UnreadableFile: it is none, damaged, encrypted, too old, or holds macros or links to other files.
    """
    compound = Compound(data)
    names = set(compound.entries)
    if "EncryptedPackage" in names or "EncryptionInfo" in names:
        raise UnreadableFile("encrypted")
    if names & {"_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA"}:
        raise UnreadableFile("macros")
    name = next((each for each in ("Workbook", "WORKBOOK", "Book", "BOOK") if each in names), "")
    if not name:
        raise UnreadableFile("not_this_format")
    try:
        return _Book(compound.stream(name), filling).read()
    except (struct.error, IndexError) as error:
        raise UnreadableFile("broken") from error


@dataclass(slots=True)
class _Globals:
    """What the whole workbook says of its cells."""

    strings: list[OldString] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)
    formats: list[int] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)  # raised or lowered, by font
    fonts: int = 0
    from_1904: bool = False
    sheets: list[tuple[int, str, bool]] = field(default_factory=list)


class _Book:
    """Walks through the records of a workbook."""

    def __init__(self, stream: bytes, filling: Filling) -> None:
        self._stream, self._filling = stream, filling
        self._left = _MOST_RECORDS
        self._globals = _Globals()
        self._shown: dict[int, Shown] = {}

    def read(self) -> Workbook:
        """Return the workbook."""
        self._read_globals()
        sheets, offsets = [], {offset for offset, _name, _hidden in self._globals.sheets}
        if len(self._globals.sheets) > MOST_SHEETS:
            raise UnreadableFile("too_big", detail=f"{len(self._globals.sheets)} sheets")
        if len(offsets) < len(self._globals.sheets):
            raise UnreadableFile("broken", detail="sheets")
        for offset, name, hidden in self._globals.sheets:
            sheet = Sheet(name, is_hidden=hidden)
            self._read_sheet(sheet, offset)
            sheet.hidden_rows &= sheet.rows.keys()
            sheets.append(sheet)
        return Workbook("xls", tuple(sheets))

    def _record(self, at: int) -> tuple[int, bytes, int]:
        """Return a record's kind, its data and where the next begins; sheets that overlap are not read for ever."""
        self._left -= 1
        if self._left < 0:
            raise UnreadableFile("too_big", detail=f"> {_MOST_RECORDS}")
        kind, length = struct.unpack_from("<HH", self._stream, at)
        return kind, self._stream[at + 4 : at + 4 + length], at + 4 + length

    def _read_globals(self) -> None:
        """Read what stands before the sheets."""
        kind, data, at = self._record(0)
        if kind != _BOF or struct.unpack_from("<H", data)[0] != _EXCEL_97:
            raise UnreadableFile("version_unknown", detail="Excel 95")
        while at + 4 <= len(self._stream):
            kind, data, at = self._record(at)
            if kind == _EOF:
                return
            if kind == 0xFC:
                parts, at = self._continued(data, at)
                self._globals.strings = read_shared(parts, self._globals.places)
            elif kind in _OF_BOOK:
                _OF_BOOK[kind](self._globals, data)

    def _continued(self, data: bytes, at: int) -> tuple[list[bytes], int]:
        """Return a record with those that continue it."""
        parts = [data]
        while at + 4 <= len(self._stream):
            kind, data, following = self._record(at)
            if kind != _CONTINUE:
                break
            parts.append(data)
            at = following
        return parts, at

    def _read_sheet(self, sheet: Sheet, at: int) -> None:
        """Read one sheet; sheets inside it (charts) are passed over."""
        depth, formula = 0, (0, 0)
        while at + 4 <= len(self._stream):
            kind, data, at = self._record(at)
            if kind == _BOF:
                depth += 1
            elif kind == _EOF:
                depth -= 1
                if depth <= 0:
                    return
            elif depth != 1:
                continue
            elif kind == 0x06:
                formula = struct.unpack_from("<HH", data)
                self._formula(sheet, data)
            elif kind == 0x207:
                text = read_string([data], 0)
                self._put(sheet, *formula, text)
            elif kind in _OF_SHEET:
                _OF_SHEET[kind](self, sheet, data)

    # --- cells ----------------------------------------------------------------------------------------------

    def _put(self, sheet: Sheet, row: int, column: int, text: str, remark: Note | None = None) -> None:
        """Put a text into a cell."""
        self._filling.put(sheet, row + 1, column, text)
        if remark:
            self._filling.note(sheet, row + 1, column, remark)

    def _number(self, sheet: Sheet, at: tuple[int, int, int], value: float) -> None:
        """Put a number into a cell as its style shows it."""
        row, column, style = at
        shown = self._shown.get(style)
        if shown is None:
            formats = self._globals.formats
            number = formats[style] if style < len(formats) else 0
            shown = self._shown.setdefault(style, shown_by(number, self._globals.codes.get(number, "")))
        text, remark = number_text(repr(value), shown, from_1904=self._globals.from_1904)
        self._put(sheet, row, column, text, remark)

    def _shared(self, sheet: Sheet, data: bytes) -> None:
        row, column, _, place = struct.unpack_from("<HHHI", data)
        if place < len(self._globals.strings):
            text, lost = self._globals.strings[place]
            self._put(sheet, row, column, text, Note.FORMATTING if lost else None)

    def _label(self, sheet: Sheet, data: bytes) -> None:
        row, column = struct.unpack_from("<HH", data)
        self._put(sheet, row, column, read_string([data], 6))

    def _float(self, sheet: Sheet, data: bytes) -> None:
        row, column, style, value = struct.unpack_from("<HHHd", data)
        self._number(sheet, (row, column, style), value)

    def _packed(self, sheet: Sheet, data: bytes) -> None:
        row, column, style, value = struct.unpack_from("<HHHI", data)
        self._number(sheet, (row, column, style), unpacked(value))

    def _several_packed(self, sheet: Sheet, data: bytes) -> None:
        row, column = struct.unpack_from("<HH", data)
        for place in range((len(data) - 6) // 6):
            style, value = struct.unpack_from("<HI", data, 4 + 6 * place)
            self._number(sheet, (row, column + place, style), unpacked(value))

    def _truth(self, sheet: Sheet, data: bytes) -> None:
        row, column, _, value, is_error = struct.unpack_from("<HHHBB", data)
        if is_error:
            self._put(sheet, row, column, _ERRORS.get(value, "#N/A"), Note.ERROR_VALUE)
        else:
            self._put(sheet, row, column, "TRUE" if value else "FALSE")

    def _formula(self, sheet: Sheet, data: bytes) -> None:
        """Put the value that was saved with a formula; a text comes in the next record."""
        row, column, style = struct.unpack_from("<HHH", data)
        self._filling.note(sheet, row + 1, column, Note.FORMULA)
        if data[12:14] != b"\xff\xff":
            self._number(sheet, (row, column, style), struct.unpack_from("<d", data, 6)[0])
        elif data[6] == 1:
            self._put(sheet, row, column, "TRUE" if data[8] else "FALSE")
        elif data[6] == 2:
            self._put(sheet, row, column, _ERRORS.get(data[8], "#N/A"), Note.ERROR_VALUE)

    # --- rows, columns, blocks, pictures ---------------------------------------------------------------------

    def _row(self, sheet: Sheet, data: bytes) -> None:
        if data[12] & 0x20:
            sheet.hidden_rows.add(struct.unpack_from("<H", data)[0] + 1)

    def _columns(self, sheet: Sheet, data: bytes) -> None:
        first, last, _, _, options = struct.unpack_from("<5H", data)
        if options & 1:
            self._filling.hide_columns(sheet, first, last)

    def _merged(self, sheet: Sheet, data: bytes) -> None:
        for place in range(min(struct.unpack_from("<H", data)[0], (len(data) - 2) // 8)):
            top, bottom, left, right = struct.unpack_from("<4H", data, 2 + 8 * place)
            self._filling.merge(sheet, Area(top + 1, left, bottom + 1, right))

    def _drawing(self, sheet: Sheet, data: bytes) -> None:
        found = data.find(_PICTURE)
        anchor = data.find(_ANCHOR, found) if found >= 0 else -1
        if anchor >= 0:
            _, column, _, row = struct.unpack_from("<4H", data, anchor + len(_ANCHOR))
            self._filling.note(sheet, row + 1, column, Note.PICTURE)


def unpacked(value: int) -> float:
    """Return a number that stands packed in four bytes."""
    if value & 2:
        number = float((value >> 2) - (1 << 30 if value & 0x80000000 else 0))
    else:
        number = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<I", value & 0xFFFFFFFC))[0]
    return number / 100 if value & 1 else number


def _locked(_known: _Globals, _data: bytes) -> None:
    raise UnreadableFile("encrypted")


def _sheet(known: _Globals, data: bytes) -> None:
    """Keep where a sheet begins."""
    offset, hidden, kind = struct.unpack_from("<IBB", data)
    if kind == 1:
        raise UnreadableFile("macros")
    if kind == 0:
        wide = data[7] & 1
        raw = data[8 : 8 + data[6] * (2 if wide else 1)]
        name = raw.decode("utf-16-le" if wide else "latin-1", "replace")
        known.sheets.append((offset, name, bool(hidden & 3)))


def _format(known: _Globals, data: bytes) -> None:
    known.codes[struct.unpack_from("<H", data)[0]] = read_string([data], 2)


def _style(known: _Globals, data: bytes) -> None:
    known.formats.append(struct.unpack_from("<H", data, 2)[0])


def _font(known: _Globals, data: bytes) -> None:
    # There is no font 4: the fifth one is called 5.
    number = known.fonts if known.fonts < 4 else known.fonts + 1
    known.places[number] = struct.unpack_from("<H", data, 8)[0] | (4 if data[2] & 8 else 0)
    known.fonts += 1


def _days(known: _Globals, data: bytes) -> None:
    known.from_1904 = data[:2] == b"\x01\x00"


def _links(_known: _Globals, data: bytes) -> None:
    if len(data) >= 4 and data[2:4] not in _LINKS_INSIDE:
        raise UnreadableFile("external_links")


_OF_BOOK: dict[int, Callable[[_Globals, bytes], None]] = {
    0x2F: _locked,
    0x85: _sheet,
    0x41E: _format,
    0xE0: _style,
    0x31: _font,
    0x22: _days,
    0x1AE: _links,
}
_OF_SHEET: dict[int, Callable[[_Book, Sheet, bytes], None]] = {
    0xFD: _Book._shared,
    0x204: _Book._label,
    0x203: _Book._float,
    0x27E: _Book._packed,
    0xBD: _Book._several_packed,
    0x205: _Book._truth,
    0x208: _Book._row,
    0x7D: _Book._columns,
    0xE5: _Book._merged,
    0xEC: _Book._drawing,
}
