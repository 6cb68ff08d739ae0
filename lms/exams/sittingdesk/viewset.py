"""Sittings in Wagtail's menu: a list to search and filter, and the addresses of their pages."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from lms.accounts.api import User
from lms.exams.handmarking import officer_views
from lms.exams.paperdesk.viewset import DeskIndex, DeskPolicy, DeskViewSet, NamedColumn
from lms.exams.reserve.desk_urls import desk_patterns
from lms.exams.sittingdesk.policies import PLAN, sites_of, sittings_planned_by
from lms.exams.sittingdesk.queries import list_sittings
from lms.exams.sittingdesk.views import candidates, documents, entries, plan, seats
from lms.exams.sittings.models import Sitting, SittingState

MENU = "register_sittings_menu_item"


class SittingPolicy(DeskPolicy):
    """Wagtail may show sittings to who plans them."""

    rule = PLAN

    def rows(self, user: User) -> QuerySet[Sitting]:
        return sittings_planned_by(user)


def _own_sites(request: Any) -> QuerySet[Any]:
    return sites_of(request.user).order_by("code")


class PlaceFilters(WagtailFilterSet):
    """By site and examination: for every list of sittings."""

    site = django_filters.ModelChoiceFilter(label=gettext_lazy("Training site"), queryset=_own_sites)
    examination = django_filters.CharFilter(
        label=gettext_lazy("Code of the examination"), field_name="scheme__code", lookup_expr="iexact"
    )

    class Meta:
        model = Sitting
        fields: ClassVar[list[str]] = []


class SittingFilters(PlaceFilters):
    """By state, site and examination."""

    state = django_filters.ChoiceFilter(label=pgettext_lazy("sitting", "State"), choices=SittingState.choices)


class SittingIndex(DeskIndex):
    """The user's sittings, the newest first."""

    access = PLAN
    default_ordering = "-opens_at"
    page_title = gettext_lazy("Sittings")
    results_template_name = "exams/sittings/results.html"

    def get_base_queryset(self) -> QuerySet[Sitting]:
        return list_sittings(self.request.user)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(_("New sitting"), url=reverse("sittings:new"), icon_name="plus"),
            HeaderButton(_("Calendar"), url=reverse("sittings:calendar"), icon_name="calendar-alt"),
        ]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label=_("Sitting"), sort_key="title_zh", get_url=_address),
            NamedColumn("opens_at", label=_("When"), accessor=_when, sort_key="opens_at"),
            NamedColumn("site", label=_("Training site"), accessor="site.name", sort_key="site__code"),
            NamedColumn("room", label=pgettext_lazy("classroom", "Room"), accessor="room.name"),
            NamedColumn("state", label=pgettext_lazy("sitting", "State"), accessor="get_state_display"),
            NamedColumn("admitted", label=_("Candidates"), accessor=_share, sort_key="admitted"),
            NamedColumn("watching", label=_("Invigilators"), accessor="watching"),
        ]


def _address(row: Any) -> str:
    return reverse("sittings:sitting", args=[row.uuid])


def _when(row: Sitting) -> str:
    return date_format(localtime(row.opens_at), "Y-m-d H:i")


def _share(row: Any) -> str:
    return _("%(admitted)d of %(seats)d seats") % {"admitted": row.admitted, "seats": row.room.seats}


class SittingViewSet(DeskViewSet):
    """Sittings with everything that is planned for them."""

    model = Sitting
    name = "sittings"
    menu_hook = MENU
    icon = "calendar-alt"
    menu_label = gettext_lazy("Sittings")
    menu_order = 10
    index_view_class = SittingIndex
    form_fields = ("title_zh",)  # demanded by Wagtail; no form is mounted
    filterset_class = SittingFilters
    search_fields = ("title_zh", "title_en", "scheme__code", "room__name")

    def get_urlpatterns(self) -> list[URLPattern]:
        sitting = "<uuid:sitting_uuid>/"
        candidate = f"{sitting}candidates/<uuid:candidate_uuid>/"
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("calendar/", plan.CalendarPage.as_view(), name="calendar"),
            path("new/", plan.NewSittingPage.as_view(), name="new"),
            path("rules/", plan.RulesPage.as_view(), name="rules"),
            path("marking-rules/", officer_views.MarkingRulesPage.as_view(), name="marking_rules"),
            path(sitting, plan.SittingOverview.as_view(), name="sitting"),
            path(f"{sitting}change/", plan.ChangeSitting.as_view(), name="change"),
            path(f"{sitting}cancel/", plan.CancelSitting.as_view(), name="cancel"),
            path(f"{sitting}invigilators/", plan.InvigilatorsPage.as_view(), name="invigilators"),
            path(f"{sitting}safe-browser/", plan.SafeBrowserPage.as_view(), name="safe_browser"),
            path(f"{sitting}candidates/", candidates.CandidatesPage.as_view(), name="candidates"),
            path(f"{sitting}candidates/file/", candidates.CandidatesFile.as_view(), name="candidates_file"),
            path(f"{candidate}take-out/", candidates.TakeOut.as_view(), name="take_out"),
            path(f"{candidate}arrange/", candidates.ArrangePage.as_view(), name="arrange"),
            path(f"{candidate}seat/", seats.MoveCandidate.as_view(), name="move"),
            path(f"{sitting}marking/", officer_views.MarkingPage.as_view(), name="marking"),
            path(f"{sitting}markers/", officer_views.MarkersPage.as_view(), name="markers"),
            path(
                f"{sitting}markers/<uuid:marker_uuid>/dismiss/",
                officer_views.DismissMarker.as_view(),
                name="dismiss_marker",
            ),
            path(
                f"{sitting}marking/<uuid:attempt_uuid>/<uuid:item_uuid>/",
                officer_views.DecideMarksPage.as_view(),
                name="decide_marks",
            ),
            path(f"{sitting}entries/", entries.EntriesPage.as_view(), name="entries"),
            path(f"{sitting}seats/", seats.SeatsPage.as_view(), name="seats"),
            *desk_patterns(sitting),
            path(
                f"{sitting}print/<slug:document>/<slug:language>/",
                documents.PrintPage.as_view(),
                name="print",
            ),
        ]
