"""Pages for drafts: begin one, see it whole with ways to change it, its facts, publish, discard."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.catalog import operations
from courses.catalog.errors import (
    DraftExists,
    ProgrammeNotFound,
    VersionInUse,
    VersionNotFound,
    VersionNotReady,
)
from courses.catalog.forms import DraftForm
from courses.catalog.models import VersionState
from courses.catalog.policies import EDIT
from courses.catalog.presentation import difference_row, version_context
from courses.catalog.queries import get_programme, plan_of
from courses.catalog.rules import audit_diploma, compare_versions, reasons_against_publication
from courses.catalog.views.base import CatalogPage, DraftMixin
from courses.catalog.words import reason_text
from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.errors import InvalidInput
from lms.core.faces import domain_errors_to_form


class BeginDraft(CatalogPage):
    """Asks, then begins the next version as a copy of the newest."""

    access = EDIT
    page_title = gettext_lazy("Begin a new version")
    template_name = "catalog/begin_draft.html"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        programme = self.get_programme()
        try:
            draft = operations.create_draft_version(
                programme_uuid=programme.uuid, actor=actor_of(request), now=now()
            )
        except (
            DraftExists
        ) as error:  # a second click, or somebody else was faster: both go on with that draft
            messages.info(request, error.message)
            draft = programme.versions.filter(state=VersionState.DRAFT).first()
        if draft is None:  # discarded since
            return redirect("programmes:programme", programme.uuid)
        return redirect("programmes:draft", draft.uuid)


class DraftPage(DraftMixin):
    """The draft as a list of its parts, each with the ways to change it."""

    page_title = gettext_lazy("Edit the draft")
    template_name = "catalog/draft.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **version_context(self.get_version()),
            is_draft=self.get_version().state == VersionState.DRAFT,
            **kwargs,
        )


class DraftFacts(DraftMixin):
    """From when the draft is valid and what it rests on."""

    page_title = gettext_lazy("Dates and basis")
    template_name = "catalog/part_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        initial = model_to_dict(self.get_version(), fields=DraftForm.base_fields)
        form = {"form": DraftForm(initial=initial), "back": self.draft_address()}
        return super().get_context_data(**{**form, **kwargs})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = DraftForm(request.POST)
        if form.is_valid():
            with domain_errors_to_form(form):
                operations.change_draft(
                    version_uuid=self.version_uuid,
                    values=form.cleaned_data,
                    actor=actor_of(request),
                    now=now(),
                )
        if form.is_valid():
            return redirect(self.draft_address())
        return self.render_to_response(self.get_context_data(form=form), status=InvalidInput.status)


class DraftOnly(DraftMixin):
    """One step that only a draft has before it; who comes with a published version is told so."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.get_version().state == VersionState.DRAFT:
            return super().get(request, *args, **kwargs)
        messages.info(request, _("This version is published already."))
        return redirect("programmes:version", self.version_uuid)


class PublishVersion(DraftOnly):
    """Shows what is in the way, what to think about and what changes; then publishes for good."""

    page_title = gettext_lazy("Publish the version")
    template_name = "catalog/publish.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.get_version()
        plan = plan_of(version)
        published = version.programme.versions.filter(state=VersionState.PUBLISHED)
        before = published.select_related("programme__occupation").order_by("-number").first()
        differences = compare_versions(plan_of(before), plan) if before else []
        return super().get_context_data(
            reasons=[reason_text(reason) for reason in reasons_against_publication(plan)],
            warnings=[reason_text(reason) for reason in audit_diploma(plan)],
            differences=[difference_row(row) for row in differences],
            back=self.draft_address(),
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            operations.publish_version(version_uuid=self.version_uuid, actor=actor_of(request), now=now())
        except (
            VersionNotReady
        ) as refusal:  # changed since the page was shown; it is shown again with the reasons
            return self.render_to_response(self.get_context_data(), status=refusal.status)
        except VersionInUse:  # a second click, or somebody else was faster: it is what was wanted
            messages.info(request, _("This version is published already."))
        else:
            messages.success(request, _("The version is published. New enrolments get it."))
        return redirect("programmes:version", self.version_uuid)


class DiscardDraft(DraftOnly):
    """Asks, then removes the draft for good."""

    page_title = gettext_lazy("Discard the draft")
    template_name = "catalog/discard.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back=self.draft_address(), **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            programme = self.get_programme()
            operations.discard_draft(version_uuid=self.version_uuid, actor=actor_of(request), now=now())
        except VersionNotFound:  # a second click, or somebody else was faster
            messages.info(request, _("This draft is discarded already."))
            return self.back_without_draft()
        except VersionInUse:
            messages.warning(request, _("This version was published meanwhile, so it stays."))
            return redirect("programmes:version", self.version_uuid)
        messages.success(request, _("The draft is discarded."))
        return redirect("programmes:programme", programme.uuid)

    def back_without_draft(self) -> HttpResponse:
        """Lead to the programme that the form was about, as the draft says it no more; else to all programmes."""
        try:
            programme = get_programme(UUID(self.request.POST.get("programme", "")))
        except (ValueError, ProgrammeNotFound):
            return redirect("programmes:index")
        return redirect("programmes:programme", programme.uuid)
