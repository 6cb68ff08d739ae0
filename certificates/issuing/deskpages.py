"""What the desks of officers share: pages with a way back to their list, deeds with a form, a button pressed."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from certificates.issuing.closings import is_open, said_of
from certificates.issuing.officers import ReasonForm, SecretForm
from lms.accounts.api import actor_of, knows_own_secret
from lms.core.access import AccessMixin, Roles
from lms.core.clock import now
from lms.core.enums import Role
from lms.core.errors import DomainError
from lms.core.faces import domain_errors_to_form

KEEPERS = Roles(Role.ISSUING_OFFICER, Role.REGISTRAR)
OFFICERS = Roles(Role.ISSUING_OFFICER)
OWN_DEED = gettext_lazy("This comes from you. Another issuing officer decides.")
NO_LONGER = gettext_lazy("Nothing is to be done here any more. It stands at: %(state)s")


class DeskPage(WagtailAdminTemplateMixin, AccessMixin, TemplateView):
    """A page of a desk; crumbs lead back to the list, which is the page with the list's own title."""

    access = KEEPERS
    list_name: str
    list_title: Any
    request: HttpRequest
    kwargs: dict[str, Any]

    def trail(self) -> list[tuple[str, str]]:
        """Return the pages between the list and this one."""
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        own = [] if self.page_title is self.list_title else [{"url": "", "label": str(self.page_title)}]
        index = {"url": reverse(self.list_name), "label": str(self.list_title)}
        between = [{"url": url, "label": label} for url, label in self.trail()]
        return [*self.breadcrumbs_items, index, *between, *own]

    def who(self) -> dict[str, Any]:
        """Return who and when, as the operations take it."""
        return {"actor": actor_of(self.request), "now": now()}


class NarrowedList(DeskPage):
    """A list that a form narrows, page by page; a subclass says what is found, and how its lines read."""

    on_a_page = 50

    @cached_property
    def form(self) -> forms.Form:
        """Return the form by which the list is narrowed."""
        raise NotImplementedError

    @cached_property
    def narrowed(self) -> dict[str, Any]:
        """Return what the list is narrowed to; to nothing where the address cannot be read."""
        said = self.form.cleaned_data if self.form.is_valid() else {}
        return {name: said.get(name) or "" for name in self.form.fields}

    def found(self) -> Any:
        """Return everything that is asked for, in order."""
        raise NotImplementedError

    def rows(self, found: Iterable[Any]) -> list[Any]:
        """Return lines about a part of it."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(self.found(), self.on_a_page).get_page(self.request.GET.get("p"))
        asked = {name: value for name, value in self.narrowed.items() if value}
        shown = {"form": self.form, "page": page, "rows": self.rows(page), "address": urlencode(asked)}
        return super().get_context_data(**shown, is_narrowed=bool(asked), **kwargs)


class DeedPage(DeskPage):
    """One deed: a form, then back to what it is about."""

    form_class: type[forms.Form] = ReasonForm
    button: Any
    done: Any

    def back(self) -> str:
        """Return the address of what the deed is about."""
        raise NotImplementedError

    def lacking(self) -> str:
        """Return in words why it cannot be done now, instead of the form; empty where it can. The domain decides."""
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.form_class())
        shared = {"button": self.button, "back": self.back(), "lacking": self.lacking()}
        return super().get_context_data(**shared, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        back = self.back()
        form = self.form_class(request.POST)
        if form.is_valid():
            with domain_errors_to_form(form):
                self.do(form)
        if form.is_valid():
            messages.success(request, self.done)
            return redirect(back)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def do(self, form: forms.Form) -> None:
        """Do what the form says."""
        raise NotImplementedError


class ApprovalPage(DeedPage):
    """A deed for which the officer's own password is asked again, as for a signature."""

    access = OFFICERS
    form_class = SecretForm

    def do(self, form: forms.Form) -> None:
        if knows_own_secret(self.request, form.cleaned_data["secret"]):
            self.approve()
        else:
            form.add_error("secret", _("This is not your password."))

    def approve(self) -> None:
        """Do what is approved."""
        raise NotImplementedError


class ClosingPage(DeedPage):
    """A proposal is withdrawn by who made it, or refused by who else may; the page says which."""

    done = gettext_lazy("The proposal is closed. It stays in the list with the reason.")
    proposal: Any

    @property
    def page_title(self) -> str:  # type: ignore[override]
        own = self.proposal.by == self.request.user.uuid  # type: ignore[union-attr]
        return _("Withdraw the proposal") if own else _("Refuse the proposal")

    button = page_title

    def lacking(self) -> str:
        return settled(self.proposal)


def settled(proposal: Any) -> str:
    """Return in words how a proposal ended, approved or not; empty where it waits."""
    if is_open(proposal):
        return ""
    return str(NO_LONGER) % {"state": said_of(proposal) or _("Approved")}


def paper(name: str, content: bytes) -> HttpResponse:
    """Return a PDF to be looked at; nothing keeps it."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


class Press(AccessMixin, View):
    """One press of a button, then back to what it is about."""

    access = KEEPERS
    done: Any

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        back = self.back()
        try:
            self.do(actor=actor_of(request), now=now())
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, self.done)
        return redirect(back)

    def back(self) -> str:
        """Return the address of what it is about."""
        raise NotImplementedError

    def do(self, **who: Any) -> None:
        """Do what the button says."""
        raise NotImplementedError
