"""Who joins a cohort, and who leaves it."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.accounts.api import actor_of
from lms.core.clock import local_date, now
from lms.core.faces import domain_errors_to_form
from lms.core.sentences import said_of
from lms.delivery.classdesk.forms import JoinForm, LeaveForm
from lms.delivery.classdesk.queries.cohorts import (
    day_to_join,
    get_own_stay,
    is_anybody_enrolled,
    list_candidates,
    members_of,
)
from lms.delivery.classdesk.views.base import CohortPage, Crumb, FormPage
from lms.delivery.classdesk.views.week import as_uuid
from lms.delivery.cohorts.apart import kept_apart
from lms.delivery.cohorts.membership import Chosen, Joined, Leaving, end_stay, join_chosen
from lms.delivery.cohorts.models import CohortMember
from lms.delivery.cohorts.queries import classes_beside
from lms.delivery.cohorts.rules import free_from
from lms.delivery.cohorts.words import class_beside_text
from lms.delivery.timetable.seats import crowded_text, crowded_to_come, least_seats

ON_A_PAGE = 50


class Join(CohortPage):
    """Choose who joins from a day on; each who cannot is named with the reason and stays chosen, as too many do.

    Looking for a name and turning the page send the form, so that whoever was ticked stays chosen.
    """

    page_title = gettext_lazy("Let people join")
    template_name = "delivery/classdesk/join.html"

    def words(self) -> str:
        return (self.request.POST or self.request.GET).get("words", "").strip()[:100]

    def asked_page(self) -> str:
        """Return which page was asked for; a search begins at the first."""
        if "look" in self.request.POST:
            return "1"
        return self.request.POST.get("turn") or self.request.POST.get("p") or self.request.GET.get("p", "1")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cohort = self.cohort()
        form = kwargs.pop("form", None) or JoinForm(initial={"joined_on": day_to_join(cohort, now=now())})
        rows = list_candidates(cohort, self.words(), today=self.today())
        page = Paginator(rows, ON_A_PAGE).get_page(self.asked_page())
        ticked, shown = self.sent(), {str(row.uuid) for row in page}
        beside = classes_beside(list(page), max(self.today(), cohort.begins_on))
        for row in page:
            row.beside = [class_beside_text(one, cohort.site_id) for one in beside.get(row.pk, ())]
        return super().get_context_data(
            form=form,
            words=self.words(),
            page=page,
            ticked=ticked,
            elsewhere=[uuid for uuid in ticked if uuid not in shown],
            apart=kept_apart(cohort, list(page), day_to_join(cohort, now=now())),
            is_anybody_enrolled=bool(shown) or is_anybody_enrolled(cohort),
            seats=least_seats(cohort.sessions.all(), now=now()),
            free=max(0, cohort.capacity - members_of(cohort, today=self.today()).taken),
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form, done = JoinForm(request.POST), None
        if "look" in request.POST or "turn" in request.POST:
            form = JoinForm(initial={"joined_on": request.POST.get("joined_on", "")})
            return self.render_to_response(self.get_context_data(form=form))
        people = list_candidates(self.cohort(), "", today=self.today()).filter(uuid__in=self.sent())
        uuids = tuple(people.values_list("uuid", flat=True)) if form.is_valid() else ()
        if form.is_valid() and not uuids:
            form.add_error(None, _("Choose at least one person first."))
        if form.is_valid():
            chosen = Chosen(self.cohort().uuid, uuids, form.cleaned_data["joined_on"])
            with domain_errors_to_form(form):
                done = join_chosen(chosen=chosen, actor=actor_of(request), now=now())
        if done is None:
            return self.render_to_response(self.get_context_data(form=form), status=422)
        self.tell(done)
        if done.refused:
            # Who has joined is not in the list any more; the others stay ticked, for the first day that they can.
            days = [row.free_from for row in people.all() if row.free_from]
            form = JoinForm(initial={"joined_on": max([chosen.joined_on, *days])})
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return redirect(self.url())

    def sent(self) -> list[str]:
        """Return the enrolments that were ticked, as far as they are uuids."""
        ticked = self.request.POST.getlist("enrolment")
        return [text for text in dict.fromkeys(ticked) if as_uuid(text)]

    def tell(self, done: Joined) -> None:
        number = len(done.members)
        if number:
            for one in crowded_to_come(self.cohort().sessions.all(), now=now()):
                messages.warning(self.request, crowded_text(one))
            words = ngettext(
                "%(count)d person joined the cohort.", "%(count)d people joined the cohort.", number
            )
            messages.success(self.request, words % {"count": number})
        people: dict[str, list[str]] = {}
        for row, reasons in done.refused:
            people.setdefault(" ".join(reasons), []).append(row.person.full_name)
        for words, names in people.items():
            messages.error(self.request, said_of(_(", ").join(names), words))


class Leave(FormPage):
    """Ends one stay, with a reason; while the day is still to come, makes it an earlier one."""

    @property
    def page_title(self) -> Any:  # type: ignore[override]
        return _("Change the day of leaving") if self.stay().left_on else _("Leave the cohort")

    @property
    def button(self) -> Any:  # type: ignore[override]
        return _("Keep the earlier day") if self.stay().left_on else _("End the membership")

    @property
    def lead(self) -> Any:  # type: ignore[override]
        if self.stay().left_on:
            return _(
                "The day can become an earlier one only: the place may have been given away from it on. Somebody who "
                "stays longer joins again from that day on, if a place is free."
            )
        return _(
            "The enrolment goes on: the person can join another cohort. What registers say stays as it is."
        )

    def way(self, form: forms.Form) -> Crumb | None:
        stay = self.stay()
        if stay.left_on is None or stay.left_on > stay.cohort.ends_on:
            return None
        words = urlencode({"words": stay.enrolment.person.full_name})
        url = f"{reverse('cohorts:join', args=[stay.cohort.uuid])}?{words}"
        return Crumb(url, _("Let the person join again from %(day)s on") % {"day": stay.left_on})

    def form(self, *args: Any, **kwargs: Any) -> forms.Form:
        stay = self.stay()
        recorded = stay.left_text if stay.left_on else ""
        return LeaveForm(*args, stands=str(stay.left_on or ""), recorded=recorded, **kwargs)

    def stay(self) -> CohortMember:
        if not hasattr(self, "_stay"):
            self._stay = get_own_stay(self.request.user, self.kwargs["cohort_member_uuid"])
        return self._stay

    def get_page_subtitle(self) -> str:
        return str(self.stay().enrolment.person.full_name)

    def crumbs(self) -> list[Crumb]:
        return [Crumb(reverse("cohorts:index"), _("Cohorts")), Crumb(self.back(), self.stay().cohort.code)]

    def initial(self) -> dict[str, Any]:
        stay = self.stay()
        today = local_date(now(), zone=stay.cohort.site.time_zone)
        last = free_from(None, stay.cohort.ends_on)
        return {"left_on": stay.left_on or min(max(today, stay.joined_on), last)}

    def facts(self) -> list[tuple[Any, Any]]:
        stay = self.stay()
        days = f"{stay.cohort.begins_on} – {stay.cohort.ends_on}"
        found = [
            (_("Cohort"), stay.cohort.code),
            (_("Days"), days),
            (_("Joined on"), stay.joined_on.isoformat()),
        ]
        if stay.left_on is None:
            return found
        written = (_("First day without the person"), stay.left_on.isoformat())
        return [*found, written, (_("Reason"), stay.left_text)]

    def act(self, said: dict[str, Any]) -> CohortMember:
        leaving = Leaving(**said)
        return end_stay(
            member_uuid=self.stay().uuid, leaving=leaving, actor=actor_of(self.request), now=now()
        )

    def tell(self, done: Any) -> None:
        """Say from which day on, and of a day that was written before what became of its reason."""
        words = _("The person does not belong to the cohort from %(day)s on.") % {"day": done.left_on}
        before = self.stay()
        if before.left_on is not None and done.left_because == before.left_because:
            words += " " + _("The reason stays: %(reason)s.") % {"reason": done.left_text}
        elif before.left_on is not None:
            values = {"before": before.left_text, "after": done.left_text}
            words += " " + _("The reason is another one now: %(after)s (before: %(before)s).") % values
        messages.success(self.request, words)

    def back(self, done: Any = None) -> str:
        return reverse("cohorts:cohort", args=[self.stay().cohort.uuid])
