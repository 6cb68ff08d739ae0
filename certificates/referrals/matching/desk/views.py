"""People and work before placement officers: people beside an opening, openings beside a person, wishes, proposals."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.paginator import Paginator
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from certificates.issuing.deskpages import DeedPage, DeskPage, NarrowedList
from certificates.issuing.officers import names_of
from certificates.issuing.queries import holders_among
from certificates.referrals.desk.views import OpeningDesk
from certificates.referrals.errors import OpeningChangedMeanwhile
from certificates.referrals.forms import differing
from certificates.referrals.matching import queries
from certificates.referrals.matching.answers import questions_for, turns_counted
from certificates.referrals.matching.desk.forms import IndexForm, PeopleForm, ProposeForm, chosen
from certificates.referrals.matching.operations import Picked, matches_of, propose
from certificates.referrals.matching.presentation import (
    group_links,
    opening_rows,
    openings_table,
    people_table,
    person_rows,
    row_of,
    who_it_is,
)
from certificates.referrals.matching.queries import Asked
from certificates.referrals.matching.rules import Group
from certificates.referrals.models import Opening
from certificates.referrals.operations import Seen
from certificates.referrals.outcomes.queries import starts_of
from certificates.referrals.outcomes.words import what_is_at_odds
from certificates.referrals.queries import offer_at, offer_of
from certificates.referrals.wishes import queries as wishes
from certificates.referrals.wishes.forms import WishForm, as_written
from certificates.referrals.wishes.operations import write_wish_down
from certificates.referrals.wishes.policies import OFFICERS, people_placed_by
from certificates.referrals.wishes.words import lines_of, occupation_titles, short_text
from lms.accounts.api import Person, sites_visible_to
from lms.core.clock import local_date, now
from lms.core.enums import Role
from lms.core.sentences import enumerated
from lms.core.tables import MOST_EXPORTED, table_response

ON_A_PAGE = 50


def own_sites(request: HttpRequest) -> list[Any]:
    """Return the sites at which the officer looks for work for people."""
    return list(sites_visible_to(request.user, (Role.PLACEMENT_OFFICER,)).order_by("code"))  # type: ignore[arg-type]


class BesideOpening(OpeningDesk, NarrowedList):
    """Everybody beside an opening, in turn."""

    template_name = "certificates/matching/people.html"
    page_title = gettext_lazy("People for the opening")

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("opening_desk:opening", args=[self.row.uuid]), self.row.title)]

    @cached_property
    def row(self) -> Opening:
        """Return the opening, read once."""
        return self.opening()

    @cached_property
    def form(self) -> PeopleForm:  # type: ignore[override]
        return PeopleForm(own_sites(self.request), self.request.GET)

    @cached_property
    def beside(self) -> queries.Beside:
        """Return everybody whom the list asks for, computed once."""
        asked = self.narrowed
        narrowed = Asked(asked["q"], asked["group"], asked.get("site", ""))
        return queries.beside_opening(self.request.user, self.row, narrowed, today=local_date(now()))  # type: ignore[arg-type]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "format" not in request.GET:
            return super().get(request, **kwargs)
        matches = self.beside.matches(self.found()[:MOST_EXPORTED])
        head, table = people_table(person_rows(matches, self.row, at=now()))
        return table_response(request, "people-for-opening", head=head, rows=table)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {
            "opening": self.row,
            "groups": group_links(self.beside.counts),
            "group": self.narrowed["group"],
            # How many stand in a group, and whom its link shows, are the same people.
            "others": _address(self.narrowed | {"group": ""}),
            "why_not": queries.why_not_now(self.request.user, self.row, today=local_date(now())),  # type: ignore[arg-type]
            "proposals": _with_names(queries.proposals_for(self.request.user, self.row)),  # type: ignore[arg-type]
        }
        return super().get_context_data(**shown, **kwargs)

    def found(self) -> list[Any]:
        return self.beside.keys

    def rows(self, found: Iterable[Any]) -> list[Any]:
        return person_rows(self.beside.matches(list(found)), self.row, at=now())


def _address(asked: dict[str, str]) -> str:
    return urlencode({name: value for name, value in asked.items() if value})


def _with_names(rows: QuerySet[Any]) -> list[dict[str, Any]]:
    listed = list(rows[:ON_A_PAGE])
    names = names_of({row.by for row in listed})
    return [{"row": row, "by": names.get(row.by, "–")} for row in listed]


class Propose(OpeningDesk, DeedPage):
    """Propose those who were picked; each is asked, and no employer hears of it before."""

    template_name = "certificates/matching/propose.html"
    form_class = ProposeForm
    page_title = button = gettext_lazy("Propose these people")
    done = gettext_lazy("They are proposed. Each of them is asked before the employer hears of it.")

    @cached_property
    def row(self) -> Opening:
        """Return the opening, read once."""
        return self.opening()

    def trail(self) -> list[tuple[str, str]]:
        return [(self.back(), str(BesideOpening.page_title))]

    def back(self) -> str:
        """Return the list as it was narrowed; an address that was made up narrows it to nothing else."""
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        listed = parse_qsl(sent.get("listed", "")[:500])
        asked = {name: value for name, value in listed if name in PeopleForm.base_fields}
        address = reverse("opening_desk:people", args=[self.row.uuid])
        return f"{address}?{urlencode(asked)}" if asked else address

    def lacking(self) -> str:
        why_not = queries.why_not_now(self.request.user, self.row, today=local_date(now()))  # type: ignore[arg-type]
        return why_not or ("" if self.people else _("Choose somebody first."))

    @cached_property
    def people(self) -> list[Person]:
        """Return those who were picked, as far as they are at the officer's places."""
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        rows = people_placed_by(self.request.user).filter(uuid__in=chosen(sent.getlist("person")))  # type: ignore[arg-type]
        return list(rows.select_related("site", "user").order_by("sort_name", "pk"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        picked = [str(person.uuid) for person in self.people]
        # What comes to be proposed is for the words that the list showed.
        seen = self.request.GET.get("seen", "")[:20] or self.row.revision
        listed = self.request.GET.get("listed", "")[:500]
        form = kwargs.setdefault(
            "form", ProposeForm(initial={"person": picked, "seen": seen, "listed": listed})
        )
        matches = matches_of(self.row, self.people, now()) if self.people else {}
        asked = questions_for(self.row.pk, list(matches), at=now())
        rows = [row_of(person, matches[person.pk], asked.get(person.pk)) for person in self.people]
        about = f"{self.row.title} · {self.row.employer.name}"
        holders = holders_among(list(matches), today=local_date(now()))
        lacking = [person.full_name for person in self.people if person.pk not in holders]
        shown = {"about": about, "rows": rows, "without": enumerated(lacking), "changed": self._changed(form)}
        return super().get_context_data(**shown, **kwargs)

    def _changed(self, form: ProposeForm) -> list[dict[str, Any]]:
        """Return what the opening says now where the form was for other words; the form may be sent again."""
        if not form.has_error(NON_FIELD_ERRORS, OpeningChangedMeanwhile.code):
            return []
        before = offer_at(self.row, form.over(self.row.revision))
        return differing(offer_of(self.row), before) if before else []

    def do(self, form: forms.Form) -> None:
        said = form.cleaned_data
        seen = Seen(self.row.uuid, said["seen"])
        picked = Picked(seen, said["person"], said["why"], said["client_key"], said["fields_asked"])
        propose(picked=picked, **self.who())


class PeopleDesk(DeskPage):
    """What the pages about people and work share."""

    access = OFFICERS
    list_name = "matching_desk:index"
    list_title = gettext_lazy("People and work")

    @cached_property
    def person(self) -> Person:
        """Return the person that the address names, at one of the officer's places."""
        return queries.person_placed(self.request.user, self.kwargs["person_uuid"])  # type: ignore[arg-type]


class PeopleList(PeopleDesk, NarrowedList):
    """Everybody at the officer's places: what each wishes, and how often each was asked."""

    template_name = "certificates/matching/index.html"
    page_title = PeopleDesk.list_title

    @cached_property
    def form(self) -> IndexForm:  # type: ignore[override]
        return IndexForm(own_sites(self.request), self.request.GET)

    def found(self) -> QuerySet[Any]:
        asked = self.narrowed
        rows: QuerySet[Any] = queries.people_of(
            self.request.user,  # type: ignore[arg-type]
            Asked(asked["q"], site=asked.get("site", "")),
        )
        mind = wishes.current().filter(person=OuterRef("pk")).values("mind")[:1]
        rows = rows.annotate(mind=Subquery(mind), times=turns_counted("consent_requests__"))
        if asked["wish"]:
            rows = rows.filter(mind=None if asked["wish"] == "none" else asked["wish"])
        return rows.select_related("site", "user").order_by("sort_name", "pk")

    def rows(self, found: Iterable[Any]) -> list[dict[str, Any]]:
        listed = list(found)
        said = wishes.wishes_by_person(Person.objects.filter(pk__in=[one.pk for one in listed]).values("pk"))
        titles = occupation_titles()
        return [{"person": one, "wish": short_text(said.get(one.pk), titles)} for one in listed]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "format" not in request.GET:
            return super().get(request, **kwargs)
        head = [pgettext("person", "Name"), _("Trainee number"), _("Training site"), _("Wish for work")]
        head.append(_("Times asked"))
        table = [
            [*who_it_is(row["person"]), row["wish"], row["person"].times]
            for row in self.rows(self.found()[:MOST_EXPORTED])
        ]
        return table_response(request, "wishes", head=head, rows=table)


class OnePerson(PeopleDesk):
    """One person: the wish, how it came to be so, proposals, and every opening beside it."""

    template_name = "certificates/matching/person.html"
    page_title = gettext_lazy("Work for a person")

    @cached_property
    def group(self) -> str:
        """Return the group that the address asks for; "" is all of them."""
        asked = self.request.GET.get("group", "")
        return asked if asked in set(Group) else ""

    def beside(self) -> queries.Offers:
        """Return the openings that run and that the page asks for, beside the person."""
        return queries.beside_person(self.request.user, self.person, self.group, today=local_date(now()))  # type: ignore[arg-type]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "format" not in request.GET:
            return super().get(request, **kwargs)
        beside = self.beside()
        rows = opening_rows(beside.rows(beside.keys), self.person, at=now())
        head, table = openings_table(rows)
        return table_response(request, "openings-for-person", head=head, rows=table)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        history = list(wishes.history_of(self.person.pk))
        names, titles = names_of({row.by for row in history}), occupation_titles()
        beside = self.beside()
        page = Paginator(beside.keys, ON_A_PAGE).get_page(self.request.GET.get("p"))
        said = [
            {"row": row, "by": names.get(row.by, "–"), "lines": lines_of(wishes.wish_of_row(row), titles)}
            for row in history
        ]
        shown = {
            "person": self.person,
            "at_odds": what_is_at_odds(self.person.pk, starts_of(self.person.pk)),
            "said": said,
            "page": page,
            "rows": opening_rows(beside.rows(page.object_list), self.person, at=now()),
            "group": self.group,
            "groups": group_links(beside.counts),
            "address": urlencode({"group": self.group}) if self.group else "",
            "proposals": _with_names(queries.proposals_of(self.request.user, self.person)),  # type: ignore[arg-type]
        }
        return super().get_context_data(**shown, **kwargs)


class WriteWish(PeopleDesk, DeedPage):
    """Write down what somebody told the officer."""

    template_name = "certificates/matching/wish.html"
    form_class = WishForm
    page_title = button = gettext_lazy("Write down the wish")
    done = gettext_lazy("The wish is kept.")

    def trail(self) -> list[tuple[str, str]]:
        return [(self.back(), self.person.full_name)]

    def back(self) -> str:
        return reverse("matching_desk:person", args=[self.person.uuid])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = wishes.history_of(self.person.pk).first()
        wish = wishes.wish_of_row(row) if row else None
        kwargs.setdefault("form", WishForm(initial=as_written(wish, seen=row.number if row else 0)))
        return super().get_context_data(person=self.person, **kwargs)

    def do(self, form: forms.Form) -> None:
        assert isinstance(form, WishForm)  # noqa: S101 - says which form `form_class` is
        write_wish_down(person_id=self.person.pk, said=form.said(), **self.who())
