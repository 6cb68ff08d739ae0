"""Employers before placement officers: a list to search, one employer with what looks like it, and the decisions."""

from typing import Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lms.accounts.employers import mails, queries
from lms.accounts.employers.deciding import decide, why_not_by
from lms.accounts.employers.desk.forms import (
    CHECKS,
    STANDINGS,
    AgainstForm,
    SearchForm,
    SecondStepForm,
    VerifyForm,
)
from lms.accounts.employers.second_steps import Seen, end_second_steps
from lms.accounts.queries import actor_of
from lms.core.access import AccessMixin, Roles
from lms.core.clock import now
from lms.core.enums import Role
from lms.core.faces import domain_errors_to_form
from lms.organisations.api import (
    FIRST_OF_TWO,
    WAIT_FOR_SECOND,
    Decision,
    Employer,
    EmployerDecision,
    Said,
    Standing,
    employers_that_stand,
    find_employer,
    may_come,
    standing_of,
)

ON_A_PAGE = 50
LOOKERS = Roles(Role.PLACEMENT_OFFICER, Role.ADMINISTRATOR)
OFFICERS = Roles(Role.PLACEMENT_OFFICER)
TITLE = gettext_lazy("Employers")
WORDS = dict(STANDINGS)


class EmployerPage(WagtailAdminTemplateMixin, AccessMixin, TemplateView):
    """A page of this desk; crumbs lead back to the list."""

    access = LOOKERS
    request: HttpRequest
    kwargs: dict[str, Any]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        own = [] if self.page_title is TITLE else [{"url": "", "label": str(self.page_title)}]
        index = {"url": reverse("employer_desk:index"), "label": str(TITLE)}
        return [*self.breadcrumbs_items, index, *own]


class EmployerList(EmployerPage):
    """Every employer; those that wait come first."""

    template_name = "accounts/employers/desk/index.html"
    page_title = TITLE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = SearchForm(self.request.GET)
        asked = form.cleaned_data if form.is_valid() else {"q": "", "standing": ""}
        page = Paginator(_found(asked), ON_A_PAGE).get_page(self.request.GET.get("p"))
        rows = [{"employer": row, "standing": WORDS[_standing_in(row)]} for row in page]
        address = urlencode({name: value for name, value in asked.items() if value})
        is_narrowed = any(asked.values())
        return super().get_context_data(
            form=form, page=page, rows=rows, address=address, is_narrowed=is_narrowed, **kwargs
        )


def _found(asked: dict[str, str]) -> QuerySet[Employer]:
    rows = employers_that_stand(Standing(asked["standing"]) if asked["standing"] else None)
    words = asked["q"].strip()
    if not words:
        return rows
    by = Q(name_zh__icontains=words) | Q(name_en__icontains=words) | Q(code__icontains=words)
    return rows.filter(by | Q(credit_code__icontains=words))


def _standing_in(row: Any) -> Standing:
    return standing_of(is_verified=row.is_verified, last=row.last_kind)


class OneEmployer(EmployerPage):
    """One employer, side by side with what may be taken for it, and everything that was decided."""

    template_name = "accounts/employers/desk/employer.html"
    page_title = gettext_lazy("Employer")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        employer = find_employer(self.kwargs["employer_uuid"])
        decisions = list(employer.decisions.order_by("number"))
        standing = standing_of(is_verified=employer.is_verified, last=decisions[-1].kind if decisions else "")
        names = queries.decided_by(decisions)
        return super().get_context_data(
            employer=employer,
            standing=WORDS[standing],
            needs_second=standing in WAIT_FOR_SECOND,
            deeds=_deeds(self.request, employer, standing),
            people=queries.everybody_of(employer.pk),
            may_help=OFFICERS.admits(self.request.user),
            look_alikes=queries.look_alikes_of(employer),
            decisions=[_said(row, names.get(row.by, "–")) for row in decisions],
            **kwargs,
        )


def _said(row: EmployerDecision, by: str) -> dict[str, Any]:
    checks = [str(words) for code, words in CHECKS if code in row.checks]
    return {"row": row, "by": by, "checks": checks}


def _deeds(request: HttpRequest, employer: Employer, standing: Standing) -> list[dict[str, Any]]:
    """Return what the reader may decide now."""
    return [
        {
            "url": reverse(f"employer_desk:{deed.name}", args=[employer.uuid]),
            "label": _("Leave it suspended")
            if (deed, standing) == (Suspend, Standing.LIFTING)
            else deed.page_title,
        }
        for deed in (Verify, Refuse, Suspend, Lift)
        if may_come(standing, deed.decision)
        and deed.access.admits(request.user)
        and not why_not_by(request.user, employer, deed.decision)  # type: ignore[arg-type]
    ]


class Deed(EmployerPage):
    """One decision, then back to the employer."""

    access = OFFICERS
    template_name = "accounts/employers/desk/deed.html"
    form_class: ClassVar[type[forms.Form]] = AgainstForm
    name: ClassVar[str]
    decision: ClassVar[Decision]
    done: ClassVar[Any]
    what_happens: ClassVar[Any]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.form_class())
        employer = find_employer(self.kwargs["employer_uuid"])
        return super().get_context_data(
            button=self.page_title,
            back=reverse("employer_desk:employer", args=[employer.uuid]),
            lacking=why_not_by(self.request.user, employer, self.decision),  # type: ignore[arg-type]
            about=employer.name,
            what_happens=self.what_happens,
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST)
        came_to = None
        if form.is_valid():
            said = Said(self.decision, form.cleaned_data.get("checks", ()), form.cleaned_data["note"])
            with domain_errors_to_form(form):
                came_to = decide(
                    employer_uuid=self.kwargs["employer_uuid"], said=said, actor=actor_of(request), now=now()
                )
        if came_to is None:
            return self.render_to_response(self.get_context_data(form=form), status=422)
        first = _("Written down. Something looks like this employer: another officer has to decide the same.")
        messages.success(request, first if came_to in FIRST_OF_TWO.values() else self.done)
        return redirect("employer_desk:employer", employer_uuid=self.kwargs["employer_uuid"])


class Verify(Deed):
    """Stand for an employer."""

    name, decision, form_class = "verify", Decision.VERIFIED, VerifyForm
    page_title = gettext_lazy("Verify the employer")
    done = gettext_lazy("The employer is verified. Its people may work here from now on.")
    what_happens = gettext_lazy(
        "Its people may check certificates, make keys and invite colleagues. "
        "Where something looks like it, two officers are needed."
    )


class Refuse(Deed):
    """Refuse an employer."""

    name, decision = "refuse", Decision.REFUSED
    page_title = gettext_lazy("Refuse the employer")
    done = gettext_lazy("The employer is refused.")
    what_happens = gettext_lazy("Its people may do nothing here, as before. You may verify it later.")


class Suspend(Deed):
    """Suspend an employer; administrators may, too."""

    access = LOOKERS
    name, decision = "suspend", Decision.SUSPENDED
    page_title = gettext_lazy("Suspend the employer")
    done = gettext_lazy("The employer is suspended. Sessions, keys and invitations have ended.")
    what_happens = gettext_lazy(
        "Its people are signed out at once, its keys are refused, its open invitations end."
    )


class Lift(Deed):
    """Lift a suspension."""

    name, decision = "lift", Decision.LIFTED
    page_title = gettext_lazy("Lift the suspension")
    done = gettext_lazy("The suspension is lifted.")
    what_happens = gettext_lazy(
        "Its people may work here again, and keys that were not revoked are accepted again. "
        "Where something looks like it, two officers are needed."
    )


class EndSecondStep(EmployerPage):
    """Help somebody who has lost every second step of the sign-in."""

    access = OFFICERS
    template_name = "accounts/employers/desk/deed.html"
    page_title = gettext_lazy("End the second step")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", SecondStepForm())
        user, employer = queries.find_employers_person(self.kwargs["employers_person_uuid"])
        what_happens = _(
            "This person is signed out and signs in with the password alone, and is told so by e-mail. "
            "A colleague who is an owner can do without you: remove this person, then invite the same address again."
        )
        return super().get_context_data(
            button=self.page_title,
            back=reverse("employer_desk:employer", args=[employer.uuid]),
            lacking="",
            about=f"{user.display_name} · {user.email} · {employer.name}",
            what_happens=what_happens,
            **kwargs,
        )

    def post(self, request: HttpRequest, employers_person_uuid: UUID) -> HttpResponse:
        user, employer = queries.find_employers_person(employers_person_uuid)
        form = SecondStepForm(request.POST)
        if form.is_valid():
            seen = Seen(frozenset(form.cleaned_data["evidence"]), form.cleaned_data["note"])
            with domain_errors_to_form(form):
                end_second_steps(
                    person_uuid=employers_person_uuid, seen=seen, actor=actor_of(request), now=now()
                )
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        mails.tell_second_step_ended(user.email)
        messages.success(request, _("The second step is ended. A letter tells this person."))
        return redirect("employer_desk:employer", employer_uuid=employer.uuid)
