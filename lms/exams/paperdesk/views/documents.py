"""Papers as documents: made for the moment of opening, sent, never kept."""

from django.http import HttpResponse

from lms.exams.paperdesk.forms.opening import OpeningForm
from lms.exams.papers.models import PaperVersion
from lms.exams.papers.opening import OpenedPaper
from lms.exams.papers.printing import Edition, print_answer_sheet, print_key, print_paper
from lms.exams.papers.printing.documents import Printing
from lms.exams.sittings.models import Attempt

PRINTERS = {"paper": print_paper, "sheet": print_answer_sheet, "key": print_key}


def document_response(found: OpenedPaper, form: OpeningForm) -> HttpResponse:
    """Return the document that was asked for.

    :raises NotPrintable: a text has a character that the documents' typeface lacks.
    """
    document, language = form.cleaned_data["document"], form.cleaned_data["language"]
    content = PRINTERS[document](found, printing=Printing(edition=Edition(language)))
    return _pdf(content, f"{_name(found.paper)}-{document}-{language}.pdf")


def reprint_response(found: OpenedPaper, attempt: Attempt, language: str) -> HttpResponse:
    """Return one candidate's paper again, in the order of the candidate's own seed.

    :raises NotPrintable: a text has a character that the documents' typeface lacks.
    """
    number = str(attempt.candidate)
    printing = Printing(edition=Edition(language), seed=attempt.shuffle_seed, candidate=number)
    return _pdf(print_paper(found, printing=printing), f"{_name(found.paper)}-{number}-{language}.pdf")


def _name(paper: PaperVersion) -> str:
    return f"{paper.code}-{paper.form_name}" if paper.form_name else paper.code


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
