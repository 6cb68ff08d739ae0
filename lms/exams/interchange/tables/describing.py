"""How a sheet looks to a person: its titles, its columns with samples, and what each of them seems to be."""

from collections import Counter
from collections.abc import Sequence

from lms.core.workbooks.cells import Sheet, letters_of
from lms.exams.interchange.tables.mapping import ColumnUse
from lms.exams.interchange.tables.seen import Certainty, ColumnLook, SheetLook

_MOST_SAMPLES, _SAMPLE_LENGTH = 3, 80


def describe(
    sheet: Sheet,
    header: int,
    uses: Sequence[ColumnUse],
    certain: dict[int, Certainty] | Sequence[Certainty],
    *,
    is_own: bool = False,
) -> SheetLook:
    """Return how a sheet looks to a person."""
    by_column = {use.column: use for use in uses}
    sure = certain if isinstance(certain, dict) else {}
    columns = []
    for column in range(sheet.width()):
        use = by_column.get(column)
        usual = Certainty.CERTAIN if is_own and use else Certainty.UNKNOWN
        columns.append(
            ColumnLook(
                column=letters_of(column),
                header=use.header if use else sheet.text(header, column),
                samples=_samples(sheet, header, column),
                role=str(use.role) if use else "",
                certainty=sure.get(column, usual),
                language=use.language if use else "",
                letter=use.letter if use else "",
                is_hidden=column in sheet.hidden_columns,
            )
        )
    titles = tuple(
        " ".join(text for text in sheet.rows[row] if text)[:200] for row in sorted(sheet.rows) if row < header
    )
    rows = sum(row > header for row in sheet.rows)
    return SheetLook(sheet.name, rows, titles, header, tuple(columns), sheet.is_hidden, is_own)


def _samples(sheet: Sheet, header: int, column: int) -> tuple[str, ...]:
    """Return the first different texts of a column."""
    found: Counter[str] = Counter()
    for row, texts in sheet.rows.items():
        if row > header and len(texts) > column and texts[column]:
            found[texts[column][:_SAMPLE_LENGTH]] += 1
        if len(found) >= _MOST_SAMPLES:
            break
    return tuple(found)
