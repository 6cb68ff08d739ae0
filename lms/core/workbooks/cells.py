"""What a file of tables holds once it is read: sheets of texts, and what has to be said of single cells.

Rows are counted from 1 as spreadsheets show them, columns from 0. Limits are held while a sheet is filled, so that a
small hostile file cannot grow in memory.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from lms.core.unreadable import UnreadableFile

Seen = Callable[[int, int], None]  # hears how much of about how much is done

MOST_BYTES = 20 * 1024 * 1024
MOST_SHEETS = 100
MOST_ROWS = 50_000  # with something in them, in one file
MOST_COLUMNS = 256
MOST_CELLS = 750_000
MOST_NOTES = 300_000  # in one file, as all that follow but one
MOST_AREAS = 200_000
MOST_HIDDEN = MOST_SHEETS * MOST_COLUMNS
MOST_TEXT = (
    24_000_000  # characters, shared and repeated texts counted each time; the largest text file has fewer
)
MOST_CHARACTERS = 32_767  # in one cell, as spreadsheets have it
EVERY = 20_000  # cells, after which somebody hears that the work goes on
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class Note(StrEnum):
    """What is worth knowing of a cell beside its text."""

    FORMULA = "formula"  # the text is the value that was saved with it
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    ERROR_VALUE = "error_value"  # #REF! and its like
    DIGITS_LOST = "digits_lost"  # more digits than a spreadsheet's number holds
    DATE = "date"  # a date by its format: perhaps typed as one, perhaps "1-2" made into one
    PICTURE = "picture"
    FORMATTING = "formatting"  # raised or struck through, which no plain text shows
    TOO_LONG = "too_long"


# With one of these the text of a cell is not what somebody wrote.
DAMAGED = frozenset({Note.FORMULA_WITHOUT_VALUE, Note.ERROR_VALUE, Note.DIGITS_LOST, Note.TOO_LONG})


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the file: its name there, its raw bytes, not yet cleaned, and what it shows, in words."""

    name: str
    data: bytes
    alternative: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """A block of merged cells; its text stands in the first of them."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class KeyList:
    """A list of keys that stood apart from a table: where, its first words, and whether its numbers are the table's."""

    place: str
    words: str
    fits: bool
    detail: str = ""


@dataclass(slots=True)
class Sheet:
    """One sheet: the texts of each row that has any, and what is said of cells, rows and columns."""

    name: str
    is_hidden: bool = False
    rows: dict[int, list[str]] = field(default_factory=dict)
    notes: dict[tuple[int, int], tuple[Note, ...]] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    pictures: dict[tuple[int, int], list[Picture]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    file_name: str | None = None  # what the file calls the sheet of which this is a part
    key_lists: tuple[KeyList, ...] = ()  # whose keys stand beside its rows now, or fit none of them
    is_key_list: bool = False  # it holds nothing but keys of other sheets

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell, "" where there is none."""
        texts = self.rows.get(row, [])
        return texts[column] if column < len(texts) else ""

    def answered_rows(self, columns: Iterable[int]) -> list[int]:
        """Return the rows in which one of these columns holds a text, or held one that was spoilt."""
        wanted = set(columns)
        told = {row for row in self.rows if any(self.text(row, column) for column in wanted)}
        spoilt = {
            row for (row, column), notes in self.notes.items() if column in wanted and DAMAGED & set(notes)
        }
        return sorted(told | spoilt)

    def width(self) -> int:
        """Return how many columns the widest row has."""
        return max((len(texts) for texts in self.rows.values()), default=0)


@dataclass(frozen=True, slots=True)
class Workbook:
    """All sheets of a file, and how it was read: encoding and delimiter are those of text files."""

    format: str
    sheets: tuple[Sheet, ...]
    encoding: str = ""
    delimiter: str = ""


@dataclass(slots=True)
class Filling:
    """Puts texts into sheets, with what is said beside them, and holds the limits of one file.

    Everything that raises raises UnreadableFile: the file has more than the platform reads.
    """

    seen: Seen | None = None
    rows: int = 0
    cells: int = 0
    puts: int = 0
    characters: int = 0
    notes: int = 0
    areas: int = 0
    hidden: int = 0

    def put(self, sheet: Sheet, row: int, column: int, text: str) -> None:
        """Put a text into a cell; one without text takes no place, but counts.

        :raises UnreadableFile: see the class.
        """
        self.characters += len(text) + 1
        if self.characters > MOST_TEXT:
            raise UnreadableFile("too_big", place=place_of(sheet, row))
        text = clean(text)
        if not text:
            return
        self._count_put(sheet, row)
        if column >= MOST_COLUMNS:
            raise UnreadableFile("too_big", place=place_of(sheet, row), detail=name_of(row, column))
        texts = sheet.rows.get(row)
        if texts is None:
            texts = self._start(sheet, row)
        missing = column + 1 - len(texts)
        if missing > 0:
            texts.extend([""] * missing)
            self._count(missing, sheet, row)
        if len(text) > MOST_CHARACTERS:
            text = text[:MOST_CHARACTERS]
            self.note(sheet, row, column, Note.TOO_LONG)
        texts[column] = text

    def note(self, sheet: Sheet, row: int, column: int, what: Note) -> None:
        """Keep what is to be said of a cell.

        :raises UnreadableFile: see the class.
        """
        known = sheet.notes.get((row, column), ())
        if not known:
            self.notes += 1
            if self.notes > MOST_NOTES:
                raise UnreadableFile("too_big", place=place_of(sheet, row))
        if what not in known:
            sheet.notes[row, column] = (*known, what)

    def merge(self, sheet: Sheet, area: Area) -> None:
        """Keep a block of merged cells.

        :raises UnreadableFile: see the class.
        """
        self.areas += 1
        if self.areas > MOST_AREAS:
            raise UnreadableFile("too_big", place=place_of(sheet, area.top))
        sheet.merged.append(area)

    def hide_columns(self, sheet: Sheet, first: int, last: int) -> None:
        """Keep that columns are hidden, both included; a sheet says it once of each.

        :raises UnreadableFile: see the class.
        """
        columns = range(max(first, 0), min(last + 1, MOST_COLUMNS))
        self.hidden += len(columns)
        if self.hidden > MOST_HIDDEN:
            raise UnreadableFile("too_big", place=f"sheet {sheet.name}")
        sheet.hidden_columns.update(columns)

    def _count_put(self, sheet: Sheet, row: int) -> None:
        """Hold the limit of cells for those that a file fills again and again."""
        self.puts += 1
        if self.puts > MOST_CELLS:
            raise UnreadableFile("too_big", place=place_of(sheet, row))
        if self.seen and not self.puts % EVERY:
            self.seen(0, 1)

    def _start(self, sheet: Sheet, row: int) -> list[str]:
        """Return a new row."""
        self.rows += 1
        if self.rows > MOST_ROWS:
            raise UnreadableFile("too_big", place=place_of(sheet, row))
        texts: list[str] = []
        sheet.rows[row] = texts
        return texts

    def _count(self, cells: int, sheet: Sheet, row: int) -> None:
        """Hold the limit of cells."""
        self.cells += cells
        if self.cells > MOST_CELLS:
            raise UnreadableFile("too_big", place=place_of(sheet, row))


def clean(text: str) -> str:
    """Return a text without what no text can have (NUL, halves of characters), with one kind of line end."""
    if text.isascii() and text.isprintable():
        return text.strip()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", text).strip("\ufeff\u200b").strip()


def place_of(sheet: Sheet, row: int) -> str:
    """Return a row as people are told of it."""
    name = sheet.name if sheet.file_name is None else sheet.file_name
    return f"sheet {name}, row {row}" if name else f"row {row}"


def letters_of(column: int) -> str:
    """Return the letters of a column: A, B, ... AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_of(letters: str) -> int:
    """Return the column of its letters, -1 if these are none."""
    if not re.fullmatch(r"[A-Z]{1,3}", letters):
        return -1
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def name_of(row: int, column: int) -> str:
    """Return the name of a cell: B12."""
    return f"{letters_of(column)}{row}"


def in_order(sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows from top to bottom; a file may bring them in any order."""
    yield from sorted(sheet.rows.items())
