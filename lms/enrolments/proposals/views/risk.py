"""The weekly list of people who will not reach the target by forecast: filtered, taken away, made anew."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.api import Listing, actor_of, searches_beside
from lms.core.clock import local_date, now
from lms.core.errors import DomainError
from lms.core.ids import new_uuid
from lms.core.tables import table_response
from lms.enrolments.admission.presentation import progress_of
from lms.enrolments.errors import PlanNotFound
from lms.enrolments.proposals import operations
from lms.enrolments.proposals.forms import SiteForm
from lms.enrolments.proposals.models import PersonAtRisk
from lms.enrolments.proposals.policies import REGISTRARS, sites_admitting
from lms.enrolments.proposals.queries import (
    Names,
    RiskWish,
    find_site,
    is_of_an_earlier_week,
    newest_lists,
    people_at_risk,
    programmes_named,
    versions_by_code,
)
from lms.enrolments.proposals.shown_risk import export_rows, risk_rows
from lms.enrolments.proposals.views.site import PlanPage
from lms.enrolments.proposals.words import DANGERS
from lms.organisations.api import Site, kind_names

ON_A_PAGE = 50
SEARCHED = Listing("at_risk", "plans:at_risk", REGISTRARS, ("site", "words", "danger", "window"))
WINDOWS = (
    ("30", gettext_lazy("Within 30 days")),
    ("90", gettext_lazy("Within 90 days")),
    ("180", gettext_lazy("Within half a year")),
    ("365", gettext_lazy("Within a year")),
)


def wish_of(query: QueryDict) -> RiskWish:
    """Return what an address asks for."""
    return RiskWish(**{name: query.get(name, "").strip()[:100] for name in ("words", "danger", "window")})


class AtRisk(PlanPage):
    """Who is at risk at one site, by the newest list."""

    page_title = gettext_lazy("People at risk")
    template_name = "enrolments/proposals/at_risk.html"
    header_icon = "warning"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.wish = wish_of(request.GET)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        site = find_site(user, self.request.GET.get("site", "")[:20])
        today = today_at(site)
        there, coming = newest_lists(user, site) if site else (None, None)
        people = people_at_risk(user, there, self.wish, today=today) if there else PersonAtRisk.objects.none()
        page = Paginator(people, ON_A_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            site=site,
            sites=sites_admitting(user).order_by("code"),
            list=there,
            of=(there.outcome or {}).get("of", 0) if there else 0,
            all_at_risk=(there.outcome or {}).get("at_risk", 0) if there else 0,
            progress=progress_of(operations.job_of(coming)) if coming else None,
            page=page,
            rows=risk_rows(page, names_of(page), today=today),
            is_old=there is not None and is_of_an_earlier_week(there, today),
            wish=self.wish,
            dangers=DANGERS.items(),
            windows=WINDOWS,
            address=urlencode({"site": site.code if site else "", **as_address(self.wish)}),
            is_filtered=bool(as_address(self.wish)),
            searches=searches_beside(self.request, SEARCHED),
            key=new_uuid(),
            **kwargs,
        )


def today_at(site: Site | None) -> date:
    """Return the day at a site."""
    return local_date(now(), zone=site.time_zone) if site else local_date(now())


def as_address(wish: RiskWish) -> dict[str, str]:
    """Return a wish as the values of an address."""
    values = {"words": wish.words, "danger": wish.danger, "window": wish.window}
    return {name: value for name, value in values.items() if value}


def names_of(people: Iterable[PersonAtRisk]) -> Names:
    """Return the titles of the programmes that these rows name, and of equipment; two queries."""
    codes: set[str] = set()
    for row in people:
        codes |= {*row.told["on"], *(row.told["steps"] or ()), *programmes_named(row.told)}
    return Names(programmes=versions_by_code(codes), kinds=kind_names())


class AtRiskTable(AtRisk):
    """The list as a table to keep; no identity numbers."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        user = request.user
        site = find_site(user, request.GET.get("site", "")[:20])
        there = newest_lists(user, site)[0] if site else None
        if there is None:
            raise PlanNotFound(_("There is no list yet."))
        today = today_at(site)
        people = list(people_at_risk(user, there, self.wish, today=today))
        head, table = export_rows(risk_rows(people, names_of(people), today=today))
        return table_response(request, "at-risk", head=head, rows=table, on=local_date(there.at))


class AtRiskNow(PlanPage):
    """Has the list made anew."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = SiteForm(request.POST)
        site = find_site(request.user, form.cleaned_data["site"]) if form.is_valid() else None
        if site is None:
            messages.error(request, _("Choose a training site."))
            return redirect("plans:at_risk")
        try:
            operations.ask_for_risk_list(
                site=site,
                by=request.user,
                client_key=form.cleaned_data["key"],
                actor=actor_of(request),
                now=now(),
            )
        except DomainError as error:
            messages.error(request, error.message)
        return redirect(f"{reverse('plans:at_risk')}?{urlencode({'site': site.code})}")
