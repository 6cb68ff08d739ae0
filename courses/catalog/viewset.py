"""The catalogue in Wagtail's menu: programmes to search and filter, and the addresses of their pages."""

from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import BasePermissionPolicy

from courses.catalog.models import Programme
from courses.catalog.policies import READ, READERS
from courses.catalog.queries import list_programmes
from courses.catalog.views import drafts, parts, reading
from lms.accounts.api import User
from lms.core.access import AccessMixin


class ProgrammePolicy(BasePermissionPolicy):
    """Wagtail may show programmes to who reads the catalogue; changes go through our own pages."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action == "view" and READ.admits(user)

    def user_has_permission_for_instance(self, user: User, action: str, instance: Programme) -> bool:
        return self.user_has_permission(user, action)

    def instances_user_has_any_permission_for(self, user: User, actions: Any) -> QuerySet[Programme]:
        allowed = "view" in actions and READ.admits(user)
        return Programme.objects.all() if allowed else Programme.objects.none()

    def users_with_any_permission(self, actions: Any) -> QuerySet[User]:
        roles = [role.value for role in READERS]
        held = User.objects.filter(role_assignments__role__in=roles, role_assignments__ended_at__isnull=True)
        return held.distinct() if "view" in actions else User.objects.none()


class ProgrammeIndex(AccessMixin, generic.IndexView):
    """The list of programmes."""

    access = READ
    default_ordering = "code"
    page_title = gettext_lazy("Programmes and versions")

    def get_base_queryset(self) -> QuerySet[Programme]:
        return list_programmes()

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label=_("Programme"), sort_key="title_zh", get_url=_address),
            Column("code", label=capfirst(_("code")), sort_key="code"),
            Column("kind", label=capfirst(_("kind")), accessor="get_kind_display", sort_key="kind"),
            Column("occupation", label=_("Occupation"), accessor=_occupation),
            Column("newest", label=_("Published version"), sort_key="newest", accessor=_newest),
            Column("drafts", label=_("Draft"), accessor=_draft),
        ]


def _address(programme: Programme) -> str:
    return reverse("programmes:programme", args=[programme.uuid])


def _occupation(programme: Programme) -> str:
    if programme.occupation is None:
        return "–"
    level = programme.get_level_display()
    return f"{programme.occupation.title} · {level}" if level else programme.occupation.title


def _newest(programme: Any) -> str:
    return str(programme.newest or "–")


def _draft(programme: Any) -> str:
    return _("in work") if programme.drafts else "–"


class ProgrammeViewSet(ModelViewSet):
    """Only the addresses named here exist: Wagtail's own adding, editing, copying and deleting do not."""

    model = Programme
    name = "programmes"
    icon = "list-ul"
    menu_label = gettext_lazy("Programmes")
    menu_order = 140
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = ProgrammeIndex
    form_fields = ("code",)  # demanded by Wagtail; no form is mounted
    list_filter = ("kind",)
    search_fields = ("code", "title_zh", "title_en")
    search_backend_name = None
    list_per_page = 50

    def get_urlpatterns(self) -> list[URLPattern]:
        version, part = "versions/<uuid:version_uuid>/", "<slug:part>/<uuid:part_uuid>/"
        programme = "<uuid:programme_uuid>/"
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path(programme, reading.ProgrammePage.as_view(), name="programme"),
            path(f"{programme}compare/", reading.CompareVersions.as_view(), name="compare"),
            path(f"{programme}begin/", drafts.BeginDraft.as_view(), name="begin_draft"),
            path(version, reading.VersionPage.as_view(), name="version"),
            path(f"{version}draft/", drafts.DraftPage.as_view(), name="draft"),
            path(f"{version}facts/", drafts.DraftFacts.as_view(), name="facts"),
            path(f"{version}publish/", drafts.PublishVersion.as_view(), name="publish"),
            path(f"{version}discard/", drafts.DiscardDraft.as_view(), name="discard"),
            path(f"{version}add/{part}", parts.AddPart.as_view(), name="add_part"),
            path(f"{version}change/{part}", parts.ChangePart.as_view(), name="change_part"),
            path(f"{version}move/{part}", parts.MovePart.as_view(), name="move_part"),
            path(f"{version}remove/{part}", parts.RemovePart.as_view(), name="remove_part"),
            path(
                f"{version}prerequisites/<uuid:part_uuid>/",
                parts.Prerequisites.as_view(),
                name="prerequisites",
            ),
        ]

    def register_admin_url_finder(self) -> None:
        """Nothing to find: there is no edit page of Wagtail's."""
