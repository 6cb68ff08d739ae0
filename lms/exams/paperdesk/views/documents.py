"""Papers as documents: for the moment of opening only, never kept."""

from django.http import HttpResponse

from lms.exams.paperdesk.forms.opening import OpeningForm
from lms.exams.papers.opening import OpenedPaper
from lms.exams.sittings.models import Attempt
from lms.exams.sittings.reprint import Reprint


def document_response(found: OpenedPaper, form: OpeningForm) -> HttpResponse:
    """Return the document that was asked for."""
    raise NotImplementedError


def reprint_response(again: Reprint, attempt: Attempt) -> HttpResponse:
    """Return one candidate's paper again as a document."""
    raise NotImplementedError
