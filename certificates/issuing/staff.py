"""The read-only list of credentials for registrars and issuing officers, within their own sites and schools."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import BasePermissionPolicy

from certificates.issuing.models import Credential
from certificates.issuing.named import name_on
from certificates.issuing.policies import STAFF, staff_sees
from certificates.issuing.queries import bearing_name
from lms.accounts.api import User


class CredentialPolicy(BasePermissionPolicy):
    """Wagtail asks here: staff with our roles may look at what they are in charge of, and change nothing."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action == "view" and user.is_authenticated and user.holds_any_role(frozenset(STAFF))

    def user_has_permission_for_instance(self, user: User, action: str, instance: Credential) -> bool:
        return self.user_has_permission(user, action) and staff_sees(user).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(
        self, user: User, actions: Iterable[str]
    ) -> QuerySet[Credential]:
        return staff_sees(user) if "view" in actions else Credential.objects.none()

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        return User.objects.none()


class CredentialIndexView(IndexView):
    """The list; each number leads to the credential's page."""

    page_title = _("Certificates")

    def get_base_queryset(self) -> QuerySet[Credential]:
        related = ("person", "school", "enrolment__version__programme")
        return staff_sees(self.request.user).select_related(*related)

    def search_queryset(self, queryset: QuerySet[Credential]) -> QuerySet[Credential]:
        """Find by the name that is printed, too: after a correction the records may still have the former one."""
        found = super().search_queryset(queryset)
        if not self.is_searching:
            return found
        printed = bearing_name(self.search_query)
        return queryset.filter(Q(pk__in=found.values("pk")) | Q(pk__in=printed.values("pk")))

    def get_edit_url(self, instance: Any) -> str | None:
        return None


class CredentialViewSet(ModelViewSet):
    model = Credential
    icon = "doc-full-inverse"
    menu_label = _("Certificates")
    add_to_admin_menu = True
    copy_view_enabled = False
    # Wagtail asks for form fields although there is no form.
    form_fields = ("state",)
    index_view_class = CredentialIndexView
    list_display = (
        TitleColumn(
            "number_id", label=_("Certificate number"), get_url=lambda row: page_of(row), sort_key="number"
        ),
        Column("name", label=_("Full name"), accessor=lambda row: name_on(row), sort_key="person__sort_name"),
        # Before what a telephone has no room for.
        Column("get_state_display", label=_("State"), sort_key="state"),
        Column("get_kind_display", label=_("Kind of document"), sort_key="kind"),
        Column("enrolment.version.programme", label=_("Programme")),
        Column("school", label=_("School"), sort_key="school__code"),
        Column("awarded_date", label=_("Awarded on"), sort_key="awarded_date"),
    )
    list_filter = ("kind", "state", "school", "awarded_date")
    search_fields = ("number__number", "person__full_name", "person__sort_name", "person__former_names")
    search_backend_name = None
    list_per_page = 50

    def get_urlpatterns(self) -> list[URLPattern]:
        """Leave out every address that could change something."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]


def page_of(credential: Credential) -> str:
    return reverse("certificates:credential", args=[credential.uuid])
