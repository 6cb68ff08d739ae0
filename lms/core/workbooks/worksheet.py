"""Reads one worksheet part cell by cell."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lms.core.workbooks.cells import Area, Filling, Note, Sheet, column_of
from lms.core.workbooks.numbers import Shown, number_text
from lms.core.workbooks.packed import Parts
from lms.core.workbooks.strings import RunsReader, SharedStrings, unescaped

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_PICTURE = re.compile(r'DISPIMG\("([^"]{1,200})"')
_PLAIN = Shown()
_DIGITS = "0123456789"
_FIGURES = 8


@dataclass(frozen=True, slots=True)
class Styles:
    """How the styles of a workbook show numbers."""

    from_1904: bool = False
    shown: list[Shown] = field(default_factory=list)


class WorksheetReader:
    """Fills a sheet from its part."""

    def __init__(self, sheet: Sheet, filling: Filling, strings: SharedStrings, styles: Styles) -> None:
        self._sheet, self._filling, self._strings, self._styles = sheet, filling, strings, styles
        self._row = self._column = 0
        self._is_hidden = False
        self._cell: Mapping[str, str] = {}
        self._value: list[str] = []
        self._formula: list[str] = []
        self._runs = RunsReader()
        self._into: list[str] | None = None
        self._has_formula = self._has_value = False
        self._columns: dict[str, int] = {}
        self.pictures: dict[tuple[int, int], str] = {}  # names of pictures that stand in cells

    def read(self, parts: Parts, part: str) -> None:
        """Read the part."""
        parts.parse(part, self.start, self.end, self.text)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in the start of an element; the frequent ones first."""
        if tag == "c":
            self._start_cell(attributes)
        elif tag == "v":
            self._into, self._has_value = self._value, True
        elif tag == "f":
            self._into, self._has_formula = self._formula, True
        elif tag == "row":
            self._start_row(attributes)
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif tag == "col":
            self._hide_columns(attributes)
        else:
            self._runs.start(tag, attributes)

    def text(self, data: str) -> None:
        """Take in characters."""
        if self._into is not None:
            self._into.append(data)
        else:
            self._runs.text(data)

    def end(self, tag: str) -> None:
        """Take in the end of an element."""
        if tag in ("v", "f"):
            self._into = None
        elif tag == "c":
            self._end_cell()
        else:
            self._runs.end(tag)

    def _start_row(self, attributes: dict[str, str]) -> None:
        """Begin a row; one without a number follows the one before."""
        given = attributes.get("r", "")
        self._row = int(given) if given.isdecimal() and len(given) < 9 else self._row + 1
        self._column = -1
        self._is_hidden = attributes.get("hidden") in ("1", "true") or attributes.get("zeroHeight") == "1"

    def _start_cell(self, attributes: dict[str, str]) -> None:
        """Begin a cell; one without a name follows the one before."""
        letters = attributes.get("r", "").rstrip(_DIGITS)
        column = self._columns.get(letters)
        if column is None:
            column = column_of(letters)
            self._columns[letters] = column
        self._column = column if column >= 0 else self._column + 1
        self._cell, self._has_formula, self._has_value = attributes, False, False
        self._value.clear()
        self._formula.clear()

    def _end_cell(self) -> None:
        """Put what was found into the sheet."""
        raw, kind = "".join(self._value), self._cell.get("t", "n")
        if self._is_picture():
            named = _PICTURE.search("".join(self._formula))
            self.pictures[self._row, self._column] = named[1] if named else ""
            self._runs.take()
            return
        text, remark = self._read_value(raw, kind)
        if self._has_formula:
            is_empty_text = kind == "str" and self._has_value  # as many a formula gives below the last row
            found = Note.FORMULA if raw or text or is_empty_text else Note.FORMULA_WITHOUT_VALUE
            self._filling.note(self._sheet, self._row, self._column, found)
        if remark:
            self._filling.note(self._sheet, self._row, self._column, remark)
        if text:
            self._filling.put(self._sheet, self._row, self._column, text)
            if self._is_hidden:
                self._sheet.hidden_rows.add(self._row)

    def _is_picture(self) -> bool:
        """Return whether a cell holds a picture: placed in it, or by the function that one office program has."""
        if self._cell.get("t") == "e" and "vm" in self._cell:
            return True
        return self._has_formula and "DISPIMG" in "".join(self._formula)[:40]

    def _read_value(self, raw: str, kind: str) -> tuple[str, Note | None]:
        """Return the text of a cell by its kind."""
        if kind == "s":
            return self._shared(raw)
        if kind == "inlineStr":
            text, lost = self._runs.take()
            return text, Note.FORMATTING if lost else None
        if kind == "n":
            return self._number(raw) if raw else ("", None)
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(raw.strip(), raw), None
        if kind == "e":
            return raw, Note.ERROR_VALUE
        return unescaped(raw), Note.DATE if kind == "d" else None

    def _shared(self, raw: str) -> tuple[str, Note | None]:
        """Return a text of the table of shared ones."""
        place = int(raw) if raw.strip().isdecimal() and len(raw) < 10 else -1
        if not 0 <= place < len(self._strings.texts):
            return raw, Note.ERROR_VALUE
        return self._strings.texts[place], Note.FORMATTING if place in self._strings.with_lost else None

    def _number(self, raw: str) -> tuple[str, Note | None]:
        """Return a number as its style shows it."""
        style = self._cell.get("s", "")
        shown = _PLAIN
        if style.isdecimal() and int(style) < len(self._styles.shown):
            shown = self._styles.shown[int(style)]
        return number_text(raw, shown, from_1904=self._styles.from_1904)

    def _merge(self, reference: str) -> None:
        """Keep a block of merged cells."""
        area = area_of(reference)
        if area:
            self._filling.merge(self._sheet, area)

    def _hide_columns(self, attributes: dict[str, str]) -> None:
        """Keep which columns are hidden."""
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if attributes.get("hidden") in ("1", "true") and first.isdecimal() and last.isdecimal():
            self._filling.hide_columns(self._sheet, int(first[:_FIGURES]) - 1, int(last[:_FIGURES]) - 1)


def area_of(reference: str) -> Area | None:
    """Return the block that a reference names: A1:B3."""
    first, _, last = reference.partition(":")
    begin, finish = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last or first)
    if not begin or not finish:
        return None
    return Area(int(begin[2]), column_of(begin[1]), int(finish[2]), column_of(finish[1]))
