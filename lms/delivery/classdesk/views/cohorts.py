"""The list of cohorts, a table of it to keep, one cohort, and the forms that open and change one."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.api import Listing, actor_of, searches_beside
from lms.core.clock import local_date, now
from lms.core.tables import MOST_EXPORTED, table_response
from lms.delivery.classdesk.forms import ChangeForm, OpenForm
from lms.delivery.classdesk.policies import REGISTRARS, sites_run_by
from lms.delivery.classdesk.presentation import FILTERS, export_rows, hour_rows
from lms.delivery.classdesk.queries.cohorts import (
    Wish,
    hours_of_cohort,
    list_cohorts,
    list_offered_versions,
    list_programmes_of,
    list_schools_for,
    members_of,
    sessions_to_come,
    teachers_of,
)
from lms.delivery.classdesk.queries.diplomas import over_and_waiting, with_waiting
from lms.delivery.classdesk.views.base import (
    CohortPage,
    Crumb,
    DeskPage,
    FormPage,
)
from lms.delivery.cohorts.apart import against_mixed, by_group
from lms.delivery.cohorts.models import Cohort, CohortMember
from lms.delivery.cohorts.operations import CohortChange, NewCohort, change_cohort, open_cohort
from lms.delivery.equipment.queries import unfit_to_come
from lms.delivery.equipment.words import unfit_text
from lms.delivery.register.queries import unsigned
from lms.delivery.register.words import standings
from lms.delivery.timetable.seats import crowded_text, crowded_to_come
from lms.enrolments.api import diplomas_address, may_see_groups
from lms.organisations.api import kind_names

ON_A_PAGE, MOST_UNSIGNED = 50, 20
_ASKED = ("words", "site", "programme", "state", "places", "sort")
SEARCHED = Listing("cohorts", "cohorts:index", REGISTRARS, _ASKED)


def wish_of(query: QueryDict) -> Wish:
    """Return what an address asks for."""
    return Wish(**{name: query.get(name, "").strip()[:100] for name in _ASKED})


def address_of(wish: Wish, **changed: str) -> str:
    """Return a wish as the end of an address."""
    asked = {name: getattr(wish, name) for name in _ASKED} | changed
    return urlencode({name: value for name, value in asked.items() if value})


class Index(DeskPage):
    """The cohorts at the user's sites."""

    page_title = gettext_lazy("Cohorts")
    template_name = "delivery/classdesk/cohorts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wish, user = wish_of(self.request.GET), self.request.user
        rows = list_cohorts(user, wish, today=local_date(now()), now=now())
        waiting = over_and_waiting(user, today=local_date(now()))
        return super().get_context_data(
            wish=wish,
            waiting=[(row, diplomas_address(school=row.school.uuid, cohort=row.uuid)) for row in waiting],
            page=Paginator(rows, ON_A_PAGE).get_page(self.request.GET.get("p")),
            sites=list(sites_run_by(user).order_by("code")),
            programmes=list_programmes_of(user),
            filters=[
                (name, label, first, choices, getattr(wish, name)) for name, label, first, choices in FILTERS
            ],
            heads=list(_sorting(wish)),
            address=address_of(wish),
            is_filtered=bool(address_of(wish, sort="")),
            searches=searches_beside(self.request, SEARCHED),
            **kwargs,
        )


def _sorting(wish: Wish) -> Iterator[tuple[str, str, str]]:
    """Yield the heads that sort: words, address, and how the list is sorted by it now."""
    heads = {
        "code": _("Cohort"),
        "programme": _("Programme"),
        "begins": _("First day"),
        "ends": _("Last day"),
    }
    for name, label in heads.items():
        is_up, is_down = wish.sort == name, wish.sort == f"-{name}"
        aria = "ascending" if is_up else "descending" if is_down else ""
        yield label, address_of(wish, sort=f"-{name}" if is_up else name), aria


class Export(DeskPage):
    """What the list shows as a table to keep."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = list_cohorts(request.user, wish_of(request.GET), today=local_date(now()), now=now())
        head, table = export_rows(rows[:MOST_EXPORTED])
        return table_response(request, "cohorts", head=head, rows=table)


class Open(FormPage):
    """Opens a cohort on a published version."""

    page_title = gettext_lazy("Open a cohort")
    button = gettext_lazy("Open the cohort")
    told = gettext_lazy("The cohort is open. Now let people join, and plan the sessions.")

    def crumbs(self) -> list[Crumb]:
        return [Crumb(reverse("cohorts:index"), _("Cohorts"))]

    def form(self, *args: Any, **kwargs: Any) -> OpenForm:
        user = self.request.user
        return OpenForm(
            *args,
            versions=list_offered_versions(),
            schools=list_schools_for(user, today=local_date(now())),
            sites=sites_run_by(user).order_by("code"),
            **kwargs,
        )

    def act(self, said: dict[str, Any]) -> Cohort:
        return open_cohort(cohort=NewCohort(**said), actor=actor_of(self.request), now=now())

    def back(self, done: Cohort | None = None) -> str:
        return reverse("cohorts:cohort", args=[done.uuid]) if done else reverse("cohorts:index")


class Show(CohortPage):
    """One cohort: people, version, who teaches, sessions to come, hours planned and taught."""

    page_title = gettext_lazy("Cohort")
    template_name = "delivery/classdesk/cohort.html"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        index = {"url": reverse("cohorts:index"), "label": _("Cohorts")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.cohort().code}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cohort, today = self.cohort(), self.today()
        members = members_of(cohort, today=today)
        return super().get_context_data(
            today=today,
            members=members,
            groups=self.groups(members.now),
            mixed=against_mixed(cohort, max(today, cohort.begins_on), max(today, cohort.ends_on)),
            free=max(0, cohort.capacity - members.taken),
            hours=hour_rows(hours_of_cohort(cohort)),
            teachers=teachers_of(cohort),
            sessions=sessions_to_come(cohort, now=now()),
            due=self.due(),
            prepare_url=diplomas_address(school=cohort.school.uuid, cohort=cohort.uuid),
            unfit=self.unfit(),
            crowded=[crowded_text(one) for one in crowded_to_come(cohort.sessions.all(), now=now())],
            unsigned=standings(unsigned(cohort.sessions.all(), now())[:MOST_UNSIGNED]),
            **kwargs,
        )

    def unfit(self) -> list[str]:
        """Return in words which sessions to come lack equipment."""
        found = unfit_to_come(self.cohort().sessions.all(), now=now())
        names = kind_names() if found else {}
        return [unfit_text(one, names) for one in found]

    def due(self) -> int:
        """Return how many people of the cohort wait for a diploma."""
        found = with_waiting(Cohort.objects.filter(pk=self.cohort().pk)).first()
        return found.waiting if found else 0

    def groups(self, members: list[CohortMember]) -> list[tuple[str, list[CohortMember]]]:
        """Return the people by their separate groups, if somebody is in one and the user may see it."""
        site = self.cohort().site_id
        sees = may_see_groups(self.request.user, site)
        return list(by_group(members, site, self.today()).items()) if sees else []


class Change(CohortPage, FormPage):
    """Changes the places and the days of a cohort."""

    page_title = gettext_lazy("Change the cohort")
    form_class = ChangeForm
    button = gettext_lazy("Keep the change")
    told = gettext_lazy("The cohort is changed.")
    lead = gettext_lazy("Programme, version, school and site stay as the cohort was opened with.")

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.cohort(), name) for name in ("capacity", "begins_on", "ends_on")}

    def act(self, said: dict[str, Any]) -> Cohort:
        return change_cohort(
            cohort_uuid=self.cohort().uuid,
            change=CohortChange(**said),
            actor=actor_of(self.request),
            now=now(),
        )

    def back(self, done: Any = None) -> str:
        return self.url()
