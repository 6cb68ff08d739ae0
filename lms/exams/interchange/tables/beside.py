"""One table that stands twice beside itself on a sheet, to save paper: each half becomes a sheet of its own."""

from collections.abc import Sequence

from lms.core.workbooks.cells import Sheet
from lms.exams.interchange.tables.between import section_of
from lms.exams.interchange.tables.headings import Role, count_known, is_named
from lms.exams.interchange.tables.words import folded

_FEWEST, _FIRST_ROWS, _MOST_HALVES = 2, 30, 4


def halves(sheet: Sheet) -> list[Sheet]:
    """Return the tables that stand beside each other under the same headings, from left to right; mostly one."""
    rows = sorted(sheet.rows)[:_FIRST_ROWS]
    header = next((row for row in rows if count_known(sheet.rows[row]) >= _FEWEST), 0)
    starts = _starts(sheet.rows[header]) if header else []
    if len(starts) < _FEWEST:
        return [sheet]
    ends = [*starts[1:], sheet.width()]
    return [
        _half(sheet, number, range(start if number > 1 else 0, end))
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
    ]


def _starts(headings: Sequence[str]) -> list[int]:
    """Return where the same headings, a question and an answer among them, begin again and again."""
    filled = [(column, folded(text)) for column, text in enumerate(headings) if text]
    words = [text for _, text in filled]
    for size in range(_FEWEST, len(words) // 2 + 1):
        first = words[:size]
        is_whole = all(any(is_named(word, role) for word in first) for role in (Role.STEM, Role.ANSWER))
        if is_whole and len(words) % size == 0 and words == first * (len(words) // size):
            return [column for column, _ in filled[::size]][:_MOST_HALVES]
    return []


def _half(sheet: Sheet, number: int, columns: range) -> Sheet:
    """Return some columns of a sheet as a sheet, each in its place; lines that name types hold for all of them."""
    rows = {}
    for row, texts in sheet.rows.items():
        said = [text for text in texts if text]
        if len(said) == 1 and section_of(said[0]):
            rows[row] = [*[""] * columns.start, said[0]]
        elif any(texts[column] for column in columns if column < len(texts)):
            rows[row] = [text if column in columns else "" for column, text in enumerate(texts)]
    return Sheet(
        name=f"{sheet.name} [{number}]".strip() if number > 1 else sheet.name,
        is_hidden=sheet.is_hidden,
        rows=rows,
        notes={cell: notes for cell, notes in sheet.notes.items() if cell[1] in columns},
        merged=[area for area in sheet.merged if area.left in columns],
        pictures={cell: pictures for cell, pictures in sheet.pictures.items() if cell[1] in columns},
        hidden_rows=sheet.hidden_rows,
        hidden_columns=sheet.hidden_columns,
    )
