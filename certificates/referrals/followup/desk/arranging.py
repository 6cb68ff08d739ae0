"""What who stands above the districts arranges: districts, coming plans, and all people of one officer to another."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from certificates.issuing.deskpages import DeedPage
from certificates.issuing.officers import names_of
from certificates.referrals.followup import arranging, handing, queries, rules
from certificates.referrals.followup.desk.forms import (
    DistrictForm,
    HandAllForm,
    PlanDayForm,
    PlanForm,
    WhoseForm,
)
from certificates.referrals.followup.desk.views import FollowUpDesk
from certificates.referrals.followup.models import FollowUpDistrict, FollowUpPlan
from certificates.referrals.followup.policies import CALLERS, COORDINATORS
from certificates.referrals.followup.words import step_text, steps_text
from lms.core.clock import local_date, now
from lms.core.faces import domain_errors_to_form


class Districts(FollowUpDesk):
    """Districts with who follows people up there."""

    access = COORDINATORS
    template_name = "certificates/followup/districts.html"
    page_title = pgettext_lazy("follow-up", "Districts")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = queries.arranged_districts(self.request.user)  # type: ignore[arg-type]
        return super().get_context_data(rows=rows, **kwargs)


class Arrangement(FollowUpDesk, DeedPage):
    """A deed of who arranges, with a way back to its list."""

    access = COORDINATORS
    template_name = "accounts/employers/desk/deed.html"
    of: Any
    of_name: str
    what_happens: Any
    about: Any = ""

    def back(self) -> str:
        return reverse(self.of_name)

    def trail(self) -> list[tuple[str, str]]:
        return [(self.back(), str(self.of))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"about": self.about, "what_happens": self.what_happens}
        return super().get_context_data(**shown, **kwargs)


class NewDistrict(Arrangement):
    """Add a district."""

    of, of_name = Districts.page_title, "follow_ups:districts"
    page_title = button = gettext_lazy("Add a district")
    done = gettext_lazy("The district is kept.")
    what_happens = gettext_lazy("Contact forms name one of these districts; who is given there calls.")

    @cached_property
    def district(self) -> FollowUpDistrict | None:
        """Return what is changed, if something is."""
        queries.arranged_districts(self.request.user)  # type: ignore[arg-type]
        return None

    def form_class(self, data: Any = None) -> DistrictForm:  # type: ignore[override]
        """Return the form with who may be given people there."""
        row, initial = self.district, {}
        if row is not None:
            officer = str(row.officer.uuid) if row.officer else ""
            initial = {"name": row.name, "legal_aid_address": row.legal_aid_address, "officer": officer}
        officers = queries.offered_callers(self.request.user)  # type: ignore[arg-type]
        return DistrictForm(data, officers=officers, initial=initial)

    def do(self, form: forms.Form) -> None:
        arranging.keep_district(
            user=self.request.user,  # type: ignore[arg-type]
            district_uuid=self.kwargs.get("district_uuid"),
            wish=form.wish(),  # type: ignore[attr-defined]
            **self.who(),
        )


class ChangeDistrict(NewDistrict):
    """Change one."""

    page_title = button = gettext_lazy("Change the district")

    @cached_property
    def district(self) -> FollowUpDistrict:  # type: ignore[override]
        return queries.arranged_district(self.request.user, self.kwargs["district_uuid"])  # type: ignore[arg-type]


class Plans(FollowUpDesk):
    """Which steps count for people released from which day on."""

    access = COORDINATORS
    template_name = "certificates/followup/plans.html"
    page_title = gettext_lazy("Plans of follow-up")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        queries.arranged_districts(self.request.user)  # type: ignore[arg-type]
        plans = list(FollowUpPlan.objects.order_by("-valid_from", "-number"))
        last = {row.valid_from: row for row in reversed(plans)}
        names = names_of({row.by for row in plans if row.by})
        today = local_date(now())
        rows = [
            {
                "row": row,
                "steps": steps_text(row.steps),
                "by": names.get(row.by, "–") if row.by else "–",
                "is_taken_back": row.steps and last[row.valid_from] is not row,
                "is_coming": row.valid_from > today and last[row.valid_from] is row,
            }
            for row in plans
            if row.steps
        ]
        return super().get_context_data(rows=rows, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Take a plan back whose day has not come."""
        form = PlanDayForm(request.POST)
        if form.is_valid():
            user: Any = request.user
            arranging.take_back_plan(user=user, valid_from=form.cleaned_data["valid_from"], **self.who())
            messages.success(request, _("The plan is taken back. The one before goes on."))
        return redirect("follow_ups:plans")


class NewPlan(Arrangement):
    """Plan from a coming day on: shown with its days first, then kept."""

    template_name = "certificates/followup/plan.html"
    of, of_name = Plans.page_title, "follow_ups:plans"
    page_title = gettext_lazy("Plan from a coming day on")
    button = gettext_lazy("Show the days")
    done = gettext_lazy("The plan is kept.")
    what_happens = gettext_lazy(
        "Who was released before keeps the plan of that day. Until its day a plan can be taken back; from then on it"
        " does not change any more."
    )

    def form_class(self, data: Any = None) -> PlanForm:  # type: ignore[override]
        """Return the form, beginning with the steps that count now."""
        queries.arranged_districts(self.request.user)  # type: ignore[arg-type]
        steps = rules.plan_for(queries.plans(), local_date(now()))
        return PlanForm(data, initial={"steps": list(steps)})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "confirmed" in request.POST:
            return super().post(request, **kwargs)
        form = self.form_class(request.POST)
        if form.is_valid():
            wish = form.wish()
            with domain_errors_to_form(form):
                arranging.refuse_plan(wish.valid_from, wish.steps, today=local_date(now()))
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        falls = zip(wish.steps, rules.due_dates(wish.valid_from, wish.steps), strict=True)
        days = [{"step": step_text(step), "day": due} for step, due in falls]
        return self.render_to_response(
            self.get_context_data(form=form, days=days, valid_from=wish.valid_from)
        )

    def do(self, form: forms.Form) -> None:
        arranging.plan_from(
            user=self.request.user,  # type: ignore[arg-type]
            wish=form.wish(),  # type: ignore[attr-defined]
            **self.who(),
        )


class HandAll(FollowUpDesk, DeedPage):
    """All people of one officer to another: chosen, looked at, given."""

    access = CALLERS
    template_name = "certificates/followup/hand_all.html"
    page_title = button = gettext_lazy("Hand over all people of an officer")

    def back(self) -> str:
        return reverse("follow_ups:index")

    @cached_property
    def offered(self) -> dict[str, Any]:
        """Return whose people may be given, and to whom."""
        user: Any = self.request.user
        return {"givers": queries.offered_officers(user), "receivers": queries.receivers_of(user)}

    def form_class(self, data: Any = None) -> HandAllForm:  # type: ignore[override]
        """Return the form that gives; what was chosen in the address is in it."""
        return HandAllForm(data, initial=self.request.GET.dict(), **self.offered)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.POST if self.request.method == "POST" else self.request.GET
        whose = WhoseForm(asked or None, **self.offered)
        split = None
        if whose.is_valid():
            keys = (whose.cleaned_data["from_user"], whose.cleaned_data["to_user"])
            user: Any = self.request.user
            split = handing.given_by(user, from_uuid=keys[0], to_uuid=keys[1])
        is_possible = all(self.offered.values())
        return super().get_context_data(whose=whose, split=split, is_possible=is_possible, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST)
        if form.is_valid():
            user: Any = request.user
            with domain_errors_to_form(form):
                handing.hand_over_all(user=user, handing=form.handing(), **self.who())
        if form.is_valid():
            return redirect("follow_ups:handed", handing_uuid=form.cleaned_data["batch"])
        return self.render_to_response(self.get_context_data(form=form), status=422)


class Handed(FollowUpDesk, DeedPage):
    """Whom one form gave, and the way back."""

    access = CALLERS
    template_name = "certificates/followup/handed.html"
    form_class = forms.Form
    page_title = gettext_lazy("Handed over")
    button = gettext_lazy("Take them back")

    def back(self) -> str:
        return reverse("follow_ups:index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = queries.handed_by(self.request.user, self.kwargs["handing_uuid"])  # type: ignore[arg-type]
        return super().get_context_data(rows=rows, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        back = handing.take_back(user=user, batch=self.kwargs["handing_uuid"], **self.who())
        words = ngettext("%(count)d person is taken back.", "%(count)d people are taken back.", back)
        messages.success(request, words % {"count": back})
        return redirect(self.back())
