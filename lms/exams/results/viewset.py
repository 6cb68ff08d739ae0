"""Results in Wagtail's menu of sittings: the list of what was sat, and the addresses of its pages."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn

from lms.exams.absences import views as absences
from lms.exams.paperdesk.viewset import DeskIndex, DeskViewSet, NamedColumn
from lms.exams.results.policies import RELEASE
from lms.exams.results.presentation import STAGES
from lms.exams.results.queries import list_sittings
from lms.exams.results.views import moderation, papers, sets
from lms.exams.sittingdesk.viewset import MENU, PlaceFilters
from lms.exams.sittings.models import Sitting


class ResultsFilters(PlaceFilters):
    """By what comes next, site and examination."""

    stage = django_filters.ChoiceFilter(
        label=pgettext_lazy("results", "State"), choices=[(code, words) for code, words in STAGES.items()]
    )


class ResultsIndex(DeskIndex):
    """The user's sittings that were held, the newest first."""

    access = RELEASE
    default_ordering = "-opens_at"
    page_title = pgettext_lazy("examination", "Results")
    results_template_name = "exams/results/results.html"

    def get_base_queryset(self) -> QuerySet[Sitting]:
        return list_sittings(self.request.user)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label=_("Sitting"), sort_key="title_zh", get_url=_address),
            NamedColumn("opens_at", label=_("When"), accessor=_when, sort_key="opens_at"),
            NamedColumn("site", label=_("Training site"), accessor="site.name", sort_key="site__code"),
            NamedColumn("stage", label=pgettext("results", "State"), accessor=_stage, sort_key="stage"),
            NamedColumn("ended", label=_("Handed in"), accessor="ended", sort_key="ended"),
            NamedColumn("told", label=pgettext("results", "Released"), accessor="told", sort_key="told"),
        ]


def _address(row: Any) -> str:
    return reverse("results:sitting", args=[row.uuid])


def _when(row: Sitting) -> str:
    return date_format(localtime(row.opens_at), "Y-m-d H:i")


def _stage(row: Any) -> str:
    return str(STAGES[row.stage])


class ResultsViewSet(DeskViewSet):
    """Sittings with their results."""

    model = Sitting
    name = "results"
    menu_hook = MENU
    icon = "tick-inverse"
    menu_label = pgettext_lazy("examination", "Results")
    menu_order = 15
    index_view_class = ResultsIndex
    form_fields = ("title_zh",)  # demanded by Wagtail; no form is mounted
    filterset_class = ResultsFilters
    search_fields = ("title_zh", "title_en", "scheme__code", "room__name")

    def get_urlpatterns(self) -> list[URLPattern]:
        sitting, one = "<uuid:sitting_uuid>/", "sets/<uuid:result_set_uuid>/"
        excuse = "excuses/<uuid:excuse_uuid>/"
        document = "print/<slug:document>/<slug:language>/"
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path(sitting, moderation.SittingResults.as_view(), name="sitting"),
            path(f"{sitting}figures/", moderation.FiguresPage.as_view(), name="figures"),
            path(f"{sitting}freeze/", moderation.FreezePage.as_view(), name="freeze"),
            path(f"{sitting}file/", papers.ResultsFile.as_view(), name="file"),
            path(f"{sitting}{document}", papers.PrintPage.as_view(), name="print"),
            path(f"{sitting}absences/", absences.Absences.as_view(), name="absences"),
            path(f"{sitting}absences/<uuid:candidate_uuid>/", absences.AbsencePage.as_view(), name="absence"),
            path(f"{excuse}decide/", absences.DecideExcuse.as_view(), name="decide_excuse"),
            path(f"{excuse}back/", absences.TakeExcuseBack.as_view(), name="take_excuse_back"),
            path(one, sets.FrozenSet.as_view(), name="set"),
            path(f"{one}back/", sets.SendBack.as_view(), name="send_back"),
        ]
