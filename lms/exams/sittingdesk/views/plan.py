"""Planning: the month, one sitting, a new one, changing, cancelling, who watches, the rules of admission."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.api import actor_of
from lms.core.clock import local_date, now
from lms.core.faces import domain_errors_to_form
from lms.exams.errors import SittingNotFound
from lms.exams.handmarking.officer_queries import has_marking
from lms.exams.sittingdesk.forms import (
    CancelForm,
    ChangeForm,
    InvigilatorsForm,
    NewSittingForm,
    RuleForm,
    SafeBrowserForm,
    SittingFilterForm,
    place_of,
)
from lms.exams.sittingdesk.policies import sites_of
from lms.exams.sittingdesk.presentation import bounds_of, first_of, form_names, month_of
from lms.exams.sittingdesk.queries import (
    arranged_in,
    get_sitting,
    invigilators_for,
    invigilators_needed,
    missing_for,
    papers_on,
    sittings_between,
)
from lms.exams.sittingdesk.views.base import PlanPage, SittingPage
from lms.exams.sittings import operations
from lms.exams.sittings.arrangements import AdmissionRule
from lms.exams.sittings.safe_browser import read_keys
from lms.exams.sittings.titles import title_of
from lms.exams.terminals.queries import line_of


class CalendarPage(PlanPage):
    """A month of sittings."""

    page_title = gettext_lazy("Calendar of sittings")
    template_name = "exams/sittings/calendar.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = SittingFilterForm(self.request.GET)
        form.fields["site"].queryset = sites_of(self.request.user)
        values = form.cleaned_data if form.is_valid() else {}
        first, site = first_of(values.get("month", ""), now=now()), values.get("site")
        rows = sittings_between(self.request.user, *bounds_of(first))
        shown = [row for row in rows if site is None or row.site_id == site.pk]
        month = month_of(first, shown, today=local_date(now()))
        sites = sites_of(self.request.user).order_by("code")
        return super().get_context_data(month=month, sites=sites, site=site, **kwargs)


class FormPage(PlanPage):
    """A page with one form: what is wrong with it, or on to where it leads."""

    form_class: type[forms.Form]

    def make_form(self, data: Any = None) -> Any:
        return self.form_class(data)

    def act(self, form: Any) -> HttpResponse:
        """Do what the form asks; a refusal becomes an error of the form."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs["form"] = self.make_form()
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST)
        if form.is_valid():
            with domain_errors_to_form(form):
                return self.act(form)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class NewSittingPage(FormPage):
    """Schedules a sitting; `copy` names one whose place and times it begins with."""

    page_title = gettext_lazy("New sitting")
    template_name = "exams/sittings/new.html"

    def make_form(self, data: Any = None) -> NewSittingForm:
        return NewSittingForm(data, user=self.request.user, initial=self._copied())

    def _copied(self) -> dict[str, Any]:
        try:
            known = get_sitting(self.request.user, UUID(self.request.GET.get("copy", "")))
        except (ValueError, SittingNotFound):
            return {}
        return {**place_of(known), "day": None}

    def act(self, form: NewSittingForm) -> HttpResponse:
        row = operations.schedule_sitting(sitting=form.sitting(), actor=actor_of(self.request), now=now())
        messages.success(self.request, _("The sitting is scheduled. Next: who may come, and where they sit."))
        return redirect("sittings:sitting", row.uuid)


class SittingOverview(SittingPage):
    """One sitting: what it is, what is still missing, and what can be done."""

    page_title = gettext_lazy("Sitting")
    template_name = "exams/sittings/sitting.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sitting = self.get_sitting()
        papers = papers_on(sitting)
        names = form_names(papers)
        terminals = line_of(sitting.room, now=now())
        return super().get_context_data(
            missing=missing_for(sitting, terminals),
            has_marking=has_marking(sitting),
            entries=sitting.incidents.filter(entry__isnull=False).count(),
            papers=[(paper, names.get(paper.pk, "")) for paper in papers[:30]],
            papers_in_all=len(papers),
            invigilators=sitting.invigilators.order_by("display_name", "pk"),
            needed=invigilators_needed(sitting.admitted),
            terminals=terminals,
            **kwargs,
        )


class ChangeSitting(SittingPage, FormPage):
    """Moves a sitting to another place or time, with a reason."""

    page_title = gettext_lazy("Change the sitting")
    template_name = "exams/sittings/change.html"

    def make_form(self, data: Any = None) -> ChangeForm:
        initial, is_arranged = place_of(self.get_sitting()), bool(arranged_in(self.get_sitting()))
        return ChangeForm(data, user=self.request.user, initial=initial, is_arranged=is_arranged)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(arranged=arranged_in(self.get_sitting()), **kwargs)

    def act(self, form: ChangeForm) -> HttpResponse:
        values = form.cleaned_data
        change = operations.Change(
            values["room"],
            form.title(),
            form.window(),
            values["reason"],
            values["shown"],
            has_looked=values.get("has_looked", False),
        )
        uuid = self.get_sitting().uuid
        operations.change_sitting(sitting_uuid=uuid, change=change, actor=actor_of(self.request), now=now())
        messages.success(self.request, _("The sitting is changed. Print its lists and slips again."))
        return redirect("sittings:sitting", uuid)


class CancelSitting(SittingPage, FormPage):
    """Cancels a sitting, with a reason that candidates read."""

    page_title = gettext_lazy("Cancel the sitting")
    template_name = "exams/sittings/cancel.html"
    form_class = CancelForm

    def act(self, form: CancelForm) -> HttpResponse:
        uuid, reason = self.get_sitting().uuid, form.cleaned_data["reason"]
        operations.cancel_sitting(sitting_uuid=uuid, reason=reason, actor=actor_of(self.request), now=now())
        messages.success(self.request, _("The sitting is cancelled."))
        return redirect("sittings:sitting", uuid)


class SafeBrowserPage(SittingPage, FormPage):
    """Says whether the sitting is written in Safe Exam Browser only."""

    page_title = "Safe Exam Browser"
    template_name = "exams/sittings/safe_browser.html"

    def make_form(self, data: Any = None) -> SafeBrowserForm:
        return SafeBrowserForm(data, initial={"keys": self.get_sitting().browser_keys})

    def act(self, form: SafeBrowserForm) -> HttpResponse:
        uuid, keys = self.get_sitting().uuid, read_keys(form.cleaned_data["keys"])
        reason, actor = form.cleaned_data["reason"], actor_of(self.request)
        operations.ask_for_safe_browser(sitting_uuid=uuid, keys=keys, reason=reason, actor=actor, now=now())
        return redirect("sittings:sitting", uuid)


class InvigilatorsPage(SittingPage, FormPage):
    """Says who watches."""

    page_title = gettext_lazy("Invigilators")
    template_name = "exams/sittings/invigilators.html"

    def make_form(self, data: Any = None) -> InvigilatorsForm:
        sitting = self.get_sitting()
        choices = [
            (str(user.uuid), _("%(name)s (also teaches here)") % {"name": user.display_name})
            if teaches
            else (str(user.uuid), user.display_name)
            for user, teaches in invigilators_for(sitting)
        ]
        chosen = [str(uuid) for uuid in sitting.invigilators.values_list("uuid", flat=True)]
        return InvigilatorsForm(data, choices=choices, initial={"people": chosen, "seen": ",".join(chosen)})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        needed = invigilators_needed(self.get_sitting().admitted)
        return super().get_context_data(needed=needed, **kwargs)

    def act(self, form: InvigilatorsForm) -> HttpResponse:
        uuid, people = self.get_sitting().uuid, [UUID(one) for one in form.cleaned_data["people"]]
        operations.assign_invigilators(
            sitting_uuid=uuid,
            user_uuids=people,
            instead_of=form.cleaned_data["seen"],
            actor=actor_of(self.request),
            now=now(),
        )
        messages.success(self.request, _("Who watches is kept."))
        return redirect("sittings:sitting", uuid)


class RulesPage(FormPage):
    """The dated rules of who may be admitted, and a further one."""

    page_title = gettext_lazy("Rules of admission")
    template_name = "exams/sittings/rules.html"
    form_class = RuleForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules = list(AdmissionRule.objects.order_by("code", "-valid_from"))
        titles = {code: title_of(code) for row in rules for code in (row.code, row.after) if code}
        named = [(row, titles[row.code], titles.get(row.after, "")) for row in rules]
        return super().get_context_data(rules=named, **kwargs)

    def act(self, form: RuleForm) -> HttpResponse:
        values = dict(form.cleaned_data)
        basis = {"zh": values.pop("basis_zh"), "en": values.pop("basis_en")}
        rule = operations.NewRule(basis=basis, **values)
        operations.set_admission_rule(rule=rule, actor=actor_of(self.request), now=now())
        messages.success(self.request, _("The rule holds from that day on."))
        return redirect("sittings:rules")
