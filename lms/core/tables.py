"""Tables as files that spreadsheets open: no cell of a stranger's words is taken for a formula."""

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO
from itertools import islice

from django.http import HttpRequest, HttpResponse

from lms.core.cells import as_cell
from lms.core.clock import local_date, now
from lms.core.workbooks.writing import Page, workbook

Cell = str | int | float | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_EXPORTED = 20_000  # rows
_NARROWEST, _WIDEST = 12, 60
_SHEET_NAME = 31  # characters that a spreadsheet program takes as the name of a sheet
_LOOKED_AT = 200  # rows, for how wide a column is
_BOM = "\ufeff"  # without it spreadsheets take Chinese for another code page


def csv_response(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """Return a table as a file to keep; `name` is ours, never a stranger's."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    response = HttpResponse(_BOM + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def table_response(
    request: HttpRequest,
    name: str,
    *,
    head: Sequence[str],
    rows: Iterable[Sequence[str | int]],
    on: date | None = None,
) -> HttpResponse:
    """Return a table as the file that the address asks for: `format=xlsx`, else CSV; of today, or of another day."""
    stamped = f"{name}-{on or local_date(now()):%Y%m%d}"
    if request.GET.get("format") != "xlsx":
        return csv_response(stamped, head, rows)
    table = [head, *rows]
    content = workbook([Page(name[:_SHEET_NAME], table, _widths(table))])
    headers = {"Content-Disposition": f'attachment; filename="{stamped}.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


def _widths(table: Sequence[Sequence[str | int]]) -> list[int]:
    """Return how wide each column is to be: for its longest text near the top, where a longer one wraps."""
    columns = zip(*islice(table, _LOOKED_AT), strict=False)
    return [
        max(_NARROWEST, min(_WIDEST, 2 + max(_letters(str(cell)) for cell in column))) for column in columns
    ]


def _letters(text: str) -> int:
    """Return the room that a text takes; a Chinese character takes that of two letters."""
    return len(text) + sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)


def _cell(value: Cell) -> Cell:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, str):
        return as_cell(value)
    return "" if value is None else value
