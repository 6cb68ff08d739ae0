"""The audit log in Wagtail's interface: a list to filter and take away, one entry, and how the chain stands."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lms.accounts.api import actor_of
from lms.auditing.forms import CheckForm, LogFilter, names_of_fields
from lms.auditing.operations import CHECK_JOB, ask_for_check, note_export
from lms.auditing.presentation import check_rows, entry_page, entry_rows, filter_in_codes, table_of
from lms.auditing.queries.checks import state_of_chain
from lms.auditing.queries.entries import find_entries, get_entry, page_of
from lms.auditing.words import OF_MARK
from lms.core.access import AccessMixin, Roles
from lms.core.audit import Mark
from lms.core.clock import now
from lms.core.enums import Role
from lms.core.ids import new_uuid
from lms.core.numbers import count_in
from lms.core.tables import MOST_EXPORTED, table_response

READERS = Roles(Role.AUDITOR)
# How the chain stands says nothing of what is in it.
CHECKERS = Roles(Role.AUDITOR, Role.ADMINISTRATOR)
ON_A_PAGE = 50


class LogPage(WagtailAdminTemplateMixin, AccessMixin, TemplateView):
    """A page about the trail."""

    access = READERS
    header_icon = "history"
    page_title = gettext_lazy("Audit log")
    request: HttpRequest
    kwargs: dict[str, Any]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        is_list = type(self) is LogList
        may_read = not is_list and READERS.admits(self.request.user)
        index = [{"url": reverse("audit_log:index"), "label": str(LogPage.page_title)}] if may_read else []
        return [*self.breadcrumbs_items, *index, {"url": "", "label": str(self.page_title)}]


class LogList(LogPage):
    """The entries, newest first. Reading is not written down: it tells no person's data (docs/decisions/0233)."""

    template_name = "auditing/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = LogFilter(self.request.GET)
        sought, page = chosen.sought(), None
        if sought is not None:
            before, after = (count_in(self.request.GET.get(name, "")) for name in ("before", "after"))
            page = page_of(find_entries(sought), number=ON_A_PAGE, before=before, after=after)
        return super().get_context_data(
            filter=chosen,
            page=page,
            rows=entry_rows(page.rows) if page else [],
            marks=[(OF_MARK + mark.value, mark.label) for mark in Mark],
            chosen=chosen.data.get("action", ""),
            address=address_of(self.request),
            most=MOST_EXPORTED,
            **kwargs,
        )


class Export(AccessMixin, View):
    """What a filter finds, as a file; that it was taken away is written down first."""

    access = READERS

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = LogFilter(request.GET)
        sought = chosen.sought()
        if sought is None:
            return redirect(f"{reverse('audit_log:index')}?{address_of(request)}")
        found = list(find_entries(sought)[: MOST_EXPORTED + 1])
        rows = found[:MOST_EXPORTED]
        codes = filter_in_codes(sought, action=chosen.cleaned_data["action"])
        note_export(sought=codes, rows=len(rows), actor=actor_of(request), now=now())
        head, table = table_of(rows, is_cut=len(found) > len(rows))
        return table_response(request, "audit-log", head=head, rows=table)


class EntryPage(LogPage):
    """All that is kept of one entry, but for the salt, without which short values cannot be guessed."""

    page_title = gettext_lazy("Entry of the audit log")
    template_name = "auditing/entry.html"

    def get_page_subtitle(self) -> str:
        return str(self.kwargs["number"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**entry_page(get_entry(self.kwargs["number"])), **kwargs)


class ChecksPage(LogPage):
    """How the chain stands, what checks found, and the way to check now."""

    access = CHECKERS
    header_icon = "lock"
    page_title = gettext_lazy("Seals and checks of the audit log")
    template_name = "auditing/checks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = state_of_chain(kind=CHECK_JOB, now=now())
        form = CheckForm(initial={"client_key": new_uuid()})
        return super().get_context_data(state=state, checks=check_rows(state.checks), form=form, **kwargs)


class CheckNow(AccessMixin, View):
    """Asks for a check of the whole chain."""

    access = CHECKERS

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CheckForm(request.POST)
        if form.is_valid():
            ask_for_check(client_key=form.cleaned_data["client_key"], actor=actor_of(request), now=now())
            messages.success(request, _("The audit log is being checked."))
        return redirect("audit_log:checks")


def address_of(request: HttpRequest) -> str:
    """Return what the address says of the filter, for ways to other pages of the list."""
    said = {name: request.GET.get(name, "") for name in names_of_fields()}
    return urlencode({name: value for name, value in said.items() if value})
