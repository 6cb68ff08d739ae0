"""One sheet with two layouts, below or beside each other: each becomes a sheet of its own, as the headings say."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from lms.core.workbooks.cells import Sheet, Workbook
from lms.exams.interchange.tables.beside import halves
from lms.exams.interchange.tables.headings import Role, count_known, is_named, recognise_row
from lms.exams.interchange.tables.layout import own_mapping

_FIRST_ROWS = 30  # the first headings stand among these
_FEWEST, _MOST_PARTS = 2, 20


def divided(book: Workbook) -> Workbook:
    """Return a workbook whose sheets have one layout each."""
    return replace(
        book, sheets=tuple(part for sheet in book.sheets for half in halves(sheet) for part in _parts(half))
    )


def _parts(sheet: Sheet) -> list[Sheet]:
    rows = sorted(sheet.rows)
    first = [row for row in rows[:_FIRST_ROWS] if count_known(sheet.rows[row]) >= _FEWEST]
    if not first or any(own_mapping(sheet.name, sheet.rows[row], row) for row in rows[:_FIRST_ROWS]):
        return [sheet]
    others = islice(_other_headings(sheet, rows), _MOST_PARTS - 1)
    starts = [_with_lines_above(sheet, rows, row) for row in others]
    ends = [*starts, rows[-1] + 1]
    return [
        _part(sheet, number, range(start, end))
        for number, (start, end) in enumerate(zip([rows[0], *starts], ends, strict=True), start=1)
    ]


def _other_headings(sheet: Sheet, rows: Sequence[int]) -> Iterator[int]:
    """Yield the rows of headings that name other columns than the headings before them."""
    last: list[object] = []
    below = 0
    for row in rows:
        texts = sheet.rows[row]
        if row == below or not any(is_named(text, Role.STEM, Role.ANSWER) for text in texts):
            continue
        known = [each and (each.role, each.letter, each.language) for each in recognise_row(texts)]
        if not _are_headings(texts, known):
            continue
        if last and known != last:
            yield row
        last, below = known, row + 1  # two rows may be one heading


def _are_headings(texts: Sequence[str], known: Sequence[object]) -> bool:
    """Return whether a row below the first headings is one too: nearly all of it names columns, each another."""
    named, filled = [each for each in known if each], [text for text in texts if text]
    return (
        count_known(texts) >= _FEWEST
        and 3 * (len(filled) - len(named)) <= len(filled)
        and len(set(named)) == len(named)
        and not any(text.isdecimal() for text in filled)
    )


def _with_lines_above(sheet: Sheet, rows: Sequence[int], row: int) -> int:
    """Return where a part begins: a line just above its headings is its title."""
    place = rows.index(row)
    while place > 1 and sum(bool(text) for text in sheet.rows[rows[place - 1]]) == 1:
        place -= 1
    return rows[place]


def _part(sheet: Sheet, number: int, rows: range) -> Sheet:
    """Return some rows of a sheet as a sheet; the first keeps its name, no spreadsheet allows one with brackets."""
    part = f" [{number}]" if number > 1 else ""
    return Sheet(
        name=f"{sheet.name}{part}".strip(),
        is_hidden=sheet.is_hidden,
        rows={row: texts for row, texts in sheet.rows.items() if row in rows},
        notes={cell: notes for cell, notes in sheet.notes.items() if cell[0] in rows},
        merged=[area for area in sheet.merged if area.top in rows],
        pictures={cell: pictures for cell, pictures in sheet.pictures.items() if cell[0] in rows},
        hidden_rows={row for row in sheet.hidden_rows if row in rows},
        hidden_columns=sheet.hidden_columns,
        file_name=sheet.name,
    )
