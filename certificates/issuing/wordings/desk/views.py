"""A school's own words before its issuing officers: all versions, a new one, its void preview, another's approval."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from certificates.issuing.batches.desk.shown import officer_schools
from certificates.issuing.batches.desk.views import Page
from certificates.issuing.deskpages import OFFICERS, paper
from certificates.issuing.proposals.desk import ApproveVersion, CloseVersion, Versions
from certificates.issuing.proposals.queries import get_version
from certificates.issuing.wordings.desk.forms import WordingForm
from certificates.issuing.wordings.frame import WORDINGS
from certificates.issuing.wordings.operations import approve_wording, checked, close_wording, propose_wording
from certificates.issuing.wordings.preview import preview_of_nobody
from certificates.issuing.wordings.queries import words_of
from lms.core.access import AccessMixin
from lms.core.clock import local_date, now
from lms.core.faces import domain_errors_to_form


class Wordings(Versions):
    """Every version of the words of one's schools."""

    frame = WORDINGS
    template_name = "certificates/wordings/index.html"
    page_title = gettext_lazy("Wording of certificates")


class NewWords(Page):
    """A new version, looked at before it is kept."""

    access = OFFICERS
    template_name = "certificates/wordings/new.html"
    page_title = gettext_lazy("New wording")

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("batch_desk:wordings"), str(Wordings.page_title))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        first = {"from_date": local_date(now())}
        kwargs.setdefault("form", WordingForm(self.request.user, initial=first))  # type: ignore[arg-type]
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = WordingForm(request.user, request.POST)  # type: ignore[arg-type]
        content = b""
        if form.is_valid():
            with domain_errors_to_form(form):
                if "preview" in request.POST:
                    new = form.new()
                    words = checked(new, now=now())
                    content = preview_of_nobody(new.school, new.kind, words, day=new.from_date)
                else:
                    propose_wording(form.new(), **self.who())
        if content:
            return paper("preview", content)
        if form.is_valid():
            messages.success(
                request, _("The wording is kept. It holds when another issuing officer approves it.")
            )
            return redirect("batch_desk:wordings")
        return self.render_to_response(self.get_context_data(form=form), status=422)


class PreviewWords(AccessMixin, View):
    """A void certificate of nobody in the words of a version."""

    access = OFFICERS

    def get(self, request: HttpRequest, own_words_uuid: UUID) -> HttpResponse:
        row = get_version(WORDINGS, officer_schools(request.user), own_words_uuid)  # type: ignore[arg-type]
        return paper("preview", preview_of_nobody(row.school, row.kind, words_of(row), day=row.from_date))


class ApproveWords(ApproveVersion):
    """Lets a version hold, after a look at what it says."""

    frame = WORDINGS
    versions = Wordings, "batch_desk:wordings"
    template_name = "certificates/wordings/approve.html"
    page_title = gettext_lazy("Approve the wording")
    button = page_title
    done = gettext_lazy("The wording is approved.")

    def approve(self) -> None:
        approve_wording(wording_uuid=self.proposal.uuid, **self.who())


class CloseWords(CloseVersion):
    """Ends a version without approval."""

    frame = WORDINGS
    versions = Wordings, "batch_desk:wordings"

    def do(self, form: Form) -> None:
        close_wording(wording_uuid=self.proposal.uuid, reason=form.cleaned_data["reason"], **self.who())
