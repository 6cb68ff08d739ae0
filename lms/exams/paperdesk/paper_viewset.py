"""Papers in Wagtail's menu: a list to search and filter, and the addresses of their pages and of drawings."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from lms.accounts.api import User
from lms.exams.paperdesk.policies import LOOK, LOOKER_ROLES, papers_visible_to
from lms.exams.paperdesk.queries import list_papers
from lms.exams.paperdesk.views import keys, orders, papers, takers
from lms.exams.paperdesk.viewset import DeskIndex, DeskPolicy, DeskViewSet, NamedColumn
from lms.exams.papers.models import PaperVersion

SEALS = {
    "sealed": pgettext_lazy("paper", "sealed"),
    "opened": pgettext_lazy("paper", "opened before its release"),
    "released": pgettext_lazy("paper", "released"),
}


class PaperPolicy(DeskPolicy):
    """Wagtail may show papers, without what is on them, to who draws them and to auditors."""

    rule = LOOK
    roles = LOOKER_ROLES

    def rows(self, user: User) -> QuerySet[PaperVersion]:
        return papers_visible_to(user, LOOKER_ROLES)


class PaperFilters(WagtailFilterSet):
    """By state and by examination."""

    seal = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=list(SEALS.items()))
    examination = django_filters.CharFilter(
        label=gettext_lazy("Code of the examination"), field_name="scheme__code", lookup_expr="iexact"
    )

    class Meta:
        model = PaperVersion
        fields: ClassVar[list[str]] = []


class PaperIndex(DeskIndex):
    """The papers that one may see, the newest first; nothing of what is on them."""

    access = LOOK
    default_ordering = "-created_at"
    page_title = pgettext_lazy("examination", "Papers")
    results_template_name = "exams/papers/papers_results.html"

    def get_base_queryset(self) -> QuerySet[PaperVersion]:
        return list_papers(self.request.user)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("code", label=pgettext("number", "Paper"), get_url=_address),
            NamedColumn("form", label=pgettext("papers", "Form"), accessor=lambda row: row.form_name or "–"),
            NamedColumn("examination", label=_("Examination"), accessor=lambda row: row.scheme.title),
            NamedColumn("seal", label=_("State"), accessor=lambda row: str(SEALS[row.seal])),
            NamedColumn("created_at", label=_("Drawn"), accessor=_drawn, sort_key="created_at"),
            NamedColumn("sat", label=_("Sittings"), accessor="sat", sort_key="sat"),
        ]


def _address(row: Any) -> str:
    return reverse("papers:paper", args=[row.uuid])


def _drawn(row: PaperVersion) -> str:
    return date_format(localtime(row.created_at), "Y-m-d H:i")


class PaperViewSet(DeskViewSet):
    """Papers, drawings, corrections of keys."""

    model = PaperVersion
    name = "papers"
    icon = "doc-full"
    menu_label = pgettext_lazy("examination", "Papers")
    menu_order = 20
    index_view_class = PaperIndex
    form_fields = ("seed",)  # demanded by Wagtail; no form is mounted
    filterset_class = PaperFilters
    search_fields = ("scheme__code", "scheme__title_zh", "scheme__title_en", "drawing__order__uuid", "sha256")

    def get_urlpatterns(self) -> list[URLPattern]:
        paper, order, key = "<uuid:paper_uuid>/", "drawings/<uuid:order_uuid>/", "keys/<uuid:proposal_uuid>/"
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("drawings/", orders.OrdersPage.as_view(), name="orders"),
            path(order, orders.OrderPage.as_view(), name="order"),
            path(f"{order}cancel/", orders.CancelOrder.as_view(), name="cancel_order"),
            path(f"{order}again/", orders.RetryOrder.as_view(), name="retry_order"),
            path(key, keys.ProposalPage.as_view(), name="proposal"),
            path(f"{key}apply/", keys.ApplyKey.as_view(), name="apply_key"),
            path(f"{key}withdraw/", keys.WithdrawKey.as_view(), name="withdraw_key"),
            path(paper, papers.PaperPage.as_view(), name="paper"),
            path(f"{paper}open/", papers.OpenPaper.as_view(), name="open"),
            path(f"{paper}release/", papers.ReleasePaper.as_view(), name="release"),
            path(f"{paper}key/", keys.CorrectKey.as_view(), name="correct_key"),
            path(f"{paper}candidates/", takers.TakersPage.as_view(), name="takers"),
        ]
