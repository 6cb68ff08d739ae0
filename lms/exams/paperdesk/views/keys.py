"""Corrected keys: propose one with a reason, see whose outcome would change, a second person applies it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.errors import DomainError
from lms.core.faces import domain_errors_to_form
from lms.exams.marking.corrections import NewCorrection, preview_correction
from lms.exams.paperdesk import operations
from lms.exams.paperdesk.forms.keys import PROPOSE, CorrectionForm, WithdrawalForm
from lms.exams.paperdesk.forms.opening import OpeningForm
from lms.exams.paperdesk.models import KeyProposal, ProposalState
from lms.exams.paperdesk.presentation.contents import contents_context
from lms.exams.paperdesk.presentation.keys import applied_changes, applied_outcomes, preview_context
from lms.exams.paperdesk.queries import get_proposal, why_withdrawn
from lms.exams.paperdesk.views.base import DeskPage
from lms.exams.paperdesk.views.papers import PaperMixin, open_part
from lms.exams.papers.models import PaperPart
from lms.exams.papers.opening import OpenedPaper, released_at
from lms.exams.papers.operations import look_on


def opening_of_key(request: HttpRequest) -> OpeningForm:
    """Return the form that opens a key, with the reason that was sent."""
    return OpeningForm({**request.POST.dict(), "document": "key", "language": "zh"})


def look_at_key(page: PaperMixin, opening: OpeningForm) -> OpenedPaper:
    """Return the paper with its key; all steps of a correction are one look, and one line of the trail."""
    return open_part(page, PaperPart.KEY, opening.cleaned_data["reason"], way=look_on)


class CorrectKey(PaperMixin):
    """Opens the key with a reason where it is sealed, then takes a correction and shows what it would change."""

    page_title = gettext_lazy("Correct the key")
    template_name = "exams/papers/correct_key.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("opening", OpeningForm(initial={"document": "key"}))
        key_released = released_at(self.get_paper(), PaperPart.KEY)
        return super().get_context_data(**{"key_released": key_released, **kwargs})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        opening = opening_of_key(request)
        found: OpenedPaper | None = None
        if opening.is_valid():
            with domain_errors_to_form(opening):
                found = look_at_key(self, opening)
        if found is None:
            return self.render_to_response(self.get_context_data(opening=opening), status=422)
        return self.correct(found, opening)

    def correct(self, found: OpenedPaper, opening: OpeningForm) -> HttpResponse:
        step = self.request.POST.get("step", "")
        form = CorrectionForm(self.request.POST if step else None, opened=found)
        context: dict[str, Any] = {"opening": opening, "form": form, **contents_context(found)}
        if step and form.is_valid():
            with domain_errors_to_form(form):
                new = self.correction(found, form)
                context["preview"] = preview_context(preview_correction(new))
                if step == PROPOSE:
                    row = operations.propose_key(
                        correction=new, by=self.request.user, actor=actor_of(self.request), now=now()
                    )
                    return redirect("papers:proposal", row.uuid)
        status = 422 if form.is_bound and not form.is_valid() else 200
        return self.render_to_response(self.get_context_data(**context), status=status)

    def correction(self, found: OpenedPaper, form: CorrectionForm) -> NewCorrection:
        base = found.key.version if found.key else 0
        return NewCorrection(found.paper.uuid, base, (form.change(),), form.cleaned_data["why"])


class ProposalMixin(PaperMixin):
    """One page about a proposed key."""

    def proposal(self) -> KeyProposal:
        """Return the proposal of the address; asked once."""
        if not hasattr(self, "_proposal"):
            self._proposal = get_proposal(self.request.user, self.kwargs["proposal_uuid"])
        return self._proposal

    def get_paper(self) -> Any:
        return self.proposal().paper

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.proposal()
        is_own = row.by_id == self.request.user.pk
        return super().get_context_data(**{"proposal": row, "is_own": is_own, **kwargs})


class ProposalPage(ProposalMixin):
    """A proposed key: what it changes for whom, and the ways to decide; once decided, what it changed."""

    page_title = gettext_lazy("Proposed key")
    template_name = "exams/papers/proposal.html"

    def shows_key(self) -> bool:
        """Return whether the answers are shown: the key is released, or the reader has just opened it."""
        return operations.may_see_key(self.get_paper(), actor=actor_of(self.request), now=now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.proposal()
        if row.state == ProposalState.OPEN:
            try:
                kwargs["preview"] = preview_context(preview_correction(operations.correction_of(row)))
            except DomainError as error:
                kwargs["problem"] = error.message
        elif row.correction:
            kwargs["changes"] = applied_changes(row.paper, row.correction)
            kwargs["applied"] = applied_outcomes(row.correction, user=self.request.user)
        else:
            kwargs["why_withdrawn"] = why_withdrawn(row)
        kwargs.setdefault("opening", OpeningForm())
        return super().get_context_data(shows_key=self.shows_key(), **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the answers too: the key is read where it is released, else opened with a reason."""
        opening = opening_of_key(request)
        if opening.is_valid():
            with domain_errors_to_form(opening):
                look_at_key(self, opening)
        status = 200 if opening.is_valid() else 422
        return self.render_to_response(self.get_context_data(opening=opening), status=status)


class ApplyKey(DeskPage):
    """A second person applies the key; there is nothing to show at its own address."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, proposal_uuid: UUID, **kwargs: Any) -> HttpResponse:
        row = get_proposal(request.user, proposal_uuid)
        try:
            operations.apply_proposal(uuid=row.uuid, by=request.user, actor=actor_of(request), now=now())
            messages.success(request, _("The corrected key was applied; everybody was marked again by it."))
        except DomainError as error:
            messages.error(request, error.message)
        return redirect("papers:proposal", row.uuid)


class WithdrawKey(ProposalMixin):
    """Asks why, then lets the key be as it is."""

    page_title = gettext_lazy("Do not apply")
    template_name = "exams/papers/withdraw.html"

    def crumbs(self) -> list[dict[str, str]]:
        address = reverse("papers:proposal", args=[self.proposal().uuid])
        return [*super().crumbs(), {"url": address, "label": str(ProposalPage.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": WithdrawalForm(), **kwargs})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form, row = WithdrawalForm(request.POST), self.proposal()
        if form.is_valid():
            with domain_errors_to_form(form):
                operations.withdraw_proposal(
                    uuid=row.uuid,
                    reason=form.cleaned_data["reason"],
                    by=request.user,
                    actor=actor_of(request),
                    now=now(),
                )
        if form.is_valid():
            return redirect("papers:proposal", row.uuid)
        return self.render_to_response(self.get_context_data(form=form), status=422)
