"""Pools of numbers before issuing officers: what is left of each, what was taken in vain and why, and a new one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from certificates.issuing.batches.desk.shown import officer_schools
from certificates.issuing.batches.desk.views import Page
from certificates.issuing.deskpages import OFFICERS
from certificates.issuing.numbers.desk.forms import PoolForm
from certificates.issuing.numbers.operations import examples_of, open_pool_of_school
from certificates.issuing.numbers.queries import list_pools, list_void, pooled_kinds
from lms.accounts.api import knows_own_secret
from lms.core.clock import local_date, now
from lms.core.faces import domain_errors_to_form
from lms.core.tables import table_response

VOID_ON_A_PAGE, MOST_EXPORTED = 50, 20_000


class Pools(Page):
    """Every pool of one's schools, and the numbers that never came into force."""

    access = OFFICERS
    template_name = "certificates/pools/index.html"
    page_title = gettext_lazy("Pools of numbers")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        schools = officer_schools(self.request.user)  # type: ignore[arg-type]
        page = Paginator(list_void(schools), VOID_ON_A_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(pools=list_pools(schools), page=page, **kwargs)


class VoidTable(Page):
    """The numbers that never came into force as a table to keep."""

    access = OFFICERS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = list_void(officer_schools(request.user))[:MOST_EXPORTED]  # type: ignore[arg-type]
        head = [_("Certificate number"), _("School"), pgettext("certificate", "Kind"), _("Day"), _("Reason")]
        table = [
            [
                row.number_id,
                str(row.number.credential.school),
                str(row.number.credential.get_kind_display()),
                f"{local_date(row.voided_at):%Y-%m-%d}",
                row.reason,
            ]
            for row in rows
        ]
        return table_response(request, "void-numbers", head=head, rows=table)


class NewPoolPage(Page):
    """Opens a pool, after a look at the numbers that it would give."""

    access = OFFICERS
    template_name = "certificates/pools/new.html"
    page_title = gettext_lazy("Open a pool of numbers")

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("batch_desk:pools"), str(Pools.page_title))]

    def form(self, *given: Any) -> PoolForm:
        """Return the form for the kinds that have pools today."""
        return PoolForm(self.request.user, pooled_kinds(local_date(now())), *given)  # type: ignore[arg-type]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.form())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form, examples = self.form(request.POST), []
        if "examples" in request.POST:
            form.ask_no_secret()
        if form.is_valid():
            with domain_errors_to_form(form):
                if "examples" in request.POST:
                    examples = examples_of(form.new(), now=now())
                elif knows_own_secret(request, form.cleaned_data["secret"]):
                    open_pool_of_school(form.new(), **self.who())
                else:
                    form.add_error("secret", _("This is not your password."))
        if examples:
            return self.render_to_response(self.get_context_data(form=form, examples=examples))
        if form.is_valid():
            messages.success(request, _("The pool is open. Numbers are drawn from it from now on."))
            return redirect("batch_desk:pools")
        return self.render_to_response(self.get_context_data(form=form), status=422)
