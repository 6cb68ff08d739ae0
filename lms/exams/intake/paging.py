"""Reports of files on pages and as a table to take away: by status, a hundred at a time."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.exams.intake.presentation import Line, counted
from lms.exams.intake.words import STATUSES

ON_A_PAGE = 100
# What a spreadsheet would take for the beginning of a formula.
_FORMULA = tuple("=+-@|%\t\r")


def report_context(request: HttpRequest, lines: Sequence[Line], *, first: str = "") -> dict[str, Any]:
    """Return what a page shows of a report: counts, and one page of the lines with the wanted status.

    `first` is shown when nobody asked for a status, if there are any.
    """
    usual = first if any(line.status == first for line in lines) else ""
    wanted = request.GET.get("status", usual)
    status = wanted if wanted in STATUSES else ""
    shown = [line for line in lines if not status or line.status == status]
    page = Paginator(shown, ON_A_PAGE).get_page(request.GET.get("p"))
    return {"counts": counted(lines), "page": page, "status": status}


def report_as_csv(lines: Iterable[Line], name: str) -> HttpResponse:
    """Return a report as a table that spreadsheets open with its Chinese intact and its texts as texts."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(
        [
            pgettext("questions", "Result"),
            _("Place"),
            _("Type of question"),
            _("Reason"),
            _("Code"),
            _("Question"),
        ]
    )
    for line in lines:
        cells = (line.status_words, line.place, line.kind, " ".join(line.messages), " ".join(line.codes))
        writer.writerow([as_cell(str(cell)) for cell in (*cells, line.stem)])
    answer = HttpResponse("\ufeff" + target.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def as_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
