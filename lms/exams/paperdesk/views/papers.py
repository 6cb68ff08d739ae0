"""A paper: sealed or released, where it is used, who opened it and why; opening it, and releasing it for good."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.faces import domain_errors_to_form
from lms.exams.paperdesk import operations as desk
from lms.exams.paperdesk.forms.opening import PRINT, OpeningForm, ReleaseForm
from lms.exams.paperdesk.policies import LOOK, OFFICER_ROLES, papers_visible_to
from lms.exams.paperdesk.presentation.contents import contents_context
from lms.exams.paperdesk.presentation.papers import paper_context
from lms.exams.paperdesk.queries import get_visible_paper, openings_of, own_opening, sittings_of
from lms.exams.paperdesk.views.base import DeskPage, papers_crumb
from lms.exams.paperdesk.views.documents import document_response
from lms.exams.papers import operations
from lms.exams.papers.models import PaperPart, PaperVersion
from lms.exams.papers.opening import OpenedPaper, read_key, read_paper, released_at
from lms.exams.papers.printing.characters import refuse_unprintable
from lms.exams.papers.queries import without_english
from lms.exams.sittings.models import SittingState


class PaperMixin(DeskPage):
    """One page about a paper that the reader may see."""

    header_icon = "doc-full"

    def get_paper(self) -> PaperVersion:
        """Return the paper of the address; asked once."""
        if not hasattr(self, "_paper"):
            roles = tuple(self.access.roles)  # who may come to this page at all, asked of this paper's places
            self._paper = get_visible_paper(self.request.user, self.kwargs["paper_uuid"], roles)
        return self._paper

    def get_page_subtitle(self) -> str:
        return self.get_paper().code

    def crumbs(self) -> list[dict[str, str]]:
        paper = self.get_paper()
        return [papers_crumb(), {"url": reverse("papers:paper", args=[paper.uuid]), "label": paper.code}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"paper": self.get_paper(), **kwargs})


class PaperPage(PaperMixin):
    """What is known of a paper without opening it."""

    access = LOOK
    page_title = gettext_lazy("Paper")
    template_name = "exams/papers/paper.html"

    def crumbs(self) -> list[dict[str, str]]:
        return super().crumbs()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        paper = self.get_paper()
        return super().get_context_data(
            **paper_context(paper),
            openings=openings_of([paper.uuid]),
            sittings=sittings_of(self.request.user, paper),
            proposals=paper.proposals.select_related("by").order_by("-at"),
            may_draw=papers_visible_to(self.request.user, OFFICER_ROLES).filter(pk=paper.pk).exists(),
            **kwargs,
        )


class OpenPaper(PaperMixin):
    """Says what opening means; then shows or prints what was asked for, and the line that was written down."""

    page_title = gettext_lazy("Read or print the paper")
    template_name = "exams/papers/open.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", OpeningForm())
        paper = self.get_paper()
        return super().get_context_data(
            paper_released=released_at(paper),
            key_released=released_at(paper, PaperPart.KEY),
            without_english=without_english(paper),
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = OpeningForm(request.POST)
        if form.is_valid():
            with domain_errors_to_form(form):
                if request.POST.get("act") == PRINT:
                    refuse_unprintable(self.get_paper())
                found = open_paper(self, form)
                if request.POST.get("act") == PRINT:
                    return document_response(found, form)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        self.template_name = "exams/papers/contents.html"
        is_released = released_at(found.paper, form.part()) is not None
        written = None if is_released else own_opening(request.user, found.paper)
        return self.render_to_response(
            super().get_context_data(
                form=form, written=written, **contents_context(found, form.cleaned_data["language"])
            )
        )


def open_paper(page: PaperMixin, form: OpeningForm) -> OpenedPaper:
    """Return what was asked for: read where it is released, else opened with the reason, which is written down."""
    way = partial(operations.open_early, is_sheet=form.is_sheet())
    return open_part(page, form.part(), form.cleaned_data["reason"], way=way)


def open_part(
    page: PaperMixin, part: PaperPart, reason: str, *, way: Callable[..., OpenedPaper] = operations.open_early
) -> OpenedPaper:
    """Return a part of the page's paper, in the same way; `way`: each time anew, or as one look of several steps."""
    paper = page.get_paper()
    if released_at(paper, part) is not None:
        return read_key(paper.uuid, now=now()) if part == PaperPart.KEY else read_paper(paper.uuid, now=now())
    return way(paper_uuid=paper.uuid, part=part, reason=reason, actor=actor_of(page.request), now=now())


class ReleasePaper(PaperMixin):
    """Says what releasing means; then unseals the paper or its key for good."""

    page_title = gettext_lazy("Release")
    template_name = "exams/papers/release.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.form())
        running = [
            row
            for row in sittings_of(self.request.user, self.get_paper())
            if row.state != SittingState.CLOSED
        ]
        return super().get_context_data(sealed=self.sealed(), running=running, **kwargs)

    def form(self, data: Any = None) -> ReleaseForm:
        """Return the form, which asks for a reason as long as the sittings are not over."""
        return ReleaseForm(data, sealed=self.sealed(), is_early=not desk.is_over(self.get_paper()))

    def sealed(self) -> list[PaperPart]:
        paper = self.get_paper()
        return [part for part in PaperPart if released_at(paper, part) is None]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        paper, form = self.get_paper(), self.form(request.POST)
        if form.is_valid():
            with domain_errors_to_form(form):
                desk.release_paper(
                    paper=paper,
                    part=form.cleaned_data["part"],
                    reason=form.cleaned_data.get("reason", ""),
                    actor=actor_of(request),
                    now=now(),
                )
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        part = PaperPart(form.cleaned_data["part"])
        messages.success(request, _("Released: %(part)s") % {"part": part.label})
        return redirect("papers:paper", paper.uuid)
