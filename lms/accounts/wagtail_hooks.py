"""People in Wagtail's interface: a list to read and three deeds; nothing is edited there."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail import hooks
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.account import NameEmailSettingsPanel
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from lms.accounts.employers.desk.addresses import ADDRESSES as EMPLOYER_ADDRESSES
from lms.accounts.employers.desk.views import LOOKERS
from lms.accounts.employers.desk.views import TITLE as EMPLOYERS
from lms.accounts.models import Person, User
from lms.accounts.policies import SIGN_IN_ROLES, people_managed_by
from lms.accounts.searches.listings import Listing, register_listing
from lms.accounts.searches.queries import searches_beside
from lms.accounts.searches.views import DropSearch, KeepSearch
from lms.accounts.views.people import NewCard, NewPin, RevealNumber
from lms.core.access import AccessMixin, Roles
from lms.core.menu import RuledMenuItem

READ = Roles(*SIGN_IN_ROLES)
SEARCHED = Listing("people", "people:index", READ, ("q", "ordering"))
register_listing(SEARCHED)


def _is_never_shown(panel: NameEmailSettingsPanel) -> bool:
    return False


# Wagtail asks here for a first and a last name, which we do not keep, and saves nothing else on the page without them.
NameEmailSettingsPanel.is_active = _is_never_shown


class PeoplePolicy(BasePermissionPolicy):
    """Wagtail may only show people, and only to who looks after their sign-in."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action == "view" and READ.admits(user)

    def user_has_permission_for_instance(self, user: User, action: str, instance: Person) -> bool:
        return action == "view" and people_managed_by(user).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: User, actions: Any) -> QuerySet[Person]:
        return people_managed_by(user) if "view" in actions else Person.objects.none()

    def users_with_any_permission(self, actions: Any) -> QuerySet[User]:
        roles = [role.value for role in SIGN_IN_ROLES]
        held = User.objects.filter(role_assignments__role__in=roles, role_assignments__ended_at__isnull=True)
        return held.distinct() if "view" in actions else User.objects.none()


register_permission_policy(Person, PeoplePolicy(Person))


class PeopleIndex(AccessMixin, generic.IndexView):
    """The list: own sites only, identity numbers masked; searches of it are kept."""

    access = READ
    template_name = "accounts/people/index.html"
    results_template_name = "accounts/people/results.html"
    default_ordering = "sort_name"

    def get_base_queryset(self) -> QuerySet[Person]:
        return people_managed_by(self.request.user)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        searches = searches_beside(self.request, SEARCHED)
        return super().get_context_data(*args, searches=searches, **kwargs)

    def get_inspect_url(self, instance: Person) -> str:
        return reverse("people:inspect", args=[instance.uuid])

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "full_name",
                label=pgettext("person", "Name"),
                sort_key="sort_name",
                get_url=self.get_inspect_url,
            ),
            Column("number", label=_("Trainee number"), accessor="user.username", sort_key="user__username"),
            Column("masked", label=_("Identity number"), accessor="masked_resident_id"),
            Column("site", label=_("Training site"), accessor="site.name"),
        ]


class PersonInspect(AccessMixin, generic.InspectView):
    """One person, and what can be done."""

    access = READ
    pk_url_kwarg = "uuid"
    page_title = gettext_lazy("Person")

    def get_object(self, queryset: Any = None) -> Person:
        person = people_managed_by(self.request.user).filter(uuid=self.pk).first()
        if person is None:
            raise Http404
        return person

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        deeds = [
            (_("New PIN"), "pin", "key"),
            (_("New card"), "card", "user"),
            (_("Show number"), "reveal", "view"),
        ]
        return [
            HeaderButton(label, url=reverse(f"people:{name}", args=[self.object.uuid]), icon_name=icon)
            for label, name, icon in deeds
        ]

    def get_fields_context(self) -> list[dict[str, Any]]:
        user = getattr(self.object, "user", None)
        facts = [
            (pgettext("person", "Name"), self.object.full_name),
            *((_("Former name"), name) for name in self.object.names_before),
            (_("Trainee number"), user.username if user else "–"),
            (_("Identity number"), self.object.masked_resident_id),
            (_("Training site"), self.object.site.name),
        ]
        return [{"label": label, "value": value, "component": None} for label, value in facts]


class PeopleViewSet(ModelViewSet):
    """Only the addresses named here exist: no adding, editing, copying, deleting, history."""

    model = Person
    name = "people"
    icon = "user"
    menu_label = gettext_lazy("People")
    menu_order = 150
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = PeopleIndex
    inspect_view_class = PersonInspect
    form_fields = ("full_name",)  # demanded by Wagtail; no form is mounted
    search_fields = ("full_name", "sort_name", "former_names", "user__username")
    search_backend_name = None
    list_per_page = 50

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<uuid:uuid>/", self.inspect_view, name="inspect"),
            path("<uuid:uuid>/number/", RevealNumber.as_view(), name="reveal"),
            path("<uuid:uuid>/pin/", NewPin.as_view(), name="pin"),
            path("<uuid:uuid>/card/", NewCard.as_view(), name="card"),
        ]

    def register_admin_url_finder(self) -> None:
        """Nothing to find: there is no edit page."""


@hooks.register("register_admin_viewset")
def people() -> PeopleViewSet:
    return PeopleViewSet()


@hooks.register("register_admin_urls")
def searches() -> list[URLResolver]:
    addresses = [
        path("keep/", KeepSearch.as_view(), name="keep"),
        path("drop/", DropSearch.as_view(), name="drop"),
    ]
    return [
        path("searches/", include((addresses, "searches"))),
        path("employers/", include((EMPLOYER_ADDRESSES, "employer_desk"))),
    ]


@hooks.register("register_admin_menu_item")
def employers_item() -> RuledMenuItem:
    return RuledMenuItem(
        LOOKERS,
        EMPLOYERS,
        reverse("employer_desk:index"),
        name="employers",
        icon_name="group",
        order=161,
    )
