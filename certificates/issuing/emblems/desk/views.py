"""A school's own logo and seal before its issuing officers: all versions, a new one, preview, another's approval."""

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
from certificates.issuing.emblems.desk.forms import EmblemForm
from certificates.issuing.emblems.frame import EMBLEMS
from certificates.issuing.emblems.models import Emblem
from certificates.issuing.emblems.operations import approve_emblem, close_emblem, propose_emblem
from certificates.issuing.emblems.queries import NONE, emblems_on, with_version
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.proposals.desk import ApproveVersion, CloseVersion, Versions
from certificates.issuing.proposals.queries import get_version
from certificates.issuing.wordings.preview import preview_of_nobody
from lms.core.access import AccessMixin
from lms.core.clock import local_date, now
from lms.core.faces import domain_errors_to_form


class Emblems(Versions):
    """Every version of the logos and seals of one's schools."""

    frame = EMBLEMS
    template_name = "certificates/emblems/index.html"
    page_title = gettext_lazy("Logo and seal")


class NewEmblemPage(Page):
    """A new version."""

    access = OFFICERS
    template_name = "certificates/emblems/new.html"
    page_title = gettext_lazy("New logo or seal")

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("batch_desk:emblems"), str(Emblems.page_title))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        first = {"from_date": local_date(now())}
        kwargs.setdefault("form", EmblemForm(self.request.user, initial=first))  # type: ignore[arg-type]
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = EmblemForm(request.user, request.POST, request.FILES)  # type: ignore[arg-type]
        if form.is_valid():
            with domain_errors_to_form(form):
                propose_emblem(form.new(), **self.who())
        if form.is_valid():
            messages.success(
                request,
                _("It is kept. Look at the preview; it holds when another issuing officer approves it."),
            )
            return redirect("batch_desk:emblems")
        return self.render_to_response(self.get_context_data(form=form), status=422)


class OneEmblem(AccessMixin, View):
    """What is shown of one version."""

    access = OFFICERS

    def emblem(self, emblem_uuid: UUID) -> Emblem:
        """Return a version of one of one's schools; :raises EmblemNotFound: when there is none."""
        row: Emblem = get_version(EMBLEMS, officer_schools(self.request.user), emblem_uuid)  # type: ignore[arg-type]
        return row


class EmblemPicture(OneEmblem):
    """The picture of a version."""

    def get(self, request: HttpRequest, emblem_uuid: UUID) -> HttpResponse:
        headers = {"Cache-Control": "private, max-age=3600"}
        content = bytes(self.emblem(emblem_uuid).content)
        return HttpResponse(content, content_type="image/png", headers=headers)


class PreviewEmblem(OneEmblem):
    """A void certificate of nobody with a version, beside what of the school is in force on its day."""

    def get(self, request: HttpRequest, emblem_uuid: UUID) -> HttpResponse:
        row = self.emblem(emblem_uuid)
        emblems = emblems_on([row.school_id], row.from_date).get(row.school_id, NONE)
        kind = CredentialKind.TRAINING_CERTIFICATE
        content = preview_of_nobody(row.school, kind, with_version(emblems, row), day=row.from_date)
        return paper("preview", content)


class ApproveEmblem(ApproveVersion):
    """Lets a version hold, after a look at it."""

    frame = EMBLEMS
    versions = Emblems, "batch_desk:emblems"
    template_name = "certificates/emblems/approve.html"
    page_title = gettext_lazy("Approve the logo or seal")
    button = page_title
    done = gettext_lazy("The logo or seal is approved.")

    def approve(self) -> None:
        approve_emblem(emblem_uuid=self.proposal.uuid, **self.who())


class CloseEmblem(CloseVersion):
    """Ends a version without approval."""

    frame = EMBLEMS
    versions = Emblems, "batch_desk:emblems"

    def do(self, form: Form) -> None:
        close_emblem(emblem_uuid=self.proposal.uuid, reason=form.cleaned_data["reason"], **self.who())
