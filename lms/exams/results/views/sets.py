"""A frozen set: looked at, released by a second person, or sent back with a reason."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.errors import DomainError
from lms.exams.results import operations
from lms.exams.results.forms import ReleaseForm, SendBackForm
from lms.exams.results.models import SetState
from lms.exams.results.presentation import by_attempt, changed_words, left_out_words, set_lines
from lms.exams.results.queries import names_of, who_marked_in
from lms.exams.results.rules import reason_against_release
from lms.exams.results.views.base import SetPage
from lms.exams.results.words import NO_RELEASE


class FrozenSet(SetPage):
    """The set as it was frozen; what has changed since; the release, for somebody else than who froze it."""

    page_title = gettext_lazy("Frozen results")
    template_name = "exams/results/set.html"

    def get_page_subtitle(self) -> str:
        return f"{self.get_sitting().title} · {self.set_name()}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, standings = self.get_set(), by_attempt(self.standings())
        is_waiting = row.state == SetState.WAITING
        marked_by = who_marked_in(row)
        names = names_of([row.frozen_by, row.decided_by, *marked_by])
        reason = reason_against_release(self.request.user.uuid, frozen_by=row.frozen_by, marked_by=marked_by)
        kwargs.setdefault("form", ReleaseForm(initial={"digest": row.digest}))
        return super().get_context_data(
            is_waiting=is_waiting,
            set_name=self.set_name(),
            lines=set_lines(row, standings),
            changes=changed_words(row, standings) if is_waiting else [],
            left_out=left_out_words(row),
            no_release=reason or "",
            no_release_words=NO_RELEASE[reason] if reason else "",
            marked_by=sorted(names.get(uuid, "–") for uuid in marked_by),
            frozen_by=names.get(row.frozen_by, ""),
            decided_by=names.get(row.decided_by, "") if row.decided_by else "",
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Release it."""
        form = ReleaseForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        decision = operations.SetDecision(self.get_set().uuid, form.cleaned_data["digest"])
        try:
            operations.release_results(decision=decision, actor=actor_of(request), now=now())
        except DomainError as refusal:
            return self.render_to_response(self.get_context_data(form=form, refusal=refusal), status=409)
        messages.success(request, _("The results are released: the candidates see them now."))
        return redirect("results:sitting", self.get_sitting().uuid)


class SendBack(SetPage):
    """Asks why, then sends the set back."""

    page_title = gettext_lazy("Send back")
    template_name = "exams/results/send_back.html"

    def crumbs(self) -> list[dict[str, str]]:
        own = {"url": reverse("results:set", args=[self.get_set().uuid]), "label": self.set_name()}
        return [*super().crumbs(), own]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", SendBackForm())
        return super().get_context_data(is_waiting=self.get_set().state == SetState.WAITING, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = SendBackForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        row, reason = self.get_set(), form.cleaned_data["reason"]
        decision = operations.SetDecision(row.uuid, row.digest, reason)
        try:
            operations.send_results_back(decision=decision, actor=actor_of(request), now=now())
        except DomainError as refusal:
            return self.render_to_response(self.get_context_data(form=form, refusal=refusal), status=409)
        messages.success(request, _("The set is sent back. Another one can be frozen."))
        return redirect("results:sitting", self.get_sitting().uuid)
