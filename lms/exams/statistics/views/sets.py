"""The list of sets, one set with its charts and its table of items, and setting one aside."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.errors import DomainError
from lms.core.faces import domain_errors_to_form
from lms.core.tables import csv_response
from lms.exams.intake.banks import bank_in_words, names_of_banks
from lms.exams.statistics import operations
from lms.exams.statistics.exporting import items_table, options_table, sets_table
from lms.exams.statistics.forms import ItemsForm, SetAsideForm
from lms.exams.statistics.policies import EDIT, sets_visible_to, sittings_reckoned_by
from lms.exams.statistics.presentation import sets as words
from lms.exams.statistics.presentation.items import chosen, row_of
from lms.exams.statistics.queries import get_sitting, sittings_to_reckon
from lms.exams.statistics.views.base import FiguresPage, SetMixin

PER_PAGE = 50
MOST_SITTINGS = 20


class SetsIndex(FiguresPage):
    """What there are figures of, and sittings that have none yet."""

    page_title = gettext_lazy("Statistics of questions")
    template_name = "exams/figures/index.html"

    def further_crumbs(self) -> list[dict[str, str]]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        sets = sets_visible_to(user).select_related("sitting__site")
        page = Paginator(sets, PER_PAGE).get_page(self.request.GET.get("p"))
        waiting = sittings_to_reckon(sittings_reckoned_by(user)) if EDIT.admits(user) else []
        names = names_of_banks()
        return super().get_context_data(
            rows=[
                {"set": row, "bank": bank_in_words(row.bank, names), "is_hidden": words.is_hidden(row)}
                for row in page
            ],
            page=page,
            sittings=waiting[:MOST_SITTINGS],
            **kwargs,
        )


class SetsFile(FiguresPage):
    """The list of sets as CSV."""

    http_method_names = ("get",)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        sets = sets_visible_to(request.user).select_related("sitting")
        return csv_response("sets", *sets_table(sets))


class SetPage(SetMixin):
    """A form in words and charts, and its items."""

    page_title = gettext_lazy("How a form did")
    template_name = "exams/figures/set.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        figure_set, figures = self.get_figure_set(), self.figures()
        return super().get_context_data(
            figure_set=figure_set,
            bank=bank_in_words(figure_set.bank),
            facts=words.facts_of(figure_set),
            notes=words.notes_of(figure_set),
            is_hidden=words.is_hidden(figure_set),
            histogram=words.histogram_of(figure_set),
            tenths=words.tenths_of(figure_set),
            scatter=words.scatter_of(figures),
            **self._rows([row_of(figure) for figure in figures]),
            **kwargs,
        )

    def _rows(self, rows: list[Any]) -> dict[str, Any]:
        form = ItemsForm(self.request.GET)
        said = form.cleaned_data if form.is_valid() else {"flag": "", "sort": ""}
        found = chosen(rows, flag=said["flag"], sort=said["sort"])
        query = self.request.GET.copy()
        query.pop("p", None)
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("p"))
        return {
            "form": form,
            "page": page,
            "page_rows": page.object_list,
            "query": query.urlencode(),
            "flagged": sum(bool(row.flags) for row in rows),
            "addresses": {row.code: row.address for row in rows},
        }


class SetItemsFile(SetMixin):
    """The items of a set as CSV."""

    http_method_names = ("get",)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return csv_response("questions", *items_table(self.figures()))


class SetOptionsFile(SetMixin):
    """The options of a set's items as CSV."""

    http_method_names = ("get",)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return csv_response("options", *options_table(self.figures()))


class SetAside(SetMixin):
    """Asks why, then lets a set count no longer."""

    access = EDIT
    page_title = gettext_lazy("Set figures aside")
    template_name = "exams/figures/set_aside.html"

    def further_crumbs(self) -> list[dict[str, str]]:
        return [*super().further_crumbs(), {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = {"form": SetAsideForm()}
        return super().get_context_data(**{"figure_set": self.get_figure_set(), **form, **kwargs})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = SetAsideForm(request.POST)
        row = self.get_figure_set()
        if form.is_valid():
            with domain_errors_to_form(form):
                operations.set_aside(
                    uuid=row.uuid,
                    reason=form.cleaned_data["reason"],
                    by=request.user,
                    actor=actor_of(request),
                    now=now(),
                )
        if form.is_valid():
            messages.success(request, _("These figures no longer count."))
            return redirect("figures:index")
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ReckonSitting(FiguresPage):
    """Has the figures of a sitting reckoned now."""

    access = EDIT
    http_method_names = ("post",)

    def post(self, request: HttpRequest, sitting_uuid: UUID, **kwargs: Any) -> HttpResponse:
        sitting = get_sitting(sittings_reckoned_by(request.user), sitting_uuid)
        try:
            row = operations.reckon_sitting(
                sitting_uuid=sitting.uuid, by=request.user, actor=actor_of(request), now=now()
            )
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("figures:index")
        if row is None:
            messages.warning(
                request, _("Nobody sat this examination for the first time: there is nothing to reckon.")
            )
            return redirect("figures:index")
        return redirect("figures:set", row.uuid)
