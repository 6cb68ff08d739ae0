"""Versions of kinds before officers and administrators: what is in force, a proposal, its preview, the approval."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from certificates.issuing.batches.desk.shown import officer_schools
from certificates.issuing.closings import said_of
from certificates.issuing.deskpages import OFFICERS, ApprovalPage, ClosingPage, DeskPage, paper, settled
from certificates.issuing.kinds.desk.forms import VersionForm
from certificates.issuing.kinds.models import KindDefinition, KindProposal, Signatory
from certificates.issuing.kinds.operations import approve_version, checked, close_version, propose_version
from certificates.issuing.kinds.policies import may_approve, may_propose
from certificates.issuing.kinds.queries import definition_on, get_proposal, list_proposals, list_versions
from certificates.issuing.officers import names_of
from certificates.issuing.wordings.preview import Terms, preview_of_nobody
from lms.core.access import AccessMixin, Roles
from lms.core.clock import local_date, now
from lms.core.enums import Role
from lms.core.faces import domain_errors_to_form
from lms.core.sentences import enumerated
from lms.organisations.api import School

ADMINISTRATORS = Roles(Role.ADMINISTRATOR)
LOOKERS = Roles(Role.ISSUING_OFFICER, Role.ADMINISTRATOR)


class Page(DeskPage):
    """A page about kinds of certificates."""

    access = LOOKERS
    list_name = "kind_desk:index"
    list_title = gettext_lazy("Kinds of certificates")
    page_title = list_title
    header_icon = "doc-full"


class Kinds(Page):
    """Every version of every kind, and what waits for approval."""

    template_name = "certificates/kinds/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today, user = local_date(now()), self.request.user
        is_approver = may_approve(user)  # type: ignore[arg-type]
        versions, proposals = list_versions(), list(list_proposals())
        in_force = {row.kind: row.pk for row in reversed(versions) if row.from_date <= today}
        names = names_of(row.by for row in proposals)
        return super().get_context_data(
            versions=[(row, signatories_of(row), _standing(row, in_force, today)) for row in versions],
            proposals=[_Proposed(row, names.get(row.by, ""), user, is_approver, today) for row in proposals],
            is_officer=may_propose(user),  # type: ignore[arg-type]
            today=today,
            **kwargs,
        )


class _Proposed:
    """A proposal as the list shows it: in words how it ended, or what its reader may do."""

    def __init__(self, row: KindProposal, name: str, user: Any, is_approver: bool, today: date) -> None:
        self.is_own = row.by == user.uuid
        self.row, self.name, self.signed, self.ended = row, name, signatories_of(row), said_of(row)
        self.may_close = not self.ended and (self.is_own or is_approver)
        self.may_approve = not self.ended and is_approver and not self.is_own and row.from_date > today


class NewVersionPage(Page):
    """A proposal, looked at before it is kept."""

    access = OFFICERS
    template_name = "certificates/kinds/new.html"
    page_title = gettext_lazy("New version of a kind")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", VersionForm())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form, content = VersionForm(request.POST), b""
        if form.is_valid():
            with domain_errors_to_form(form):
                if "preview" in request.POST:
                    new = form.new()
                    checked(new, now=now())
                    terms = Terms(new.valid_months, new.has_principal)
                    content = _void(request, new.kind, new.from_date, terms)
                else:
                    propose_version(form.new(), **self.who())
        if content:
            return paper("preview", content)
        if form.is_valid():
            messages.success(
                request,
                _("The proposal is kept. It comes into force on its day when an administrator approves it."),
            )
            return redirect("kind_desk:index")
        return self.render_to_response(self.get_context_data(form=form), status=422)


class PreviewVersion(AccessMixin, View):
    """A void certificate of nobody by a proposed version."""

    access = LOOKERS

    def get(self, request: HttpRequest, kind_proposal_uuid: UUID) -> HttpResponse:
        row = get_proposal(kind_proposal_uuid)
        terms = Terms(row.valid_months, Signatory.PRINCIPAL in row.signatories)
        return paper("preview", _void(request, row.kind, row.from_date, terms))


class ApproveVersion(Page, ApprovalPage):
    """Lets a proposed version come into force, after a look at what changes."""

    access = ADMINISTRATORS
    template_name = "certificates/kinds/approve.html"
    page_title = gettext_lazy("Approve the version")
    button = page_title
    done = gettext_lazy("The version is approved.")

    @cached_property
    def proposal(self) -> KindProposal:
        return get_proposal(self.kwargs["kind_proposal_uuid"])

    def back(self) -> str:
        return reverse("kind_desk:index")

    def lacking(self) -> str:
        own = self.proposal.by == self.request.user.uuid  # type: ignore[union-attr]
        other = _("This comes from you. An administrator other than you decides.") if own else ""
        return settled(self.proposal) or other

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.proposal
        before = definition_on(row.kind, row.from_date)
        shown = {"before_signed": signatories_of(before), "signed": signatories_of(row)}
        return super().get_context_data(proposal=row, before=before, **shown, **kwargs)

    def approve(self) -> None:
        approve_version(proposal_uuid=self.proposal.uuid, **self.who())


class CloseVersion(Page, ClosingPage):
    """Ends a proposed version without approval."""

    page_title = ClosingPage.page_title  # type: ignore[assignment]  # that of the list comes first otherwise
    template_name = "enrolments/external/form.html"

    @cached_property
    def proposal(self) -> KindProposal:  # type: ignore[override]
        return get_proposal(self.kwargs["kind_proposal_uuid"])

    def back(self) -> str:
        return reverse("kind_desk:index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.proposal
        about = f"{row.get_kind_display()} · {row.from_date:%Y-%m-%d}"
        return super().get_context_data(about=about, **kwargs)

    def do(self, form: Form) -> None:
        close_version(proposal_uuid=self.proposal.uuid, reason=form.cleaned_data["reason"], **self.who())


def signatories_of(row: KindDefinition | KindProposal) -> str:
    """Return in words who stands on the paper."""
    return enumerated([Signatory(one).label for one in row.signatories])


def _standing(row: KindDefinition, in_force: dict[str, int], today: date) -> str:
    if row.from_date > today:
        return _("Not yet")
    return _("In force") if in_force[row.kind] == row.pk else _("Earlier")


def _void(request: HttpRequest, kind: str, day: date, terms: Terms) -> bytes:
    """Return a void certificate of nobody, of one's own school, or of any for an administrator."""
    own = officer_schools(request.user).first()  # type: ignore[arg-type]
    return preview_of_nobody(own or School.objects.order_by("name_zh")[0], kind, day=day, terms=terms)
