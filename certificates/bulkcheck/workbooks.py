"""The workbook of a check: the template, the rows of a filled one, and the one with the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from certificates.bulkcheck.rules import MOST_BYTES, MOST_ROWS, Asked
from lms.core.unreadable import UnreadableFile
from lms.core.workbooks.cells import DAMAGED, Filling, Sheet, letters_of
from lms.core.workbooks.writing import Marked, Page, workbook
from lms.core.workbooks.xlsx import read_xlsx

NUMBER, NAME = "number", "name"
HEADS = {NUMBER: "证书编号\nCertificate number", NAME: "姓名\nFull name"}
_WORDS = {NUMBER: ("证书编号", "编号", "certificate number", "number"), NAME: ("姓名", "full name", "name")}
_FIRST_ROWS = 20  # in which the heads are looked for
_ZIP = b"PK"


@dataclass(frozen=True, slots=True)
class Asking:
    """What a workbook asks: its rows, and the letters of its two columns."""

    rows: list[Asked]
    columns: Mapping[str, str]


def template() -> bytes:
    """Return an empty workbook to fill in."""
    hint = f"每行一张证书，最多 {MOST_ROWS} 行。\nOne certificate in each row, at most {MOST_ROWS} rows."
    return workbook(
        [
            Page("证书 Certificates", [list(HEADS.values())], (26, 26), is_form=True),
            Page("说明 Notes", [[hint]], (60,), has_headings=False),
        ]
    )


def read_asking(data: bytes) -> Asking:
    """Return what a filled workbook asks.

    :raises UnreadableFile: it is no safe .xlsx workbook, has not our heads, no rows or too many.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableFile("too_big")
    if not data.startswith(_ZIP):
        raise UnreadableFile("no_workbook")
    for sheet in read_xlsx(data, Filling(None)).sheets:
        found = None if sheet.is_hidden else _heads(sheet)
        if found:
            return _rows_below(sheet, *found)
    raise UnreadableFile("no_heads")


def answered(heads: Sequence[str], rows: Sequence[tuple[Sequence[str], bool]]) -> bytes:
    """Return the workbook with the answers; rows that are not in force, or wrong, are coloured. Texts stay texts."""
    body = [[Marked(text) if is_marked else text for text in texts] for texts, is_marked in rows]
    widths = (8, 22, 18, 22, 26, 24, 26, 24, 16, 40)
    return workbook([Page("结果 Results", [list(heads), *body], widths[: len(heads)])])


def _heads(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    for row in sorted(sheet.rows)[:_FIRST_ROWS]:
        columns: dict[str, int] = {}
        for place, text in enumerate(sheet.rows[row]):
            first = text.strip().split("\n")[0].strip().casefold()
            for column, words in _WORDS.items():
                if first in words:
                    columns.setdefault(column, place)
        if len(columns) == len(_WORDS):
            return row, columns
    return None


def _rows_below(sheet: Sheet, heads: int, columns: Mapping[str, int]) -> Asking:
    # A row of nothing but spoilt cells has no text, and somebody is asked about in it all the same.
    spoilt = {row for (row, _place), notes in sheet.notes.items() if DAMAGED.intersection(notes)}
    rows = [_asked(sheet, row, columns) for row in sorted(spoilt.union(sheet.rows)) if row > heads]
    filled = [asked for asked in rows if asked.number or asked.name or asked.damaged]
    if not filled:
        raise UnreadableFile("no_rows")
    if len(filled) > MOST_ROWS:
        raise UnreadableFile("too_many_rows", detail=str(MOST_ROWS))
    return Asking(filled, {column: letters_of(place) for column, place in columns.items()})


def _asked(sheet: Sheet, row: int, columns: Mapping[str, int]) -> Asked:
    texts = {column: sheet.text(row, place).strip() for column, place in columns.items()}
    damaged = {
        column for column, place in columns.items() if DAMAGED.intersection(sheet.notes.get((row, place), ()))
    }
    return Asked(row, texts[NUMBER], texts[NAME], frozenset(damaged))
