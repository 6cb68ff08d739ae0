"""Tables as CSV that spreadsheets open: no cell of a stranger's words is taken for a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse

from lms.core.cells import as_cell

Cell = str | int | float | None
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


def _cell(value: Cell) -> Cell:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, str):
        return as_cell(value)
    return "" if value is None else value
