"""The list of people admitted: searched, filtered, sorted, taken away as a table, and chosen from."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lms.accounts.api import Listing, searches_beside
from lms.core.clock import local_date, now
from lms.core.tables import MOST_EXPORTED, table_response
from lms.enrolments.admission.choices import MOST_PEOPLE, find_choice, keep_choice, key_of
from lms.enrolments.admission.policies import REGISTRARS, sites_admitting
from lms.enrolments.admission.presentation import FILTERS, export_rows
from lms.enrolments.admission.queries import Wish, count_waiting, list_admissions
from lms.enrolments.admission.views.base import AdmissionPage
from lms.enrolments.apart.policies import sites_grouped_by

ON_A_PAGE = 50
_ASKED = ("words", "site", "window", "fitness", "enrolment", "file", "stay", "second", "sort")
# What can be kept under a name: all but the workbook that somebody came by.
SEARCHED = Listing(
    "admissions", "admissions:index", REGISTRARS, tuple(name for name in _ASKED if name != "file")
)
DEEDS = {"enrol": "admissions:enrol", "cards": "admissions:cards", "group": "admissions:group_chosen"}


def wish_of(query: QueryDict) -> Wish:
    """Return what an address asks for."""
    return Wish(**{name: query.get(name, "").strip()[:100] for name in _ASKED})


def address_of(wish: Wish, **changed: str) -> str:
    """Return a wish as the end of an address."""
    asked = {name: getattr(wish, name) for name in _ASKED} | changed
    return urlencode({name: value for name, value in asked.items() if value})


class Index(AdmissionPage):
    """Everybody admitted at the user's sites."""

    page_title = gettext_lazy("Admission")
    template_name = "enrolments/admission/index.html"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wish, today = wish_of(self.request.GET), local_date(now())
        rows = list_admissions(self.request.user, wish, today=today)
        page = Paginator(rows, ON_A_PAGE).get_page(self.request.GET.get("p"))
        sites = list(sites_admitting(self.request.user).order_by("code"))
        ticked = find_choice(self.request.session, self.request.GET.get("choice"))
        shown = {str(row.uuid) for row in page}
        return super().get_context_data(
            wish=wish,
            page=page,
            sites=sites,
            filters=[(name, label, choices, getattr(wish, name)) for name, label, choices in FILTERS],
            heads=list(_sorting(wish)),
            address=address_of(wish),
            is_filtered=bool(address_of(wish, sort="")),
            most=MOST_PEOPLE,
            waiting=count_waiting(self.request.user),  # type: ignore[arg-type]
            searches=searches_beside(self.request, SEARCHED),
            today=today,
            keeps_groups=sites_grouped_by(self.request.user).exists(),
            ticked=ticked,
            elsewhere=[uuid for uuid in ticked if uuid not in shown],
            **kwargs,
        )


def _sorting(wish: Wish) -> Iterable[tuple[str, str, str]]:
    """Yield the heads that sort: words, address, and how the list is sorted by it now."""
    heads = {
        "name": pgettext("person", "Name"),
        "number": _("Trainee number"),
        "admitted": _("Admitted on"),
        "forecast": _("Release forecast"),
    }
    for name, label in heads.items():
        is_up, is_down = wish.sort == name, wish.sort == f"-{name}"
        aria = "ascending" if is_up else "descending" if is_down else ""
        yield label, address_of(wish, sort=f"-{name}" if is_up else name), aria


class Export(AdmissionPage):
    """What the list shows as a table to keep: no identity numbers."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = list_admissions(request.user, wish_of(request.GET), today=local_date(now()))[:MOST_EXPORTED]
        head, table = export_rows(rows)
        return table_response(request, "admissions", head=head, rows=table)


class Chosen(AdmissionPage):
    """Keeps whom somebody chose and leads to what is to be done with them, or to another page of the list."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        deed = DEEDS.get(request.POST.get("deed", ""))
        wish = wish_of(QueryDict(request.POST.get("address", "")))
        rows = list_admissions(request.user, wish, today=local_date(now()))
        if request.POST.get("everybody") != "1":
            sent = [one for one in request.POST.getlist("stay") if key_of(one)]
            rows = rows.filter(uuid__in=sent[:MOST_PEOPLE])
        uuids = [str(uuid) for uuid in rows.values_list("uuid", flat=True)[: MOST_PEOPLE + 1]]
        if "turn" in request.POST:
            return self.turn(wish, [] if request.POST.get("everybody") == "1" else uuids)
        if not uuids or deed is None:
            messages.error(request, _("Choose somebody first."))
            return redirect(f"{reverse('admissions:index')}?{address_of(wish)}")
        if len(uuids) > MOST_PEOPLE:
            words = _("At most %(most)s people at once. Choose fewer, for example with a filter.")
            messages.error(request, words % {"most": MOST_PEOPLE})
            return redirect(f"{reverse('admissions:index')}?{address_of(wish)}")
        key = keep_choice(request.session, uuids, address_of(wish))
        return redirect(f"{reverse(deed)}?{urlencode({'choice': key})}")

    def turn(self, wish: Wish, ticked: list[str]) -> HttpResponse:
        """Lead to another page of the list, on which whoever was ticked stays chosen."""
        asked = {"p": self.request.POST["turn"][:6]}
        if ticked:
            asked["choice"] = keep_choice(self.request.session, ticked, address_of(wish))
        return redirect(f"{reverse('admissions:index')}?{address_of(wish)}&{urlencode(asked)}")
