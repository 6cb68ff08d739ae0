"""The workbook of an admission: read into rows of questions and answers, and written as a template or marked. No rows
of the database here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lms.core.unreadable import UnreadableFile
from lms.core.workbooks.cells import Filling, Note, Seen, Sheet, letters_of
from lms.core.workbooks.writing import Marked, Page, workbook
from lms.core.workbooks.xlsx import read_xlsx
from lms.enrolments.admission.columns import CHOICES, HEADS, Column, column_of_head
from lms.enrolments.admission.rules import MOST_PEOPLE, Given

MOST_BYTES = 5 * 1024 * 1024
_NEEDED = frozenset({Column.NUMBER, Column.NAME, Column.IDENTITY})
_FIRST_ROWS = 20  # in which the heads are looked for; above them stands a title
_ZIP, _COMPOUND = b"PK", b"\xd0\xcf\x11\xe0"
_DAMAGE = {
    Note.DIGITS_LOST: "digits_lost",
    Note.ERROR_VALUE: "error_value",
    Note.FORMULA_WITHOUT_VALUE: "formula_without_value",
    Note.TOO_LONG: "too_long",
}
_REASON = "需要改什么\nWhat to change"


@dataclass(slots=True)
class SheetRow:
    """One row of the file: where it stands, what its cells say, and whether somebody left it out of the admission."""

    sheet: str
    row: int
    cells: dict[Column, Given] = field(default_factory=dict)
    letters: dict[Column, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()  # codes of what is unusual about the row
    is_left_out: bool = False

    def place(self, column: Column) -> str:
        """Return the name of a cell as spreadsheets have it: C12; the row alone where the file has no such column."""
        return f"{self.letters.get(column, '')}{self.row}"


def read_people(data: bytes, seen: Seen | None = None) -> list[SheetRow]:
    """Return the rows of a workbook that hold people. `seen` hears from time to time that it goes on.

    :raises UnreadableFile: it is no safe .xlsx workbook, has not our heads, no people or too many.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableFile("too_big")
    if data.startswith(_COMPOUND):
        raise UnreadableFile("old_or_encrypted")
    if not data.startswith(_ZIP):
        raise UnreadableFile("no_workbook")
    book = read_xlsx(data, Filling(seen))
    shown = [sheet for sheet in book.sheets if not sheet.is_hidden and sheet.rows]
    headed = [(sheet, *found) for sheet in shown if (found := _heads(sheet))]
    if not headed:
        raise UnreadableFile("no_heads")
    rows = [row for sheet, at, columns in headed for row in _people(sheet, at, columns)]
    if not rows:
        raise UnreadableFile("empty")
    if len(rows) > MOST_PEOPLE:
        raise UnreadableFile("too_many_people", detail=str(MOST_PEOPLE))
    return rows


def _heads(sheet: Sheet) -> tuple[int, dict[Column, int]] | None:
    """Return the row of the heads and where each question stands; None if the sheet has them nowhere."""
    for row in sorted(sheet.rows)[:_FIRST_ROWS]:
        columns: dict[Column, int] = {}
        twice = ""
        for place, text in enumerate(sheet.rows[row]):
            column = column_of_head(text)
            if column in columns:
                twice = f"{letters_of(place)}{row}"
            elif column:
                columns[column] = place
        if columns.keys() >= _NEEDED:
            if twice:
                raise UnreadableFile("head_twice", detail=twice)
            return row, columns
    return None


def _people(sheet: Sheet, heads: int, columns: Mapping[Column, int]) -> Iterable[SheetRow]:
    """Yield the rows below the heads in which any question is answered, or its answer was spoilt."""
    merged = _merged(sheet, heads)
    letters = {column: letters_of(place) for column, place in columns.items()}
    for row in sheet.answered_rows(columns.values()):
        if row <= heads:
            continue
        cells = {column: _given(sheet, row, place, merged) for column, place in columns.items()}
        remarks = ["hidden_row"] if row in sheet.hidden_rows else []
        if any(Note.FORMULA in sheet.notes.get((row, place), ()) for place in columns.values()):
            remarks.append("formula")
        yield SheetRow(sheet.name, row, cells, letters, tuple(remarks))


def _merged(sheet: Sheet, heads: int) -> set[tuple[int, int]]:
    """Return the cells below the heads that lie in a merged block; empty rows of a high block do not count."""
    rows = [row for row in sheet.rows if row > heads]
    return {
        (row, column)
        for area in sheet.merged[:MOST_PEOPLE]
        if area.bottom > heads
        for row in rows
        if area.top <= row <= area.bottom
        for column in range(area.left, min(area.right, 60) + 1)
    }


def _given(sheet: Sheet, row: int, place: int, merged: set[tuple[int, int]]) -> Given:
    """Return what a cell says and how it is damaged."""
    text = sheet.text(row, place)
    if (row, place) in merged:
        return Given(text, "merged")
    notes = sheet.notes.get((row, place), ())
    return Given(text, next((code for note, code in _DAMAGE.items() if note in notes), ""))


def as_json(rows: Sequence[SheetRow]) -> list[dict[str, Any]]:
    """Return rows as they are sealed."""
    return [
        {
            "sheet": row.sheet,
            "row": row.row,
            "cells": {column: [given.text, given.damage] for column, given in row.cells.items()},
            "letters": dict(row.letters),
            "remarks": list(row.remarks),
            "left_out": row.is_left_out,
        }
        for row in rows
    ]


def from_json(kept: Sequence[Mapping[str, Any]]) -> list[SheetRow]:
    """Return rows as they were sealed."""
    return [
        SheetRow(
            one["sheet"],
            one["row"],
            {Column(name): Given(*value) for name, value in one["cells"].items()},
            {Column(name): value for name, value in one["letters"].items()},
            tuple(one["remarks"]),
            one["left_out"],
        )
        for one in kept
    ]


EXPLANATION = (
    ("填写说明", "How to fill in the workbook"),
    ("一行一人。第一行的标题请勿修改。", "One person a row. Leave the heads as they are."),
    (
        "学员编号：4到17位数字，前面的0要保留。",
        "Trainee number: 4 to 17 digits; zeros at the beginning are kept.",
    ),
    (
        "身份证号：18位。还没有就写“暂无”，并填写性别。单元格是文本格式，请勿改成数字，否则后几位会丢失。",
        "Identity number: 18 characters. Write 暂无 if there is none yet, and fill in the sex. The cell is text: as a "
        "number it would lose its last digits.",
    ),
    (
        "日期：写成2026-11-03、2026/11/3或2026年11月3日，年在前。",
        "Days: 2026-11-03, 2026/11/3 or 2026年11月3日, the year first.",
    ),
    (
        "性别、文化程度、语言、适合参加培训、是否同意：从列表中选择。",
        "Sex, schooling, languages, fitness and consent: choose from the list.",
    ),
    (
        "预计离所日期：只是预计，以后可以改，每次修改都留有记录。不知道就留空或写“不详”。",
        "Release forecast: it may be changed later, and every change is kept. Leave it empty, or write 不详, if it is "
        "not known.",
    ),
    (
        "适合参加培训：只写“是”或“否”和日期，不写任何病名。",
        "Fit for training: yes or no with the day, never an illness.",
    ),
    (
        "是否同意：先发告知书，再询问。不同意也一样可以参加培训。",
        "Consent: give the notice first, then ask. Whoever refuses is trained all the same.",
    ),
    (
        "已有证书：本人说的即可，以后再核实。",
        "Earlier certificates: as the person says; they are checked later.",
    ),
)


def template() -> bytes:
    """Return the empty workbook, with a sheet that explains."""
    return workbook([_page([], with_reasons=False), _explanation()])


def marked(rows: Sequence[tuple[SheetRow, Mapping[Column, str]]]) -> bytes:
    """Return the workbook of some rows with the cells coloured that are wrong, and what to change behind them.

    Each row comes with its problems in words, by question.
    """
    table: list[list[str]] = []
    for row, problems in rows:
        texts = [row.cells.get(head.column, Given()).text for head in HEADS]
        cells = [
            Marked(text) if head.column in problems else text for head, text in zip(HEADS, texts, strict=True)
        ]
        table.append([*cells, "\n".join(f"{_head(column)}: {words}" for column, words in problems.items())])
    return workbook([_page(table, with_reasons=True), _explanation()])


def _head(column: Column) -> str:
    return next(head.zh for head in HEADS if head.column == column)


def _page(rows: Sequence[Sequence[str]], *, with_reasons: bool) -> Page:
    heads = [str(head) for head in HEADS]
    widths = [head.width for head in HEADS]
    places = {head.column: place for place, head in enumerate(HEADS)}
    choices = [(places[column], tuple(map(str, words))) for column, words in CHOICES.items()]
    if with_reasons:
        heads, widths = [*heads, _REASON], [*widths, 60]
    return Page("入所名单 Admission", [heads, *rows], widths, choices=choices, is_form=True)


def _explanation() -> Page:
    lines = [[zh, en] for zh, en in EXPLANATION]
    return Page("填写说明 How to", lines, (70, 80), has_headings=False)
