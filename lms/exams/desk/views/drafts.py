"""One draft to look at, and its steps: begin, submit, take back, discard, fetch back."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.core.faces import domain_errors_to_form
from lms.exams.desk import operations, rules
from lms.exams.desk.drafts import findings_of, get_draft, had_a_part
from lms.exams.desk.forms import BeginForm, RevisionForm
from lms.exams.desk.operations import NewDraft
from lms.exams.desk.policies import WRITE
from lms.exams.desk.presentation import kind_name, said
from lms.exams.desk.queries import names_of_topics
from lms.exams.desk.showing import showing_of_draft
from lms.exams.desk.views.base import DeskDeed, DeskPage
from lms.exams.desk.wanted import Shelf
from lms.exams.intake.banks import bank_in_words
from lms.exams.intake.models import DraftState, ItemDraft
from lms.exams.intake.presentation import line_of_draft
from lms.exams.interchange.drafts import Kind


class BeginDraft(DeskPage):
    """Where a new question belongs, and of which kind it is."""

    access = WRITE
    page_title = gettext_lazy("Write a question")
    template_name = "exams/desk/begin.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = {name: self.request.GET.get(name, "") for name in ("bank", "kind", "use")}
        form = {"form": BeginForm(initial={name: value for name, value in asked.items() if value})}
        return super().get_context_data(**{**form, **kwargs})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = BeginForm(request.POST)
        if form.is_valid():
            given = form.cleaned_data
            new = NewDraft(given["bank"], Kind(given["kind"]), given["use"])
            with domain_errors_to_form(form):
                draft = operations.begin_draft(new=new, by=request.user, **self.who())
        if form.is_valid():
            return redirect("question_bank:edit", draft.uuid)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class DraftMixin(DeskPage):
    """One page about a draft."""

    @cached_property
    def draft(self) -> ItemDraft:
        return get_draft(self.kwargs["draft_uuid"])

    def address(self) -> str:
        return reverse("question_bank:draft", args=[self.kwargs["draft_uuid"]])

    def get_page_subtitle(self) -> str:
        return self.draft.stem[:40] or _("(no wording yet)")

    def further_crumbs(self) -> list[dict[str, str]]:
        label = self.draft.revises.code if self.draft.revises else _("Draft")
        own = {"url": self.address(), "label": label}
        return [own, *super().further_crumbs()]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = self.draft
        about = {
            "draft": draft,
            "bank": bank_in_words(draft.bank.code),
            "kind": kind_name(draft.kind),
            "topic": names_of_topics([draft])[draft.pk],
            "is_own": had_a_part(draft, self.request.user),
            "read_from": line_of_draft(draft) if draft.origin else None,
        }
        return super().get_context_data(**{**about, **kwargs})


class DraftPage(DraftMixin):
    """The draft as a candidate would see it, with its key, what is missing, and who had a part in it."""

    template_name = "exams/desk/draft.html"

    def get_page_title(self) -> str:
        return str(self.draft.get_state_display())

    def further_crumbs(self) -> list[dict[str, str]]:
        return super().further_crumbs()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = self.draft
        found = said(findings_of(draft)) if draft.state in (DraftState.OPEN, DraftState.SUBMITTED) else []
        steps = {step for step in rules.STEPS if rules.may_step(step, draft.state)}
        return super().get_context_data(
            **{"seen": showing_of_draft(draft).both(), "findings": found, "steps": steps, **kwargs}
        )


class DraftDeed(DraftMixin, DeskDeed):
    """One step of a draft."""

    access = WRITE

    def way_back(self) -> str:
        return self.address()

    def shelf(self, shelf: Shelf) -> str:
        """Return the list of a shelf."""
        return f"{reverse('question_bank:index')}?{urlencode({'shelf': shelf.value})}"


class SubmitDraft(DraftDeed):
    def deed(self) -> HttpResponse:
        form = RevisionForm(self.request.POST)
        revision = form.cleaned_data["revision"] if form.is_valid() else 0
        operations.submit_draft(
            uuid=self.kwargs["draft_uuid"], revision=revision, by=self.request.user, **self.who()
        )
        messages.success(self.request, _("Submitted. Another person reads it now."))
        return redirect(self.address())

    def way_back(self) -> str:
        return reverse("question_bank:edit", args=[self.kwargs["draft_uuid"]])


class TakeBackDraft(DraftDeed):
    def deed(self) -> HttpResponse:
        operations.take_back_draft(uuid=self.kwargs["draft_uuid"], **self.who())
        messages.success(self.request, _("Taken back. You can change it again."))
        return redirect("question_bank:edit", self.kwargs["draft_uuid"])


class DiscardDraft(DraftDeed):
    def deed(self) -> HttpResponse:
        operations.discard_draft(uuid=self.kwargs["draft_uuid"], **self.who())
        words = _("Put aside. You find it under “Discarded”.")
        back = format_html(' <a href="{}">{}</a>', self.address(), _("Show it"))
        messages.success(self.request, format_html("{}{}", words, back))
        return redirect(self.shelf(Shelf.OPEN))


class FetchDraft(DraftDeed):
    def deed(self) -> HttpResponse:
        operations.fetch_draft(uuid=self.kwargs["draft_uuid"], **self.who())
        messages.success(self.request, _("Fetched back. It is a draft again."))
        return redirect(self.address())
