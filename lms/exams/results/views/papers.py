"""What an officer prints and keeps of released results: slips of all, the list, the list as a file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.core.clock import now
from lms.core.tables import table_response
from lms.exams.results.printing import DOCUMENTS, LANGUAGES, Without, print_list, print_slips
from lms.exams.results.rules import Stand
from lms.exams.results.telling import slip_of
from lms.exams.results.told import Told, told_in
from lms.exams.results.views.base import ResultsPage


class ReleasedPage(ResultsPage):
    """Something made of the released results of a sitting; there is nothing of those that are not released."""

    http_method_names = ("get",)

    def told(self) -> list[Told]:
        """Return the released results; where there is none, there is nothing here."""
        found = told_in(self.get_sitting(), now=now())
        if not found:
            raise Http404
        return found


class PrintPage(ReleasedPage):
    """Sends the slips or the list in one language, made for the moment and never kept."""

    def get(self, request: HttpRequest, document: str, language: str, **kwargs: Any) -> HttpResponse:
        if document not in DOCUMENTS or language not in LANGUAGES:
            raise Http404
        sitting, told = self.get_sitting(), self.told()
        content = (
            print_slips(language, told)
            if document == "slips"
            else print_list(language, sitting, told, self._without())
        )
        return pdf_response(f"results-{document}-{localtime(sitting.opens_at):%Y%m%d}-{language}", content)

    def _without(self) -> Without:
        numbers: dict[Stand, list[str]] = {Stand.ABSENT: [], Stand.VOID: []}
        for row in self.standings():
            if row.stand in numbers:
                numbers[row.stand].append(str(row.candidate))
        return Without(absent=numbers[Stand.ABSENT], void=numbers[Stand.VOID])


def pdf_response(name: str, content: bytes) -> HttpResponse:
    """Return a document as a file to keep; `name` is ours, never a stranger's."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


class ResultsFile(ReleasedPage):
    """The list of released results as a table to keep."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        head = [_("Candidate number"), pgettext("person", "Name"), _("Trainee number"), _("School")]
        head += [
            pgettext("result", "Marks"),
            _("Of"),
            _("Percent"),
            pgettext("examination", "Result"),
            pgettext("results", "Released"),
            _("Written on"),
        ]
        slips = [slip_of(one) for one in self.told()]
        rows = [
            [
                slip["number"],
                slip["name"],
                slip["trainee"],
                slip["school"],
                slip["score"],
                slip["most"],
                slip["percent"],
                slip["verdict"],
                slip["released"],
                slip["day"],
            ]
            for slip in slips
        ]
        on = localtime(self.get_sitting().opens_at).date()
        return table_response(request, "results", head=head, rows=rows, on=on)
