"""Plan sessions by a weekly pattern: look at every date and every clash first, leave dates out, then plan all."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.errors import DomainError
from lms.core.faces import domain_errors_to_form
from lms.core.ids import new_uuid
from lms.delivery.classdesk.presentation import beyond_plan, hour_rows, unusual
from lms.delivery.classdesk.queries.cohorts import hours_of_cohort, hours_of_part
from lms.delivery.classdesk.timetable_forms import LESSON, NINE, PlanForm
from lms.delivery.classdesk.views.rest import RestPart
from lms.delivery.timetable.operations import Outlook, outlook_of, plan_sessions
from lms.delivery.timetable.rules import MOST_SESSIONS


class Plan(RestPart):
    """One pattern of one cohort, for one part or for everything that is left."""

    header_icon = "calendar-alt"
    page_title = gettext_lazy("Plan sessions")
    template_name = "delivery/classdesk/plan.html"

    def initial(self) -> dict[str, Any]:
        cohort, today = self.cohort(), self.today()
        first = min(max(cohort.begins_on, today), cohort.ends_on)
        asked = self.request.GET
        chosen = {name: asked[name] for name in ("room", "instructor", "begins", "minutes") if name in asked}
        return {
            "first": first,
            "last": cohort.ends_on,
            "begins": NINE,
            "minutes": LESSON,
            "series": new_uuid(),
            "weekdays": asked.getlist("weekdays"),
            **chosen,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or PlanForm(initial=self.initial(), cohort=self.cohort())
        return super().get_context_data(form=form, hours=hour_rows(hours_of_cohort(self.cohort())), **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = PlanForm(request.POST, cohort=self.cohort())
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        without = self.left_out()
        if form.is_rest:
            return self.look_or_plan_rest(form, without)
        if "plan" in request.POST and form.cleaned_data["seen"] == form.digest():
            return self.plan(form, without)
        return self.look(form, without)

    def left_out(self) -> frozenset[datetime]:
        """Return the beginnings that somebody left out."""
        sent = self.request.POST.getlist("without")[:MOST_SESSIONS]
        return frozenset(instant for text in sent if (instant := _instant(text)))

    def look(self, form: PlanForm, without: frozenset[datetime], status: int = 200) -> HttpResponse:
        """Show what the pattern would plan; what clashes is offered to be left out."""
        outlook = None
        with domain_errors_to_form(form):
            # What was left out stays in sight, so that it can come back.
            outlook = outlook_of(form.pattern(frozenset()))
        if outlook is None:
            return self.render_to_response(self.get_context_data(form=form), status=422)
        clashing = {period.begins for period, clashes in outlook.times if clashes}
        without |= clashing if "skip" in self.request.POST else set()
        form.data = form.data.copy()
        form.data["seen"] = form.digest()
        context = self.get_context_data(form=form, **self.shown(form, outlook, without))
        return self.render_to_response(context, status=status)

    def shown(self, form: PlanForm, outlook: Outlook, without: frozenset[datetime]) -> dict[str, Any]:
        """Return what is said of an outlook."""
        cohort = self.cohort()
        going = [clashes for period, clashes in outlook.times if period.begins not in without]
        zone = ZoneInfo(cohort.site.time_zone)
        pattern = form.pattern(without)
        hours = hours_of_part(cohort, pattern.course, pattern.unit, pattern.kind)
        return {
            "times": [
                (period.begins.astimezone(zone).date(), period, clashes, period.begins in without, ())
                for period, clashes in outlook.times
            ],
            "against_all": outlook.against_all,
            "clashing": sum(bool(clashes) for clashes in going),
            "count": len(going),
            "remarks": [*unusual(pattern), *beyond_plan(hours, outlook.minutes(without))],
            "holidays": self.days_not_taught(form),
            "can_plan": bool(going) and not outlook.against_all and not any(going),
        }

    def plan(self, form: PlanForm, without: frozenset[datetime]) -> HttpResponse:
        try:
            rows = plan_sessions(pattern=form.pattern(without), actor=actor_of(self.request), now=now())
        except DomainError:
            # Somebody was faster, or a clash was not left out: it stands in the list now.
            return self.look(form, without, status=409)
        return self.planned(rows)


def _instant(text: str) -> datetime | None:
    """Return an instant that a form sent, with its zone, or None."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else None
