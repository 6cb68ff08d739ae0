"""Appeals in Wagtail's menu of sittings: a list to search and filter, and the addresses of their pages."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from lms.accounts.api import User
from lms.core.clock import local_date, now
from lms.core.sentences import in_brackets
from lms.exams.appeals.models import Appeal, AppealState
from lms.exams.appeals.policies import REVIEW, SITE, appeals_visible_to, either
from lms.exams.appeals.presentation import left_in_words, moment, state_in_words
from lms.exams.appeals.queries import appeals_waiting_for, list_appeals
from lms.exams.appeals.subject import subject_of_appeal
from lms.exams.appeals.views import documents, filing, further, reviewing
from lms.exams.paperdesk.viewset import DeskIndex, DeskPolicy, DeskViewSet, NamedColumn
from lms.exams.sittingdesk.policies import sites_of
from lms.exams.sittingdesk.viewset import MENU

SITTING = "attempt__candidate__sitting__"
PRACTICAL = "practical_result__candidate__examination__"


class AppealPolicy(DeskPolicy):
    """Wagtail may show appeals to who works at the desk."""

    rule = REVIEW

    def rows(self, user: User) -> QuerySet[Appeal]:
        return appeals_visible_to(user)


def _own_sites(request: Any) -> QuerySet[Any]:
    return sites_of(request.user).order_by("code")


class AppealFilters(WagtailFilterSet):
    """By state, site and examination."""

    state = django_filters.ChoiceFilter(label=pgettext_lazy("appeal", "State"), choices=AppealState.choices)
    site = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Training site"), queryset=_own_sites, method="at_site"
    )
    examination = django_filters.CharFilter(
        label=gettext_lazy("Code of the examination"),
        method="of_examination",
    )

    def at_site(self, rows: QuerySet[Appeal], _name: str, site: Any) -> QuerySet[Appeal]:
        return rows.filter(either(SITE, site))

    def of_examination(self, rows: QuerySet[Appeal], _name: str, code: str) -> QuerySet[Appeal]:
        codes = (f"{SITTING}scheme__code__iexact", f"{PRACTICAL}scheme__code__iexact")
        return rows.filter(either(codes, code))

    class Meta:
        model = Appeal
        fields: ClassVar[list[str]] = []


class AppealIndex(DeskIndex):
    """The appeals at the user's sites, those that wait longest first."""

    access = REVIEW
    default_ordering = "waits_until"
    page_title = gettext_lazy("Appeals")
    results_template_name = "exams/appeals/results.html"

    def get_base_queryset(self) -> QuerySet[Appeal]:
        return list_appeals(self.request.user)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add how many wait, and how many of these are late."""
        found = appeals_waiting_for(self.request.user, today=local_date(now()))
        return super().get_context_data(*args, waiting=found.number, late=found.late, **kwargs)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(_("Rules of appeals"), url=reverse("appeals:rules"), icon_name="list-ul"),
            HeaderButton(_("As text (csv)"), url=self._file(), icon_name="download"),
        ]

    def _file(self) -> str:
        asked = self.request.GET.urlencode()
        return reverse("appeals:file") + (f"?{asked}" if asked else "")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("candidate", label=_("Candidate"), accessor=_candidate, get_url=_address),
            NamedColumn(
                "examination", label=_("Examination"), accessor=lambda row: subject_of_appeal(row).title
            ),
            NamedColumn(
                "site",
                label=_("Training site"),
                accessor=lambda row: subject_of_appeal(row).site.name,
                sort_key="place",
            ),
            NamedColumn(
                "filed",
                label=pgettext("appeal", "Filed on"),
                accessor=lambda row: moment(row.filed_at),
                sort_key="filed_at",
            ),
            NamedColumn("state", label=pgettext("appeal", "State"), accessor=_state, sort_key="state"),
            NamedColumn("left", label=_("Days left"), accessor=_left, sort_key="waits_until"),
        ]


def _candidate(row: Appeal) -> str:
    candidate = row.candidate
    return f"{candidate} {candidate.enrolment.person.full_name}"


def _state(row: Any) -> str:
    """Return state or decision, and whether somebody still has to make the new result."""
    return (
        in_brackets(state_in_words(row), _("new result to be made"))
        if row.is_marked_again
        else state_in_words(row)
    )


def _left(row: Appeal) -> str:
    return left_in_words(row, today=local_date(now()))


def _address(row: Appeal) -> str:
    return reverse("appeals:appeal", args=[row.uuid])


class AppealViewSet(DeskViewSet):
    """Appeals with their pages."""

    model = Appeal
    name = "appeals"
    menu_hook = MENU
    icon = "comment"
    menu_label = gettext_lazy("Appeals")
    menu_order = 17
    index_view_class = AppealIndex
    form_fields = ("text",)  # demanded by Wagtail; no form is mounted
    filterset_class = AppealFilters
    search_fields = (
        f"{SITTING}title_zh",
        f"{SITTING}title_en",
        f"{SITTING}scheme__code",
        "attempt__candidate__enrolment__person__full_name",
        "attempt__candidate__enrolment__person__former_names",
        f"{PRACTICAL}scheme__title_zh",
        f"{PRACTICAL}scheme__title_en",
        f"{PRACTICAL}scheme__code",
        "practical_result__candidate__enrolment__person__full_name",
        "practical_result__candidate__enrolment__person__former_names",
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        one = "<uuid:appeal_uuid>/"
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("file/", documents.AppealsFile.as_view(filters=AppealFilters), name="file"),
            path("rules/", filing.AppealRulesPage.as_view(), name="rules"),
            path("new/<uuid:attempt_uuid>/", filing.NewAppealPage.as_view(), name="new"),
            path(
                "new-practical/<uuid:practical_result_uuid>/",
                filing.NewPracticalAppealPage.as_view(),
                name="new_practical",
            ),
            path(one, reviewing.AppealPage.as_view(), name="appeal"),
            path(f"{one}take/", reviewing.TakePage.as_view(), name="take"),
            path(f"{one}give-back/", reviewing.GiveBackPage.as_view(), name="give_back"),
            path(f"{one}case/", reviewing.CasePage.as_view(), name="case"),
            path(f"{one}decide/", reviewing.DecidePage.as_view(), name="decide"),
            path(f"{one}settle/", further.SettlePage.as_view(), name="settle"),
            path(f"{one}print/<slug:document>/<slug:language>/", documents.PrintPage.as_view(), name="print"),
        ]
