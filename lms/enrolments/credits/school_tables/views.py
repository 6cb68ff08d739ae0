"""Schools' credit tables before issuing officers: what counts, a proposal with its effect, the second officer."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from courses.catalog.api import PlannedRecognition
from lms.accounts.api import actor_of
from lms.core.access import AccessMixin
from lms.core.clock import local_date, now
from lms.core.errors import DomainError
from lms.core.faces import domain_errors_to_form
from lms.core.tables import table_response
from lms.enrolments.credits.school_tables import queries
from lms.enrolments.credits.school_tables.effect import Effect, effect_of
from lms.enrolments.credits.school_tables.forms import TableForm, first_values
from lms.enrolments.credits.school_tables.models import SchoolCreditTable, TableState
from lms.enrolments.credits.school_tables.operations import (
    NewTable,
    check_table,
    decide_table,
    propose_table,
)
from lms.enrolments.credits.school_tables.policies import OFFICERS
from lms.enrolments.credits.school_tables.presentation import history_rows, kind_rows, limit_text
from lms.enrolments.credits.school_tables.rules import table_of

MOST_SHOWN = 100


class TablesPage(WagtailAdminTemplateMixin, AccessMixin, TemplateView):
    """A page about credit tables; crumbs lead back to the list."""

    access = OFFICERS
    header_icon = "table"
    page_title = gettext_lazy("Credit tables")
    request: HttpRequest
    kwargs: dict[str, Any]

    def crumbs(self) -> list[dict[str, str]]:
        """Return what stands between the list and this page, and this page."""
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        index = {"url": reverse("credit_tables:index"), "label": str(TablesPage.page_title)}
        return [*self.breadcrumbs_items, index, *self.crumbs()]


class Tables(TablesPage):
    """Every programme for each of the officer's schools: what counts today, what waits, what comes."""

    template_name = "enrolments/credit_tables/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = queries.list_subjects(self.request.user, day=local_date(now()))  # type: ignore[arg-type]
        several = len({row.school.pk for row in rows}) > 1
        return super().get_context_data(rows=rows, several=several, **kwargs)


class ProgrammePage(TablesPage):
    """A page about one programme at one school."""

    @cached_property
    def subject(self) -> Any:
        """Return the school, the plan of the newest version, and the programme."""
        keys = (self.kwargs["tabled_school_uuid"], self.kwargs["tabled_programme_uuid"])
        return queries.get_subject(self.request.user, *keys)  # type: ignore[arg-type]

    @cached_property
    def history(self) -> list[SchoolCreditTable]:
        """Return every table of this programme at this school."""
        school, _plan, programme = self.subject
        return queries.list_history(self.request.user, school, programme)  # type: ignore[arg-type]

    def crumbs(self) -> list[dict[str, str]]:
        return [{"url": "", "label": self.subject[2].title}]

    def get_page_subtitle(self) -> str:
        return str(self.subject[2].title)


class Propose(ProgrammePage):
    """What counts today, the form of another table with its effect, and the history."""

    template_name = "enrolments/credit_tables/programme.html"

    def counts(self) -> PlannedRecognition | None:
        """Return the table that counts today on the newest version."""
        _school, plan, _programme = self.subject
        own = [queries.planned(row) for row in self.history if row.state == TableState.AGREED]
        return table_of(own, plan.recognition, day=local_date(now()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        school, _plan, _programme = self.subject
        counts = self.counts()
        return super().get_context_data(
            school=school,
            programme=self.subject[2],
            form=kwargs.pop("form", None) or TableForm(initial=first_values(counts)),
            counts=counts,
            limit=limit_text(counts) if counts else "",
            kinds=[row for row in kind_rows(counts, counts) if row[1]] if counts else [],
            history=self.history,
            waits=next((row for row in self.history if row.state == TableState.WAITING), None),
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = TableForm(request.POST)
        school, _plan, programme = self.subject
        if form.is_valid():
            with domain_errors_to_form(form):
                if "propose" in request.POST:
                    return self.propose(form)
                check_table(form.table(), programme, now=now())
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        shown = shown_effect(form.table(), self.counts(), school, programme)
        return self.render_to_response(self.get_context_data(form=form, **shown))

    def propose(self, form: TableForm) -> HttpResponse:
        """Keep the proposal of a right form."""
        school, _plan, programme = self.subject
        said = form.cleaned_data
        new = NewTable(school, programme, form.table(), said["reason"], self.request.user, said["key"])  # type: ignore[arg-type]
        row = propose_table(new=new, actor=actor_of(self.request), now=now())
        messages.success(
            self.request, _("The table is proposed. It counts once another issuing officer agrees.")
        )
        return redirect("credit_tables:table", row.uuid)


class Export(ProgrammePage):
    """The history of a programme's tables, to keep."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        head, rows = history_rows(self.history)
        return table_response(request, "credit-tables", head=head, rows=rows)


class Table(TablesPage):
    """One table: what it says, what it changes, and the decision."""

    template_name = "enrolments/credit_tables/table.html"

    @cached_property
    def table(self) -> SchoolCreditTable:
        """Return the table of the address."""
        return queries.get_table(self.request.user, self.kwargs["credit_table_uuid"])  # type: ignore[arg-type]

    def crumbs(self) -> list[dict[str, str]]:
        row = self.table
        url = reverse("credit_tables:programme", args=[row.school.uuid, row.programme.uuid])
        return [{"url": url, "label": row.programme.title}, {"url": "", "label": row.valid_from.isoformat()}]

    def get_page_subtitle(self) -> str:
        return f"{self.table.programme.title} · {self.table.valid_from.isoformat()}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, table = self.table, queries.planned(self.table)
        waits = row.state == TableState.WAITING
        more: dict[str, Any] = {"kinds": kind_rows(None, table)}
        if waits:
            more = shown_effect(table, self.before(), row.school, row.programme)
        return super().get_context_data(
            row=row,
            limit=limit_text(table),
            waits=waits,
            is_own=row.proposed_by_id == self.request.user.pk,
            is_over=row.valid_from < local_date(now()),
            **more,
            **kwargs,
        )

    def before(self) -> PlannedRecognition | None:
        """Return what would count on the first day without this table, on the newest version."""
        row, user = self.table, self.request.user
        _school, plan, _programme = queries.get_subject(user, row.school.uuid, row.programme.uuid)  # type: ignore[arg-type]
        own = queries.agreed_tables(row.school_id, row.programme_id)
        return table_of(own, plan.recognition, day=row.valid_from)


class Decide(Table):
    """Agrees to a table, or not."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row, is_agreed = self.table, "agree" in request.POST
        try:
            decide_table(
                table_uuid=row.uuid,
                is_agreed=is_agreed,
                by=request.user,  # type: ignore[arg-type]
                actor=actor_of(request),
                now=now(),
            )
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("credit_tables:table", row.uuid)
        done = _("The table counts from %(day)s on.") % {"day": row.valid_from}
        messages.success(request, done if is_agreed else _("The table is put aside. Nothing changes."))
        return redirect("credit_tables:table", row.uuid)


def shown_effect(
    table: PlannedRecognition, before: PlannedRecognition | None, school: Any, programme: Any
) -> dict[str, Any]:
    """Return what a page shows of the effect of a table."""
    effect: Effect = effect_of(table, school=school, programme=programme, today=local_date(now()))
    return {
        "effect": effect,
        "kinds_then": kind_rows(before, table),
        "people": effect.people[:MOST_SHOWN],
        "day": table.valid_from,
    }
