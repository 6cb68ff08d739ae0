"""Open a class of a proposed plan: the form filled in from the plan, then who joins and who cannot, then one yes."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from lms.accounts.api import actor_of
from lms.core.clock import local_date, now
from lms.core.errors import Conflict
from lms.core.faces import domain_errors_to_form
from lms.delivery.classdesk.forms import TakeOverForm
from lms.delivery.classdesk.queries.cohorts import free_code, list_schools_at
from lms.delivery.classdesk.views.base import Crumb, DeskPage
from lms.delivery.cohorts import takeover
from lms.delivery.cohorts.models import Cohort
from lms.delivery.errors import ClassOpenAlready, CohortRefused
from lms.enrolments.api import ProposedClass, get_proposed_class, school_of_most


class TakeOver(DeskPage):
    """One class of one plan; what is open already leads to its cohort."""

    page_title = gettext_lazy("Open a proposed class")
    template_name = "delivery/classdesk/take_over.html"

    def proposed(self) -> ProposedClass:
        """Return the class of the address, if its plan is of one of the user's sites."""
        if not hasattr(self, "_proposed"):
            place = self.kwargs["place"]
            self._proposed = get_proposed_class(self.request.user, self.kwargs["plan_uuid"], place)
        return self._proposed

    def crumbs(self) -> list[Crumb]:
        plan = reverse("plans:plan", args=[self.proposed().plan])
        return [Crumb(reverse("plans:index"), _("Class plans")), Crumb(plan, _("Proposed plan"))]

    def form(self, *args: Any, **kwargs: Any) -> TakeOverForm:
        proposed = self.proposed()
        today = local_date(now(), zone=proposed.site.time_zone)
        schools = list_schools_at(proposed.site, today=today)
        return TakeOverForm(*args, proposed=proposed, schools=schools, **kwargs)

    def initial(self) -> dict[str, Any]:
        """Return what the plan says, and the school that most of its people are with.

        Places are those for which seats and equipment of the plan's room are enough.
        """
        proposed = self.proposed()
        people = proposed.places if proposed.room else len(proposed.stays)
        return {
            "code": free_code(proposed.site, proposed.version.programme.code, proposed.first),
            "school": school_of_most(proposed),
            "capacity": max(1, people),
            "begins_on": proposed.first,
            "ends_on": proposed.last,
        }

    def facts(self) -> list[tuple[str, str]]:
        """Return what stands in the plan and is not chosen here."""
        one = self.proposed()
        version = _("version %(number)d") % {"number": one.version.number}
        room = one.room.name if one.room else "–"
        if one.room and one.places < one.room.seats:
            words = _("%(room)s: %(seats)d seats, equipment for %(places)d people")
            room = words % {"room": room, "seats": one.room.seats, "places": one.places}
        return [
            (_("Programme"), f"{one.version.programme.code} {one.version.programme.title} · {version}"),
            (_("Plan made on"), one.made_on.isoformat()),
            (_("Training site"), one.site.name),
            (pgettext("classroom", "Room"), room),
            (_("Instructor"), one.instructor.display_name if one.instructor else "–"),
            (_("Part of the day"), one.band),
            (_("Examination"), one.exam.isoformat()),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self.form(initial=self.initial())
        back = reverse("plans:plan", args=[self.proposed().plan])
        more = {"proposed": self.proposed(), "facts": self.facts(), "back": back}
        return super().get_context_data(form=form, **more, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        opened = takeover.find_opened(self.proposed())
        return self.opened_already(opened) if opened else super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        if "open" in request.POST:
            return self.open(form)
        return self.look(form)

    def open(self, form: TakeOverForm) -> HttpResponse:
        """Do what was seen; what has changed since is shown anew."""
        order = takeover.TakeOver(self.proposed(), form.cohort(), form.cleaned_data["seen"])
        try:
            row = takeover.take_over(order=order, actor=actor_of(self.request), now=now())
        except ClassOpenAlready:
            return self.opened_already(takeover.find_opened(self.proposed()))
        except (Conflict, CohortRefused) as error:
            messages.error(self.request, error.message)
            return self.look(form, status=409)
        joined = row.members.count()
        words = ngettext(
            "The class is open, %(count)d person joined. Now plan its sessions.",
            "The class is open, %(count)d people joined. Now plan its sessions.",
            joined,
        )
        messages.success(self.request, words % {"count": joined})
        return redirect(f"{reverse('timetable:plan', args=[row.uuid])}?{self.planned_with()}")

    def planned_with(self) -> str:
        """Return room, instructor and hours of the plan, for the form that plans sessions."""
        one = self.proposed()
        rows = {"room": one.room, "instructor": one.instructor}
        chosen: dict[str, Any] = {name: str(row.uuid) for name, row in rows.items() if row is not None}
        if one.hours is not None:
            days = [str(day - 1) for day in range(one.hours.first, one.hours.last + 1)]
            chosen |= {"begins": f"{one.hours.begins:%H:%M}", "minutes": one.hours.minutes, "weekdays": days}
        return urlencode(chosen, doseq=True)

    def opened_already(self, row: Cohort | None) -> HttpResponse:
        """Lead to the cohort that the class was opened as."""
        if row is None:
            return redirect("plans:plan", self.proposed().plan)
        messages.info(self.request, takeover.words_of_opened(row))
        return redirect("cohorts:cohort", row.uuid)

    def look(self, form: TakeOverForm, status: int = 200) -> HttpResponse:
        """Show who would join and who cannot, and why; nothing is written."""
        outlook = None
        with domain_errors_to_form(form):
            outlook = takeover.outlook_of(self.proposed(), form.cohort(), now=now())
        if outlook is None:
            return self.render_to_response(self.get_context_data(form=form), status=422)
        form.data = form.data.copy()
        form.data["seen"] = outlook.digest
        first = form.cleaned_data["begins_on"]
        late = first if first < outlook.joined_on else None
        context = self.get_context_data(form=form, outlook=outlook, late=late)
        return self.render_to_response(context, status=status)
