"""Reads .ods workbooks: the tables of their content part, cell by cell; nothing is calculated or fetched."""

from dataclasses import dataclass, field

from lms.core.unreadable import UnreadableFile
from lms.core.workbooks.cells import (
    MOST_CHARACTERS,
    MOST_SHEETS,
    Area,
    Filling,
    Note,
    Sheet,
    Workbook,
    clean,
)
from lms.core.workbooks.numbers import Shown, number_text
from lms.core.workbooks.packed import Parts

_KIND = b"application/vnd.oasis.opendocument.spreadsheet"
_NUMBERS = ("float", "percentage", "currency")
_CELLS = ("table-cell", "covered-table-cell")
_UNSEEN = ("annotation", "annotation-end", "ruby-text", "shapes")
_MOST_REPEATED = 2_000_000


def is_ods(parts: Parts) -> bool:
    """Return whether an archive says that it is such a workbook."""
    return parts.has("mimetype") and parts.read("mimetype").strip().startswith(_KIND)


def read_ods(data: bytes, filling: Filling) -> Workbook:
    """Return the sheets of a workbook.

    :raises UnreadableFile: it is not safe, too big, encrypted, or holds macros or links to other files.
    """
    parts = Parts(data)
    if b"encryption-data" in parts.read("META-INF/manifest.xml"):
        raise UnreadableFile("encrypted")
    if any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in parts.names()):
        raise UnreadableFile("macros")
    if not parts.has("content.xml"):
        raise UnreadableFile("broken", place="content.xml")
    reader = _ContentReader(filling)
    parts.parse("content.xml", reader.start, reader.end, reader.text)
    return Workbook("ods", tuple(reader.sheets))


@dataclass(slots=True)
class _Cell:
    """A cell while it is read: what stands in it, up to what a cell may have and one more."""

    column: int
    attributes: dict[str, str]
    pieces: list[str] = field(default_factory=list)
    size: int = 0
    lines: int = 0
    has_picture: bool = False

    def add(self, text: str) -> None:
        """Add to what stands in it."""
        if self.size <= MOST_CHARACTERS:
            self.pieces.append(text)
            self.size += len(text)


@dataclass(frozen=True, slots=True)
class _Filled:
    """A cell that says something, with how often it stands there."""

    columns: range
    text: str
    remarks: tuple[Note, ...]
    down: int
    right: int


class _ContentReader:
    """Fills sheets from the content part."""

    def __init__(self, filling: Filling) -> None:
        self.sheets: list[Sheet] = []
        self._filling = filling
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._sheet: Sheet | None = None
        self._row = self._rows = self._column = self._columns = 0
        self._cells: list[_Filled] = []
        self._is_hidden = False
        self._cell: _Cell | None = None
        self._unseen = 0
        self._in_text = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in the start of an element."""
        if tag in _UNSEEN or self._unseen:
            self._unseen += 1
        elif tag in _CELLS:
            self._start_cell(attributes)
        elif self._cell is not None:
            self._start_inside(tag, attributes)
        elif tag == "table-row":
            self._start_row(attributes)
        elif tag == "table-column":
            self._start_columns(attributes)
        else:
            self._start_other(tag, attributes)

    def _start_other(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in what there are few of: styles and sheets."""
        if tag == "style":
            self._style = attributes.get("style:name", "")
        elif tag == "table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)
        elif tag in ("table-source", "dde-source"):
            raise UnreadableFile("external_links", place="content.xml")
        elif tag == "table" and "table:name" in attributes:
            hidden = attributes.get("table:style-name", "") in self._hidden_styles
            self._sheet = Sheet(attributes["table:name"], is_hidden=hidden)
            self.sheets.append(self._sheet)
            self._row = self._rows = self._columns = 0
            if len(self.sheets) > MOST_SHEETS:
                raise UnreadableFile("too_big")

    def _start_columns(self, attributes: dict[str, str]) -> None:
        """Keep which columns are hidden."""
        count = _repeated(attributes, "table:number-columns-repeated")
        if self._sheet and attributes.get("table:visibility") in ("collapse", "filter"):
            self._filling.hide_columns(self._sheet, self._columns, self._columns + count - 1)
        self._columns += count

    def _start_row(self, attributes: dict[str, str]) -> None:
        """Begin a row, or as many as it stands for."""
        self._row += max(self._rows, 1)
        self._rows = _repeated(attributes, "table:number-rows-repeated")
        self._column, self._cells = 0, []
        self._is_hidden = attributes.get("table:visibility") in ("collapse", "filter")

    def _start_cell(self, attributes: dict[str, str]) -> None:
        """Begin a cell, or as many as it stands for."""
        self._cell = _Cell(self._column, attributes)
        self._column += _repeated(attributes, "table:number-columns-repeated")

    def _start_inside(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in what stands in a cell."""
        cell = self._cell
        if cell is None:
            return
        if tag in ("p", "h"):
            cell.add("\n" if cell.lines else "")
            cell.lines += 1
            self._in_text = True
        elif tag == "image":
            cell.has_picture = True
        elif cell.lines and tag in ("s", "tab", "line-break"):
            count = min(_repeated(attributes, "text:c"), 1000) if tag == "s" else 1
            cell.add({"s": " " * count, "tab": "\t", "line-break": "\n"}[tag])

    def text(self, data: str) -> None:
        """Take in characters."""
        if self._in_text and not self._unseen and self._cell is not None:
            self._cell.add(data)

    def end(self, tag: str) -> None:
        """Take in the end of an element."""
        if self._unseen:
            self._unseen -= 1
        elif tag in ("p", "h"):
            self._in_text = False
        elif tag in _CELLS and self._cell is not None:
            self._keep(self._cell)
            self._cell = None
        elif tag == "table-row":
            self._end_row()

    def _keep(self, cell: _Cell) -> None:
        """Keep a cell that says something until its row ends."""
        text, remarks = _value(cell)
        text = clean(text)
        if text or remarks:
            attributes = cell.attributes
            count = _repeated(attributes, "table:number-columns-repeated")
            down = _repeated(attributes, "table:number-rows-spanned")
            right = _repeated(attributes, "table:number-columns-spanned")
            columns = range(cell.column, cell.column + count)
            self._cells.append(_Filled(columns, text, tuple(remarks), down, right))

    def _end_row(self) -> None:
        """Put the cells of a row into the sheet."""
        cells, self._cells = self._cells, []
        if self._sheet is None or not cells:
            return
        for row in range(self._row, self._row + self._rows):
            for cell in cells:
                self._put(self._sheet, row, cell)
            if self._is_hidden and row in self._sheet.rows:
                self._sheet.hidden_rows.add(row)

    def _put(self, sheet: Sheet, row: int, cell: _Filled) -> None:
        """Put a cell into the sheet, as often as it is repeated."""
        for column in cell.columns:
            self._filling.put(sheet, row, column, cell.text)
            for remark in cell.remarks:
                self._filling.note(sheet, row, column, remark)
        if cell.down > 1 or cell.right > 1:
            left = cell.columns.start
            self._filling.merge(sheet, Area(row, left, row + cell.down - 1, left + cell.right - 1))


def _repeated(attributes: dict[str, str], name: str) -> int:
    """Return how often something stands there."""
    given = attributes.get(name, "1")
    return max(1, min(int(given[:9]), _MOST_REPEATED)) if given.isdecimal() else 1


def _value(cell: _Cell) -> tuple[str, list[Note]]:
    """Return the text of a cell and what is to be said of it."""
    attributes = cell.attributes
    shown = "".join(cell.pieces)
    remarks = [Note.PICTURE] if cell.has_picture else []
    if cell.size > MOST_CHARACTERS:
        remarks.append(Note.TOO_LONG)
    if "table:formula" in attributes:
        remarks.append(Note.FORMULA if shown or "office:value" in attributes else Note.FORMULA_WITHOUT_VALUE)
    if attributes.get("calcext:value-type") == "error":
        return shown, [*remarks, Note.ERROR_VALUE]
    kind = attributes.get("office:value-type", "string")
    if kind in _NUMBERS:
        text, remark = number_text(
            attributes.get("office:value", shown), Shown(is_percent=kind == "percentage")
        )
        has_zeros = shown.isdecimal() and shown.lstrip("0") == text
        return (shown if has_zeros else text), remarks + ([remark] if remark else [])
    if kind == "date":
        return attributes.get("office:date-value", shown).replace("T", " "), [*remarks, Note.DATE]
    if kind == "boolean":
        return attributes.get("office:boolean-value", shown).upper(), remarks
    return shown, [*remarks, Note.DATE] if kind == "time" else remarks
