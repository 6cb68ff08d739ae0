"""Examinations in Wagtail's menu: a list to search and filter, and the addresses of their pages."""

from typing import Any, ClassVar

import django_filters
from django.db.models import Count, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies.base import BasePermissionPolicy

from lms.accounts.api import User
from lms.core.access import AccessMixin, Rule
from lms.core.enums import Role
from lms.core.numbers import plain
from lms.exams.intake.banks import bank_in_words, names_of_banks
from lms.exams.paperdesk.choices import banks_of_schemes
from lms.exams.paperdesk.policies import DRAW, OFFICER_ROLES
from lms.exams.paperdesk.views import editor, orders, schemes
from lms.exams.papers.models import ExaminationScheme
from lms.exams.papers.queries import newest_schemes

MENU = "register_papers_menu_item"


class DeskPolicy(BasePermissionPolicy):
    """Wagtail may show these rows to who works at the desk; changes go through our own pages."""

    rule: Rule = DRAW
    roles: tuple[Role, ...] = OFFICER_ROLES

    def user_has_permission(self, user: User, action: str) -> bool:
        return action == "view" and self.rule.admits(user)

    def user_has_permission_for_instance(self, user: User, action: str, instance: Any) -> bool:
        return self.instances_user_has_any_permission_for(user, [action]).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: User, actions: Any) -> QuerySet[Any]:
        rows = self.rows(user)
        return rows if "view" in actions and self.rule.admits(user) else rows.none()

    def rows(self, user: User) -> QuerySet[Any]:
        """Return what of them is the user's."""
        rows: QuerySet[Any] = self.model._default_manager.all()
        return rows

    def users_with_any_permission(self, actions: Any) -> QuerySet[User]:
        roles = [role.value for role in self.roles]
        held = User.objects.filter(role_assignments__role__in=roles, role_assignments__ended_at__isnull=True)
        return held.distinct() if "view" in actions else User.objects.none()


class NamedColumn(Column):
    """A column whose cells carry its name, for narrow screens, where the list has no head."""

    cell_template_name = "exams/papers/cell.html"


class DeskIndex(AccessMixin, generic.IndexView):
    """A list of the desk, each row below the other on a narrow screen."""

    template_name = "exams/papers/index.html"


class SchemeFilters(WagtailFilterSet):
    """By bank."""

    bank = django_filters.ChoiceFilter(label=gettext_lazy("Bank"), choices=banks_of_schemes)

    class Meta:
        model = ExaminationScheme
        fields: ClassVar[list[str]] = []


class SchemeIndex(DeskIndex):
    """The list of examinations, each at its newest version."""

    access = DRAW
    default_ordering = "code"
    page_title = gettext_lazy("Examinations and blueprints")
    results_template_name = "exams/papers/schemes_results.html"

    def get_base_queryset(self) -> QuerySet[ExaminationScheme]:
        return newest_schemes().annotate(papers_drawn=Count("papers"))

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("New examination"), url=reverse("schemes:begin"), icon_name="plus")]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label=_("Examination"), sort_key="title_zh", get_url=_address),
            NamedColumn("code", label=capfirst(_("code")), sort_key="code"),
            NamedColumn("bank", label=_("Bank"), accessor=self._bank, sort_key="bank"),
            NamedColumn("number", label=_("Newest version"), sort_key="number"),
            NamedColumn(
                "minutes", label=_("Minutes"), accessor="duration_minutes", sort_key="duration_minutes"
            ),
            NamedColumn("pass", label=_("Pass mark"), accessor=lambda row: f"{plain(row.pass_percent)} %"),
            NamedColumn("papers", label=_("Papers of it"), accessor="papers_drawn", sort_key="papers_drawn"),
        ]

    @cached_property
    def _names(self) -> dict[str, str]:
        return names_of_banks()

    def _bank(self, row: ExaminationScheme) -> str:
        return bank_in_words(row.bank, self._names) or "–"


def _address(row: ExaminationScheme) -> str:
    return reverse("schemes:scheme", args=[row.uuid])


class DeskViewSet(ModelViewSet):
    """Only the addresses named here exist: Wagtail's own adding, editing, copying and deleting do not."""

    menu_hook = MENU
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    search_backend_name = None
    list_per_page = 50

    def register_admin_url_finder(self) -> None:
        """Nothing to find: there is no edit page of Wagtail's."""


class SchemeViewSet(DeskViewSet):
    """Examinations with their versions."""

    model = ExaminationScheme
    name = "schemes"
    icon = "list-ul"
    menu_label = gettext_lazy("Examinations and blueprints")
    menu_order = 10
    index_view_class = SchemeIndex
    form_fields = ("code",)  # demanded by Wagtail; no form is mounted
    filterset_class = SchemeFilters
    search_fields = ("code", "title_zh", "title_en")

    def get_urlpatterns(self) -> list[URLPattern]:
        scheme = "<uuid:scheme_uuid>/"
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", editor.NewExamination.as_view(), name="begin"),
            path(scheme, schemes.SchemeVersionPage.as_view(), name="scheme"),
            path(f"{scheme}compare/", schemes.CompareSchemes.as_view(), name="compare"),
            path(f"{scheme}new-version/", editor.NewVersion.as_view(), name="new_version"),
            path(f"{scheme}draw/", orders.OrderPapers.as_view(), name="order"),
        ]
