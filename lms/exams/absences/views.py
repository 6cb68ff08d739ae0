"""Pages about absences at the desk for results: the list of a sitting, one person, agreeing, refusing, taking back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.faces import domain_errors_to_form
from lms.exams.absences import operations
from lms.exams.absences.forms import ExcuseForm, RefuseForm, TakeBackForm
from lms.exams.absences.models import AbsenceExcuse
from lms.exams.absences.queries import Absence, absences_of, get_absence, get_excuse, get_excuse_to_take_back
from lms.exams.absences.words import tries_in_words
from lms.exams.results.queries import get_sitting
from lms.exams.results.views.base import ResultsPage
from lms.exams.sittings.models import Sitting, SittingState


def _line(absence: Absence) -> dict[str, Any]:
    """Return an absence as the templates show it."""
    person = absence.candidate.enrolment.person
    user = getattr(person, "user", None)
    return {
        "absence": absence,
        "number": str(absence.candidate),
        "name": person.full_name,
        "trainee": user.username if user else "",
        "tries": tries_in_words(absence.count),
        "answer": absence.told,
    }


class Absences(ResultsPage):
    """Who did not appear in a sitting, whether it is excused, and what that leaves of their tries."""

    page_title = pgettext_lazy("absence", "Who did not appear")
    template_name = "exams/absences/absences.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sitting = self.get_sitting()
        return super().get_context_data(
            lines=[_line(one) for one in absences_of(sitting, now=now())],
            is_closed=sitting.state == SittingState.CLOSED,
            **kwargs,
        )


class AbsencePage(ResultsPage):
    """One person who did not appear: what was asked and decided, and what can be done next."""

    page_title = pgettext_lazy("absence", "An absence")
    template_name = "exams/absences/absence.html"

    def absence(self) -> Absence:
        """Return whose page it is; asked once."""
        if not hasattr(self, "_absence"):
            self._absence = get_absence(self.get_sitting(), self.kwargs["candidate_uuid"], now=now())
        return self._absence

    def crumbs(self) -> list[dict[str, str]]:
        address = reverse("results:absences", args=[self.get_sitting().uuid])
        return [*super().crumbs(), {"url": address, "label": pgettext("absence", "Who did not appear")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        absence = self.absence()
        waiting, told = absence.waiting, absence.told
        kwargs.setdefault("form", ExcuseForm())
        is_own = bool(waiting) and waiting.row.asked_by == self.request.user.uuid
        kwargs.setdefault("refuse_form", RefuseForm(is_own=is_own))
        return super().get_context_data(
            **_line(absence),
            is_own=is_own,
            is_asker=bool(told) and told.asker == self.request.user.uuid,
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask that the absence is excused."""
        form = ExcuseForm(request.POST)
        candidate = self.absence().candidate
        if form.is_valid():
            sent = form.cleaned_data
            ids = self.get_sitting().uuid, candidate.uuid
            new = operations.NewExcuse(*ids, sent["why"], sent["words"], sent["key"])
            with domain_errors_to_form(form):
                operations.ask_to_excuse(new=new, actor=actor_of(request), now=now())
                said = _("It is asked for. Another examinations officer agrees, then the absence is no try.")
                messages.success(request, said)
                return redirect("results:absence", *ids)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ExcusePage(AbsencePage):
    """A page about one request, named by it."""

    def get_excuse(self) -> AbsenceExcuse:
        """Return the request of the address; asked once."""
        if not hasattr(self, "_excuse"):
            self._excuse = get_excuse(self.request.user, self.kwargs["excuse_uuid"])
        return self._excuse

    def get_sitting(self) -> Sitting:
        if not hasattr(self, "_sitting"):
            self._sitting = get_sitting(self.request.user, self.get_excuse().candidate.sitting.uuid)
        return self._sitting

    def absence(self) -> Absence:
        if not hasattr(self, "_absence"):
            uuid = self.get_excuse().candidate.uuid
            self._absence = get_absence(self.get_sitting(), uuid, now=now())
        return self._absence

    def back(self) -> HttpResponse:
        """Return the way to the person's page."""
        return redirect("results:absence", self.get_sitting().uuid, self.get_excuse().candidate.uuid)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """What is asked for stands on the page of the person."""
        return self.back()


class DecideExcuse(ExcusePage):
    """Agrees to what an officer asked, or does not."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        agree = "agree" in request.POST
        is_own = self.get_excuse().asked_by == request.user.uuid
        form = RefuseForm(request.POST, agree=agree, is_own=is_own)
        if form.is_valid():
            decision = operations.ExcuseDecision(self.get_excuse().uuid, agree, form.cleaned_data["reason"])
            with domain_errors_to_form(form):
                row = operations.decide_excuse(decision=decision, actor=actor_of(request), now=now())
                messages.success(request, _said(row))
                return self.back()
        return self.render_to_response(self.get_context_data(refuse_form=form), status=422)


def _said(row: AbsenceExcuse) -> str:
    if row.decision_reason:
        return _("It is not agreed. Nothing has changed for the person.")
    if row.is_undoing:
        return _("The excuse is taken back: the absence counts again as the rule says.")
    return _("The absence is excused: it is no try, and the person may be admitted again.")


class TakeExcuseBack(ExcusePage):
    """Asks why, then asks another officer to agree that an excuse is taken back."""

    page_title = pgettext_lazy("absence", "Take the excuse back")
    template_name = "exams/absences/take_back.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask why; where nothing can be taken back there is no form, but a page that says so."""
        self._excuse = get_excuse_to_take_back(request.user, kwargs["excuse_uuid"], now=now())
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", TakeBackForm())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = TakeBackForm(request.POST)
        if form.is_valid():
            sent = form.cleaned_data
            new = operations.NewUndoing(self.get_excuse().uuid, sent["reason"], sent["key"])
            with domain_errors_to_form(form):
                operations.ask_to_take_back(new=new, actor=actor_of(request), now=now())
                messages.success(
                    request, _("It is asked for. Until another officer agrees, the excuse holds.")
                )
                return self.back()
        return self.render_to_response(self.get_context_data(form=form), status=422)
