"""Plan sessions by a weekly pattern: look at every date and every clash first, leave dates out, then plan all."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from lms.accounts.api import actor_of
from lms.core.clock import local_date, now
from lms.core.errors import DomainError
from lms.core.faces import domain_errors_to_form
from lms.core.ids import new_uuid
from lms.delivery.classdesk.presentation import hour_rows
from lms.delivery.classdesk.queries.cohorts import hours_of_cohort
from lms.delivery.classdesk.queries.timetable import holidays_between
from lms.delivery.classdesk.timetable_forms import LESSON, NINE, PlanForm
from lms.delivery.classdesk.views.base import CohortPage
from lms.delivery.classdesk.views.week import as_day
from lms.delivery.timetable.operations import outlook_of, plan_sessions
from lms.delivery.timetable.rules import MOST_SESSIONS


class Plan(CohortPage):
    """One pattern of one cohort."""

    header_icon = "calendar-alt"
    page_title = gettext_lazy("Plan sessions")
    template_name = "delivery/classdesk/plan.html"

    def initial(self) -> dict[str, Any]:
        cohort, today = self.cohort(), self.today()
        first = min(max(cohort.begins_on, today), cohort.ends_on)
        return {
            "first": first,
            "last": cohort.ends_on,
            "begins": NINE,
            "minutes": LESSON,
            "series": new_uuid(),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or PlanForm(initial=self.initial(), cohort=self.cohort())
        return super().get_context_data(form=form, hours=hour_rows(hours_of_cohort(self.cohort())), **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = PlanForm(request.POST, cohort=self.cohort())
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        without = self.left_out()
        if "plan" in request.POST and form.cleaned_data["seen"] == form.digest():
            return self.plan(form, without)
        return self.look(form, without)

    def left_out(self) -> frozenset[date]:
        """Return the days that somebody left out."""
        found = (as_day(text) for text in self.request.POST.getlist("without")[:MOST_SESSIONS])
        return frozenset(day for day in found if day)

    def look(self, form: PlanForm, without: frozenset[date], status: int = 200) -> HttpResponse:
        """Show what the pattern would plan; a clashing date is offered to be left out."""
        rows, more = None, {}
        with domain_errors_to_form(form):
            # Dates that were left out stay in sight, so that they can come back.
            rows = outlook_of(form.pattern(frozenset()))
        if rows is None:
            return self.render_to_response(self.get_context_data(form=form), status=422)
        zone = self.cohort().site.time_zone
        times = [(local_date(period.begins, zone=zone), period, clashes) for period, clashes in rows.times]
        clashing = {day for day, _period, clashes in times if clashes}
        going = [day for day, _period, _clashes in times if day not in without]
        free = holidays_between(self.cohort().site, form.cleaned_data["first"], form.cleaned_data["last"])
        form.data = form.data.copy()
        form.data["seen"] = form.digest()
        more = {
            "times": [(day, period, clashes, day in without) for day, period, clashes in times],
            "against_all": rows.against_all,
            "clashing": len(clashing - without),
            "count": len(going),
            "holidays": free,
            "can_plan": bool(going) and not rows.against_all and not clashing - without,
        }
        return self.render_to_response(self.get_context_data(form=form, **more), status=status)

    def plan(self, form: PlanForm, without: frozenset[date]) -> HttpResponse:
        try:
            rows = plan_sessions(pattern=form.pattern(without), actor=actor_of(self.request), now=now())
        except DomainError:
            # Somebody was faster, or a clash was not left out: it stands in the list now.
            return self.look(form, without, status=409)
        words = ngettext("%(count)d session is planned.", "%(count)d sessions are planned.", len(rows))
        messages.success(self.request, words % {"count": len(rows)})
        day = local_date(rows[0].begins_at, zone=self.cohort().site.time_zone)
        return redirect(f"{reverse('timetable:week')}?cohort={self.cohort().uuid}&day={day.isoformat()}")
