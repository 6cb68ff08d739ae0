"""Slips and lists of a sitting as PDF, made for the moment and never kept."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localtime

from lms.exams.sittingdesk.printing import BOTH, DOCUMENTS, LANGUAGES, print_document
from lms.exams.sittingdesk.queries import candidates_of, papers_on
from lms.exams.sittingdesk.views.base import SittingPage
from lms.exams.sittings.models import SittingState


class PrintPage(SittingPage):
    """Sends one document in one language or both."""

    def get(self, request: HttpRequest, document: str, language: str, **kwargs: Any) -> HttpResponse:
        if document not in DOCUMENTS or language not in (BOTH, *LANGUAGES):
            raise Http404
        sitting = self.get_sitting()
        if sitting.state == SittingState.CANCELLED:
            raise Http404
        content = print_document(document, language, sitting, candidates_of(sitting), papers_on(sitting))
        name = f"{document}-{localtime(sitting.opens_at):%Y%m%d}-{language}.pdf"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(content, content_type="application/pdf", headers=headers)
