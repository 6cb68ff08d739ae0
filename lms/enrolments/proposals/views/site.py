"""Plans of a site: asked for, shown with bound and gap, and made again around what staff decide."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lms.accounts.api import actor_of
from lms.core.access import AccessMixin
from lms.core.clock import local_date, now
from lms.core.errors import DomainError
from lms.core.ids import new_uuid
from lms.core.tables import MOST_EXPORTED, table_response
from lms.enrolments.admission.presentation import progress_of
from lms.enrolments.errors import PlanNotFound, PlanUnclear
from lms.enrolments.proposals import operations
from lms.enrolments.proposals.fixing import NOTHING_SAID, Answers, fixes_after
from lms.enrolments.proposals.forms import SiteForm, answers_of, key_of
from lms.enrolments.proposals.outcomes import fixes_from_json
from lms.enrolments.proposals.policies import REGISTRARS, sites_admitting
from lms.enrolments.proposals.queries import find_site, get_proposal, list_proposals, names_of_plan
from lms.enrolments.proposals.rules import is_plan_old
from lms.enrolments.proposals.shown_plan import (
    as_said,
    blocked,
    class_rows,
    decisions,
    gap_text,
    people_rows,
    plan_change,
    plan_classes,
    plan_conflicts,
    plan_people,
    plan_summary,
    proposal_rows,
    unplanned,
    without_forecast,
)

ON_A_PAGE = 25


class PlanPage(WagtailAdminTemplateMixin, AccessMixin, TemplateView):
    """A page about plans; crumbs lead back to the list of them."""

    access = REGISTRARS
    header_icon = "calendar-check"
    request: HttpRequest
    kwargs: dict[str, Any]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        index = {"url": reverse("plans:index"), "label": _("Class plans")}
        own = [] if isinstance(self, Plans) else [{"url": "", "label": str(self.page_title)}]
        return [*self.breadcrumbs_items, index, *own]


class Plans(PlanPage):
    """Every plan of the user's sites, and the way to ask for one."""

    page_title = gettext_lazy("Class plans")
    template_name = "enrolments/proposals/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(list_proposals(self.request.user), ON_A_PAGE).get_page(self.request.GET.get("p"))
        rows = [(row, gap_text(row.reached, row.bound)) for row in page]
        sites = sites_admitting(self.request.user).order_by("code")
        return super().get_context_data(page=page, rows=rows, sites=sites, key=new_uuid(), **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = SiteForm(request.POST)
        site = find_site(request.user, form.cleaned_data["site"]) if form.is_valid() else None
        if site is None:
            messages.error(request, _("Choose a training site."))
            return redirect("plans:index")
        new = operations.NewProposal(site, request.user, form.cleaned_data["key"])
        try:
            row = operations.ask_for_proposal(new=new, actor=actor_of(request), now=now())
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("plans:index")
        return redirect("plans:plan", row.uuid)


class Export(PlanPage):
    """The list of plans as a table to keep."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        head, table = proposal_rows(list_proposals(request.user)[:MOST_EXPORTED])
        return table_response(request, "class-plans", head=head, rows=table)


class OnePlan(PlanPage):
    """One plan: being made, or with its classes, people and bound."""

    page_title = gettext_lazy("Proposed plan")
    template_name = "enrolments/proposals/plan.html"

    def get_context_data(self, said: Answers = NOTHING_SAID, **kwargs: Any) -> dict[str, Any]:
        row = get_proposal(self.request.user, self.kwargs["plan_uuid"])
        names = names_of_plan(self.request.user, row)
        more: dict[str, Any] = {"decisions": decisions(row, names)}
        if row.outcome is None:
            more["progress"] = progress_of(operations.job_of(row))
        else:
            people = plan_people(row, names)
            more |= {
                "summary": plan_summary(row),
                "is_old": is_plan_old(local_date(row.at), local_date(now())),
                "without_forecast": without_forecast(people),
                "blocked": blocked(row, names),
                "change": plan_change(row, names),
                "classes": as_said(plan_classes(row, names), said),
                "lifted": said.lifted,
                "people": people,
                "conflicts": plan_conflicts(row, names),
                "unplanned": unplanned(row, names),
                "key": new_uuid(),
            }
        return super().get_context_data(row=row, **more, **kwargs)


class PlanTable(PlanPage):
    """What a plan means for each person, or with `list=classes` its classes, as a table to keep."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = get_proposal(request.user, self.kwargs["plan_uuid"])
        if row.outcome is None:
            raise PlanNotFound(_("This plan is not there yet. Wait until it is made."))
        names, day = names_of_plan(request.user, row), local_date(row.at, zone=row.site.time_zone)
        if request.GET.get("list") == "classes":
            head, table = class_rows(plan_classes(row, names))
            return table_response(request, "plan-classes", head=head, rows=table, on=day)
        head, table = people_rows(plan_people(row, names))
        return table_response(request, "plan-people", head=head, rows=table, on=day)


class PlanAgain(OnePlan):
    """Has a plan made around what staff decided on another one; what is refused comes back as it was ticked."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = get_proposal(request.user, self.kwargs["plan_uuid"])
        key = key_of(request.POST)
        if row.outcome is None or key is None:
            messages.error(request, _("This plan is not there yet. Wait until it is made."))
            return redirect("plans:plan", row.uuid)
        answers = answers_of(request.POST)
        fixes = fixes_after(row.outcome, fixes_from_json(row.fixes), answers)
        new = operations.NewProposal(row.site, request.user, key, fixes, row)
        try:
            again = operations.ask_for_proposal(new=new, actor=actor_of(request), now=now())
        except PlanUnclear as unclear:
            context = self.get_context_data(said=answers, unclear=unclear)
            return self.render_to_response(context, status=422)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("plans:plan", row.uuid)
        return redirect("plans:plan", again.uuid)
