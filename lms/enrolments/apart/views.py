"""The groups that a site keeps apart, who is in one, and the forms that put people into one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.accounts.api import actor_of
from lms.core.clock import local_date, now
from lms.core.errors import DomainError
from lms.core.faces import domain_errors_to_form
from lms.core.ids import new_uuid
from lms.core.rows import one_of
from lms.core.tables import table_response
from lms.enrolments.admission.models import Admission
from lms.enrolments.admission.views.base import AdmissionPage, StayForm
from lms.enrolments.admission.views.deeds import ChosenPage
from lms.enrolments.apart.classes import mixed_classes_at
from lms.enrolments.apart.forms import NONE, NewGroupForm, PlacingForm
from lms.enrolments.apart.models import SeparateGroup
from lms.enrolments.apart.operations import Placing, add_group, close_group, place_people
from lms.enrolments.apart.policies import may_see_groups, sites_grouped_by, stays_grouped_by
from lms.enrolments.apart.presentation import group_rows
from lms.enrolments.apart.queries import (
    get_group,
    last_placings,
    list_groups,
    list_open_groups,
    list_people_in,
)
from lms.enrolments.errors import AdmissionNotFound
from lms.organisations.api import Site

ON_A_PAGE = 50


def _today(site: Site) -> Any:
    return local_date(now(), zone=site.time_zone)


class Groups(AdmissionPage):
    """The groups of the user's sites, and the classes that hold people of several; a form adds a group."""

    page_title = gettext_lazy("Separate groups")
    template_name = "enrolments/apart/groups.html"

    def form(self, *args: Any) -> NewGroupForm:
        return NewGroupForm(*args, sites=sites_grouped_by(self.request.user).order_by("code"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sites = list(sites_grouped_by(self.request.user).order_by("code"))
        return super().get_context_data(
            form=kwargs.pop("form", None) or self.form(),
            sites=sites,
            groups=list(list_groups(self.request.user)),
            mixed=[row for site in sites for row in mixed_classes_at(site, _today(site))],
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if form.is_valid():
            with domain_errors_to_form(form):
                add_group(**form.cleaned_data, actor=actor_of(request), now=now())
        if form.is_valid():
            messages.success(request, _("The group is added. Now put people into it."))
            return redirect("apart:index")
        return self.render_to_response(self.get_context_data(form=form), status=422)


class Export(AdmissionPage):
    """The groups as a table to keep: codes and how many are in each, never who."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        head, table = group_rows(list_groups(request.user))
        return table_response(request, "separate-groups", head=head, rows=table)


class GroupPage(AdmissionPage):
    """A page about one group."""

    def group(self) -> SeparateGroup:
        """Return the group of the address, if it is of one of the user's sites."""
        if not hasattr(self, "_group"):
            self._group = get_group(self.request.user, self.kwargs["separate_group_uuid"])
        return self._group

    def crumbs(self) -> list[dict[str, str]]:
        return [{"url": reverse("apart:index"), "label": _("Separate groups")}]


class Group(GroupPage):
    """Who is in a group now, and since when."""

    page_title = gettext_lazy("Separate group")
    template_name = "enrolments/apart/group.html"

    def get_page_subtitle(self) -> str:
        return self.group().code

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list_people_in(self.request.user, self.group())
        page = Paginator(rows, ON_A_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(group=self.group(), page=page, address="", **kwargs)


class Close(GroupPage):
    """Lets nobody more into a group."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        group = self.group()
        try:
            close_group(group_uuid=group.uuid, actor=actor_of(request), now=now())
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("apart:group", group.uuid)
        messages.success(request, _("Group %(code)s is closed.") % {"code": group.code})
        return redirect("apart:index")


def _form_of(site: Site, data: Any = None, group: str = "") -> PlacingForm:
    usual = {"key": new_uuid(), "on": _today(site), "group": group}
    return PlacingForm(data, groups=list_open_groups(site.pk), initial=usual)


def _place(request: HttpRequest, stays: list[Admission], said: dict[str, Any]) -> list[Admission]:
    """Put people into a group, and point out the classes that hold people of several now."""
    group = said["group"]
    uuids = tuple(row.uuid for row in stays)
    placing = Placing(uuids, group and group.uuid, said["on"], request.user, said["key"])
    changed = place_people(placing=placing, actor=actor_of(request), now=now())
    site = stays[0].site
    for row in mixed_classes_at(site, _today(site)) if changed else ():
        words = _(
            "Class %(code)s holds people whom the site keeps apart. End the membership of some of them."
        )
        messages.warning(request, words % {"code": row.code})
    return changed


class PlaceStay(StayForm):
    """Puts one person into a group, or into none."""

    page_title = gettext_lazy("Separate group")
    button = gettext_lazy("Keep the group")
    told = gettext_lazy("The group is kept.")
    lead = gettext_lazy(
        "Only the code and the day. Never write anywhere here why somebody is in a group. People of different groups "
        "join no class together."
    )

    def stay(self) -> Any:
        if not hasattr(self, "_stay"):
            rows, missing = stays_grouped_by(self.request.user), _("There is nothing at this address.")
            self._stay = one_of(rows, self.kwargs["admission_uuid"], AdmissionNotFound(missing))
        return self._stay

    def make_form(self, data: Any = None) -> Any:
        last = last_placings([self.stay()]).get(self.stay().pk)
        group = "" if last is None else str(last.group.uuid) if last.group else NONE
        return _form_of(self.stay().site, data, group)

    def act(self, said: dict[str, Any]) -> None:
        _place(self.request, [self.stay()], said)


class PlaceChosen(ChosenPage):
    """Puts everybody who was chosen in the list into a group, or nobody; all are at one site that is the user's own."""

    page_title = gettext_lazy("Put into a separate group")
    template_name = "enrolments/apart/chosen.html"

    def are_of_one_site(self) -> bool:
        """Return whether all are at one site, whose groups the user keeps; of no other is anything shown."""
        sites = {row.site_id for row in self.people}
        return len(sites) == 1 and may_see_groups(self.request.user, sites.pop())

    def form(self, *args: Any) -> PlacingForm:
        return _form_of(self.people[0].site, *args)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not self.are_of_one_site():
            return super().get_context_data(form=None, rows=[], **kwargs)
        form = kwargs.pop("form", None) or self.form()
        last = last_placings(self.people)
        rows = [(row, last[row.pk].group if row.pk in last else None) for row in self.people]
        return super().get_context_data(form=form, rows=rows, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.are_of_one_site():
            return self.render_to_response(self.get_context_data(), status=422)
        form, changed = self.form(request.POST), []
        if form.is_valid():
            with domain_errors_to_form(form):
                changed = _place(request, self.people, form.cleaned_data)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        words = ngettext("%(count)d person was put there.", "%(count)d people were put there.", len(changed))
        messages.success(request, words % {"count": len(changed)})
        return redirect(self.back())
