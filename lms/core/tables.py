"""Tables as files that spreadsheets open: no cell of a stranger's words is taken for a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpRequest, HttpResponse

from lms.core.cells import as_cell
from lms.core.clock import local_date, now
from lms.core.workbooks.writing import Page, workbook

Cell = str | int | float | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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
    request: HttpRequest, name: str, *, head: Sequence[str], rows: Iterable[Sequence[str | int]]
) -> HttpResponse:
    """Return a table as the file that the address asks for: `format=xlsx`, else CSV."""
    stamped = f"{name}-{local_date(now()):%Y%m%d}"
    if request.GET.get("format") != "xlsx":
        return csv_response(stamped, head, rows)
    content = workbook([Page(name, [head, *rows], [max(12, 2 * len(words)) for words in head])])
    headers = {"Content-Disposition": f'attachment; filename="{stamped}.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


def _cell(value: Cell) -> Cell:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, str):
        return as_cell(value)
    return "" if value is None else value
