"""What is printed and kept of appeals: the decision, the file for the authority, the list as a table."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lms.accounts.api import actor_of
from lms.core.clock import local_date, now
from lms.core.tables import csv_response
from lms.exams.appeals import operations
from lms.exams.appeals.case import case_of
from lms.exams.appeals.further import further_of
from lms.exams.appeals.models import AppealState
from lms.exams.appeals.practical_case import practical_case_of
from lms.exams.appeals.presentation import (
    ground_in_words,
    had_part_in,
    left_in_words,
    moment,
    names_of,
    percent,
    reference_of,
    state_in_words,
)
from lms.exams.appeals.printing import LANGUAGES, print_case, print_decision, print_practical_case
from lms.exams.appeals.queries import list_appeals
from lms.exams.appeals.subject import subject_of_appeal
from lms.exams.appeals.views.base import AppealsPage
from lms.exams.appeals.views.reviewing import MinePage
from lms.exams.results.views.papers import pdf_response

DECISION, CASE = "decision", "case"


class PrintPage(MinePage):
    """Sends the decision or the file of an appeal in one language, made for the moment and never kept."""

    page_title = gettext_lazy("The whole log")
    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, document: str, language: str, **kwargs: Any) -> HttpResponse:
        appeal = self.get_appeal()
        if language not in LANGUAGES or document not in (DECISION, CASE):
            raise Http404
        name = f"appeal-{document}-{reference_of(appeal)}-{language}"
        if document == DECISION:
            if appeal.state != AppealState.DECIDED:
                raise Http404
            return pdf_response(name, print_decision(language, appeal))
        look = {"appeal": appeal, "actor": actor_of(request), "now": now(), "document": f"{CASE}:{language}"}
        opened = None
        if appeal.is_practical:
            operations.open_practical_case(**look)
        else:
            opened = operations.open_case(**look)
        names = names_of([appeal.filed_by, appeal.reviewer])
        people = {"filed_by": names.get(appeal.filed_by, ""), "reviewer": names.get(appeal.reviewer, "")}  # type: ignore[arg-type]
        with translation.override(LANGUAGES[language]):
            context = {**people, "had_part": had_part_in(appeal), "now": now()}
            if opened is None:
                return pdf_response(name, print_practical_case(practical_case_of(appeal), context))
            context["further"] = further_of(appeal)
            return pdf_response(name, print_case(case_of(appeal, opened), context))


class AppealsFile(AppealsPage):
    """The list as a table to keep, with the same filters."""

    http_method_names = ("get", "head", "options")
    filters: Any = None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = self.filters(request.GET, queryset=list_appeals(request.user), request=request).qs
        today = local_date(now())
        head = [
            _("Reference"),
            _("Candidate number"),
            pgettext("person", "Name"),
            _("Examination"),
            _("Training site"),
            _("School"),
            pgettext("appeal", "Ground"),
            pgettext("appeal", "Filed on"),
            pgettext("appeal", "State"),
            _("Answer by"),
            _("Days left"),
            _("Result that was told"),
            pgettext("appeal", "Decided on"),
        ]
        lines = []
        for row in rows.order_by("waits_until", "pk"):
            candidate, subject = row.candidate, subject_of_appeal(row)
            lines.append(
                [
                    reference_of(row),
                    str(candidate),
                    candidate.enrolment.person.full_name,
                    subject.title,
                    subject.site.name,
                    candidate.enrolment.school.name,
                    ground_in_words(row),
                    moment(row.filed_at),
                    state_in_words(row),
                    row.answer_by.isoformat(),
                    left_in_words(row, today=today),
                    percent(row.told),
                    moment(row.decided_at),
                ]
            )
        return csv_response("appeals", head, lines)
