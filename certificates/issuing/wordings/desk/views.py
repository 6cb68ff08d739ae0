"""A school's own words before its issuing officers: all versions, a new one, its void preview, another's approval."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from certificates.issuing.batches.desk.shown import officer_schools
from certificates.issuing.batches.desk.views import Page
from certificates.issuing.closings import said_of
from certificates.issuing.deskpages import OFFICERS, OWN_DEED, ApprovalPage, ClosingPage, paper, settled
from certificates.issuing.officers import names_of
from certificates.issuing.wordings.desk.forms import WordingForm
from certificates.issuing.wordings.models import Wording
from certificates.issuing.wordings.operations import approve_wording, checked, close_wording, propose_wording
from certificates.issuing.wordings.preview import preview_of_nobody
from certificates.issuing.wordings.queries import get_wording, list_wordings, words_of
from lms.core.access import AccessMixin
from lms.core.clock import local_date, now
from lms.core.faces import domain_errors_to_form

ON_A_PAGE = 50


class Wordings(Page):
    """Every version of the words of one's schools."""

    access = OFFICERS
    template_name = "certificates/wordings/index.html"
    page_title = gettext_lazy("Wording of certificates")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        schools = officer_schools(self.request.user)  # type: ignore[arg-type]
        page = Paginator(list_wordings(schools), ON_A_PAGE).get_page(self.request.GET.get("p"))
        own = self.request.user.uuid  # type: ignore[union-attr]
        names = names_of(row.by for row in page)
        shown = [(row, names.get(row.by, ""), said_of(row), row.by == own) for row in page]
        return super().get_context_data(page=page, shown=shown, today=local_date(now()), **kwargs)


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
        row = get_wording(officer_schools(request.user), own_words_uuid)  # type: ignore[arg-type]
        return paper("preview", preview_of_nobody(row.school, row.kind, words_of(row), day=row.from_date))


class ApproveWords(Page, ApprovalPage):
    """Lets a version hold, after a look at what it says."""

    template_name = "certificates/wordings/approve.html"
    page_title = gettext_lazy("Approve the wording")
    button = page_title
    done = gettext_lazy("The wording is approved.")

    @cached_property
    def wording(self) -> Wording:
        return get_wording(officer_schools(self.request.user), self.kwargs["own_words_uuid"])  # type: ignore[arg-type]

    def trail(self) -> list[tuple[str, str]]:
        return [(self.back(), str(Wordings.page_title))]

    def back(self) -> str:
        return reverse("batch_desk:wordings")

    def lacking(self) -> str:
        own = self.wording.by == self.request.user.uuid  # type: ignore[union-attr]
        return settled(self.wording) or (str(OWN_DEED) if own else "")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(wording=self.wording, **kwargs)

    def approve(self) -> None:
        approve_wording(wording_uuid=self.wording.uuid, **self.who())


class CloseWords(Page, ClosingPage):
    """Ends a version without approval."""

    access = OFFICERS
    template_name = "enrolments/external/form.html"

    @cached_property
    def proposal(self) -> Wording:  # type: ignore[override]
        return get_wording(officer_schools(self.request.user), self.kwargs["own_words_uuid"])  # type: ignore[arg-type]

    def trail(self) -> list[tuple[str, str]]:
        return [(self.back(), str(Wordings.page_title))]

    def back(self) -> str:
        return reverse("batch_desk:wordings")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.proposal
        about = f"{row.school} · {row.get_kind_display()} · {row.from_date:%Y-%m-%d}"
        return super().get_context_data(about=about, **kwargs)

    def do(self, form: Form) -> None:
        close_wording(wording_uuid=self.proposal.uuid, reason=form.cleaned_data["reason"], **self.who())
