"""Reports of files on pages and as a table to take away: by status, a hundred at a time."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.core.tables import table_response
from lms.exams.intake.presentation import Line, counted
from lms.exams.intake.words import STATUSES

ON_A_PAGE = 100
Shown = Callable[[Sequence[Line]], list[Line]]


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


def report_as_table(request: HttpRequest, lines: Iterable[Line], name: str) -> HttpResponse:
    """Return a report as the file that the address asks for, in the reader's language; it holds no keys."""
    return table_response(request, name, head=_headings(), rows=map(_cells, lines))


def _headings() -> list[str]:
    words = [_("Place"), _("Type of question"), _("Question"), _("Reason"), _("Code of the reason")]
    return [pgettext("questions", "Result"), *words]


def _cells(line: Line) -> list[str]:
    said = " ".join(line.messages)
    return [str(line.status_words), line.place, line.kind, line.stem, said, " ".join(line.codes)]
