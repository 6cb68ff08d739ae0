"""Reports of files on pages and as a table to take away: by status, a hundred at a time."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.core.cells import as_cell
from lms.core.workbooks.writing import Page, workbook
from lms.exams.intake.presentation import Line, counted
from lms.exams.intake.words import STATUSES

ON_A_PAGE = 100
Shown = Callable[[Sequence[Line]], list[Line]]
_WIDTHS = (14, 22, 14, 60, 60, 20)


def report_context(
    request: HttpRequest, lines: Sequence[Line], *, first: str = "", shown_of: Shown = list
) -> dict[str, Any]:
    """Return what a page shows of a report: counts, and one page of the lines with the wanted status.

    `first` is shown when nobody asked for a status, if there are any. `shown_of` makes the lines of the page whole.
    """
    usual = first if any(line.status == first for line in lines) else ""
    wanted = request.GET.get("status", usual)
    status = wanted if wanted in STATUSES else ""
    shown = [line for line in lines if not status or line.status == status]
    page = Paginator(shown, ON_A_PAGE).get_page(request.GET.get("p"))
    page.object_list = shown_of(page.object_list)
    return {"counts": counted(lines), "page": page, "status": status}


def report_as_table(lines: Iterable[Line], name: str, ending: str) -> HttpResponse:
    """Return a report as a table to take away, in the reader's language; it holds no keys.

    `ending` is "csv" (spreadsheets open it with its Chinese intact and its texts as texts) or "xlsx".
    """
    rows = [_headings(), *map(_cells, lines)]
    if ending == "xlsx":
        content = workbook([Page(_("Report"), rows, _WIDTHS)])
        answer = HttpResponse(content, content_type="application/octet-stream")
    else:
        target = io.StringIO()
        csv.writer(target).writerows([as_cell(cell) for cell in row] for row in rows)
        answer = HttpResponse("\ufeff" + target.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return answer


def _headings() -> list[str]:
    words = [_("Place"), _("Type of question"), _("Question"), _("Reason"), _("Code of the reason")]
    return [pgettext("questions", "Result"), *words]


def _cells(line: Line) -> list[str]:
    said = " ".join(line.messages)
    return [str(line.status_words), line.place, line.kind, line.stem, said, " ".join(line.codes)]
