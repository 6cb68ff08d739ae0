"""The part of the planning page that plans everything the timetable of a cohort lacks, in one step."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.catalog.api import hours_text
from lms.accounts.api import actor_of
from lms.core.clock import local_date, now
from lms.core.errors import DomainError
from lms.core.faces import domain_errors_to_form
from lms.delivery.classdesk.presentation import unusual
from lms.delivery.classdesk.queries.timetable import holidays_between
from lms.delivery.classdesk.timetable_forms import PlanForm
from lms.delivery.classdesk.views.base import CohortPage
from lms.delivery.timetable.models import ClassSession, Holiday
from lms.delivery.timetable.operations import RestOutlook, outlook_of_rest, plan_rest


class RestPart(CohortPage):
    """What the page does when everything is chosen: every time with what is taught in it, then one yes."""

    def look_or_plan_rest(self, form: PlanForm, without: frozenset[datetime]) -> HttpResponse:
        """Plan what was seen, or show what would be planned."""
        seen, _dash, outlook = form.cleaned_data["seen"].partition("-")
        if "plan" not in self.request.POST or seen != form.digest():
            return self.look_at_rest(form, without)
        try:
            rows = plan_rest(
                pattern=form.rest(without), seen=outlook, actor=actor_of(self.request), now=now()
            )
        except DomainError as error:
            form.add_error(None, error.message)
            return self.look_at_rest(form, without, status=409)
        return self.planned(rows)

    def look_at_rest(self, form: PlanForm, without: frozenset[datetime], status: int = 200) -> HttpResponse:
        """Show each time with what is taught in it; what clashes is offered to be left out."""
        outlook = None
        with domain_errors_to_form(form):
            outlook = outlook_of_rest(form.rest(without))
            # What is left out moves the rest on, to times that may clash too.
            while "skip" in self.request.POST and (clashing := _clashing(outlook) - without):
                without |= clashing
                outlook = outlook_of_rest(form.rest(without))
        if outlook is None:
            return self.render_to_response(self.get_context_data(form=form), status=422)
        form.data = form.data.copy()
        form.data["seen"] = f"{form.digest()}-{outlook.digest}"
        context = self.get_context_data(form=form, **self.shown_rest(form, outlook, without))
        return self.render_to_response(context, status=status)

    def shown_rest(
        self, form: PlanForm, outlook: RestOutlook, without: frozenset[datetime]
    ) -> dict[str, Any]:
        """Return what is said of an outlook."""
        zone = ZoneInfo(self.cohort().site.time_zone)
        going = [time for time in outlook.times if time.period.begins not in without]
        # What a time holds of several parts becomes as many sessions: all counts are of sessions.
        clashing = sum(len(time.taught) for time in going if time.clashes)
        words = _(
            "%(hours)s class hours of the plan find no time: choose a later last day or more weekdays, or plan "
            "the rest later."
        )
        lacking = [words % {"hours": hours_text(outlook.left_over)}] if outlook.left_over else []
        return {
            "is_rest": True,
            "times": [
                (
                    time.period.begins.astimezone(zone).date(),
                    time.period,
                    time.clashes,
                    time.period.begins in without,
                    time.taught,
                )
                for time in outlook.times
            ],
            "against_all": outlook.against_all,
            "clashing": clashing,
            "count": sum(len(time.taught) for time in going),
            "remarks": [*unusual(form.rest(without)), *lacking],
            "holidays": self.days_not_taught(form),
            "can_plan": bool(going) and not outlook.against_all and not clashing,
        }

    def days_not_taught(self, form: PlanForm) -> list[Holiday]:
        """Return the days without teaching that the pattern would mean otherwise."""
        said = form.cleaned_data
        meant = {int(day) for day in said["weekdays"]}
        rows = holidays_between(self.cohort().site, said["first"], said["last"])
        return [row for row in rows if row.day.weekday() in meant]

    def planned(self, rows: list[ClassSession]) -> HttpResponse:
        """Say how many are planned and show the week of the first."""
        words = ngettext("%(count)d session is planned.", "%(count)d sessions are planned.", len(rows))
        messages.success(self.request, words % {"count": len(rows)})
        day = local_date(rows[0].begins_at, zone=self.cohort().site.time_zone)
        return redirect(f"{reverse('timetable:week')}?cohort={self.cohort().uuid}&day={day.isoformat()}")


def _clashing(outlook: RestOutlook) -> frozenset[datetime]:
    return frozenset(time.period.begins for time in outlook.times if time.clashes)
