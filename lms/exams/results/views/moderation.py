"""One sitting: where its candidates stand, the figures, freezing what is ready."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.faces import domain_errors_to_form
from lms.exams.handmarking.officer_queries import has_marking
from lms.exams.handmarking.parts import who_marked
from lms.exams.results import operations
from lms.exams.results.figures import CLOSE, figures_of
from lms.exams.results.forms import FreezeForm
from lms.exams.results.presentation import by_attempt, changed_words, counts_of, left_out, line_of
from lms.exams.results.queries import names_of, sets_of, waiting_set
from lms.exams.results.rules import Stand
from lms.exams.results.views.base import ResultsPage
from lms.exams.sittings.models import SittingState


class SittingResults(ResultsPage):
    """The candidates with marks, what is to be looked at, the sets, and what can be done next."""

    page_title = pgettext_lazy("examination", "Results")
    template_name = "exams/results/sitting.html"

    def crumbs(self) -> list[dict[str, str]]:
        return super().crumbs()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sitting, standings = self.get_sitting(), self.standings()
        sets = sets_of(sitting)
        ready = sum(row.stand is Stand.READY and not row.is_frozen for row in standings)
        waiting = next((row for row in sets if row.state == "waiting"), None)
        return super().get_context_data(
            lines=[line_of(row) for row in standings],
            counts=counts_of(standings),
            sets=sets,
            waiting=waiting,
            is_out_of_date=bool(waiting and changed_words(waiting, by_attempt(standings))),
            ready=ready,
            can_freeze=bool(ready) and waiting is None and sitting.state == SittingState.CLOSED,
            released=sum(row.stand is Stand.RELEASED for row in standings),
            has_marking=has_marking(sitting),
            absent=sum(row.stand is Stand.ABSENT for row in standings),
            **kwargs,
        )


class FiguresPage(ResultsPage):
    """How the marks are spread around the pass mark, and how each question did."""

    page_title = gettext_lazy("Figures before the release")
    template_name = "exams/results/figures.html"

    def get_page_title(self) -> str:
        sitting: Any = self.get_sitting()
        return _("Figures and questions") if sitting.stage == "done" else str(self.page_title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = figures_of(self.get_sitting(), self.standings())
        return super().get_context_data(figures=found, close=CLOSE, **kwargs)


class FreezePage(ResultsPage):
    """Shows who would be in the set and who would not, then freezes it."""

    page_title = gettext_lazy("Freeze the results")
    template_name = "exams/results/freeze.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        standings = self.standings()
        kwargs.setdefault("form", FreezeForm())
        ready = [line_of(row) for row in standings if row.stand is Stand.READY]
        marked_by = who_marked([line.standing.attempt.pk for line in ready])
        return super().get_context_data(
            ready=ready,
            marked_by=sorted(names_of(marked_by).values()),
            passed=sum(line.has_passed for line in ready),
            left_out=left_out(standings),
            waiting=waiting_set(self.get_sitting()),
            is_open=self.get_sitting().state != SittingState.CLOSED,
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = FreezeForm(request.POST)
        if form.is_valid():
            new = operations.NewSet(self.get_sitting().uuid, form.cleaned_data["key"])
            with domain_errors_to_form(form):
                row = operations.freeze_results(new=new, actor=actor_of(request), now=now())
                messages.success(request, _("The set is frozen. Another examinations officer releases it."))
                return redirect("results:set", row.uuid)
        return self.render_to_response(self.get_context_data(form=form), status=422)
