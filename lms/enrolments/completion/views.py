"""Faces of the completion audit for registrars, in Wagtail's interface: the audit, what if, credits."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lms.accounts.api import actor_of
from lms.core.access import AccessMixin, Roles
from lms.core.clock import local_date, now
from lms.core.enums import Role
from lms.core.faces import domain_errors_to_form
from lms.enrolments.admission.queries import forecast_of
from lms.enrolments.completion.choosing import (
    MOST_FOUND,
    courses_with_credits,
    get_audited,
    get_credit_row,
    list_audited,
    next_examinations,
)
from lms.enrolments.completion.diplomas import diplomas_told
from lms.enrolments.completion.expected import papers_to_expect
from lms.enrolments.completion.forms import CourseCreditForm, RecognitionForm, WhatIfForm
from lms.enrolments.completion.presentation import (
    assumptions,
    audit_lines,
    audit_outcome,
    credit_text,
    more_records,
    target_rows,
)
from lms.enrolments.completion.queries import Question, audit_of
from lms.enrolments.credits.operations import (
    CourseCredit,
    credit_course,
    recognise_certificate,
    reverse_credits,
)
from lms.enrolments.credits.queries import table_in_words
from lms.enrolments.external.forms import StrikeForm
from lms.enrolments.external.queries import confirmed_certificates, in_force_on
from lms.enrolments.models import Enrolment
from lms.enrolments.moving.proofs import told_records
from lms.enrolments.proposals.told import risks_told

REGISTRARS = Roles(Role.REGISTRAR)


class AuditPage(WagtailAdminTemplateMixin, AccessMixin, TemplateView):
    """A page about what is met and what is missing."""

    access = REGISTRARS
    header_icon = "tasks"
    page_title = gettext_lazy("Completion audit")
    request: HttpRequest
    kwargs: dict[str, Any]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        own = [] if type(self) is AuditIndex else [{"url": "", "label": str(self.page_title)}]
        index = {"url": reverse("audit:index"), "label": str(AuditPage.page_title)}
        return [*self.breadcrumbs_items, index, *own]


class AuditIndex(AuditPage):
    """The way to an audit: enrolments by the name or number of their people."""

    template_name = "enrolments/completion/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = self.request.GET.get("q", "")
        rows = list_audited(self.request.user, words)  # type: ignore[arg-type]
        return super().get_context_data(q=words, rows=rows, most=MOST_FOUND, **kwargs)


class AuditOfEnrolment(AuditPage):
    """The audit of one enrolment, with what if; it writes nothing."""

    template_name = "enrolments/completion/audit.html"
    enrolment: Enrolment

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.access.admits(request.user):
            self.enrolment = get_audited(request.user, kwargs["enrolment_uuid"])  # type: ignore[arg-type]
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.enrolment.person.full_name

    def _risk(self, today: date) -> dict[str, Any] | None:
        """Return what the newest list of people at risk says of the person; None where it says nothing."""
        person, told = (
            self.enrolment.person_id,
            risks_told(self.enrolment.site, [self.enrolment.person_id], today=today),
        )
        if person not in told.words:
            return None
        return {"day": told.day, "words": told.words[person], "stay": told.stays[person]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        requirements = self.enrolment.version.requirements.order_by("position")
        asked, forecast = self.request.GET.copy(), forecast_of(self.enrolment.person_id)
        today = local_date(now())
        # A forecast that is past says nothing of somebody who is still here.
        coming = forecast if forecast is not None and forecast >= today else None
        if "until" not in asked and coming is not None:
            asked["until"] = coming.isoformat()
        papers = papers_to_expect(self.enrolment.person_id, today=today)
        form = WhatIfForm(asked, requirements=requirements, papers=papers, today=today)
        is_right = form.is_valid()
        values = form.cleaned_data
        question = Question(
            today,
            values.get("until"),
            frozenset(values.get("assume", ())),
            form.expected() if is_right else (),
        )
        audit = audit_of(self.enrolment, question)
        form.offer(assumptions(audit, next_examinations(requirements, self.enrolment.site, now=now())))
        return super().get_context_data(
            enrolment=self.enrolment,
            audit=audit,
            lines=[
                {**shown, "told": told_records(line.requirement, self.enrolment)}
                for shown, line in zip(audit_lines(audit), audit.lines, strict=True)
            ],
            more_records=more_records(audit),
            outcome=audit_outcome(audit),
            diploma=diplomas_told([self.enrolment], reader=self.request.user).get(self.enrolment.pk),
            risk=self._risk(today),
            targets=[target_rows(target) for target in (audit.now, audit.then) if target],
            ledger=[(row, credit_text(row)) for row in audit.ledger],
            what_if=form,
            forecast=forecast,
            is_what_if=question.is_what_if or (is_right and question.until != coming),
            **kwargs,
        )


def has_choices(form: forms.Form) -> bool:
    """Return whether every list of rows in a form offers at least one."""
    lists = [field for field in form.fields.values() if isinstance(field, forms.ModelChoiceField)]
    return all(field.queryset.exists() for field in lists if field.queryset is not None)


class AuditDeed(AuditOfEnrolment):
    """One deed on the credits of an enrolment: a form, then back to the audit."""

    template_name = "enrolments/external/form.html"
    button: Any = gettext_lazy("Save")
    lacking: Any = ""
    """What the list to choose from needs before there is anything in it."""
    done: Any = gettext_lazy("The credits are recorded.")

    def form(self, data: Any = None) -> forms.Form:
        """Return the form."""
        raise NotImplementedError

    def do(self, values: dict[str, Any]) -> None:
        """Do it."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.setdefault("form", self.form())
        back = reverse("audit:enrolment", args=[self.enrolment.uuid])
        return super(AuditOfEnrolment, self).get_context_data(
            button=self.button, back=back, lacking="" if has_choices(form) else self.lacking, **kwargs
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if form.is_valid():
            with domain_errors_to_form(form):
                self.do(form.cleaned_data)
                messages.success(request, self.done)
                return redirect("audit:enrolment", self.enrolment.uuid)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def who(self) -> dict[str, Any]:
        """Return who acts and when, as the operations take it."""
        return {"actor": actor_of(self.request), "now": now()}


class GiveCourseCredits(AuditDeed):
    """Gives the credits of a course."""

    page_title = gettext_lazy("Credits of a course")
    lacking = gettext_lazy(
        "No course of this version gives credits. Credits stand in the plan of the programme: ask the course team."
    )

    def form(self, data: Any = None) -> forms.Form:
        return CourseCreditForm(data, courses=courses_with_credits(self.enrolment))

    def do(self, values: dict[str, Any]) -> None:
        given = CourseCredit(values["course"], values["source"], values["mark"], values["reason"])
        credit_course(enrolment_uuid=self.enrolment.uuid, given=given, **self.who())


class RecogniseCertificate(AuditDeed):
    """Gives what a confirmed certificate adds."""

    page_title = gettext_lazy("Recognise a certificate")
    lacking = gettext_lazy(
        "This person has no confirmed certificate. Record it under “Certificates of a person” and have it confirmed."
    )

    all_ended = gettext_lazy(
        "All confirmed certificates of this person have ended: they give no credits any more."
    )
    no_table = gettext_lazy(
        "Neither the school nor this version has a table that converts certificates into credits."
    )

    def form(self, data: Any = None) -> forms.Form:
        confirmed = confirmed_certificates([self.enrolment.person_id])
        today = local_date(now(), zone=self.enrolment.site.time_zone)
        rows = in_force_on(confirmed, today)
        if confirmed and not rows:
            self.lacking = self.all_ended
        elif rows and not self.table(today):
            self.lacking, rows = self.no_table, rows.none()
        return RecognitionForm(data, certificates=rows)

    def table(self, day: date) -> str:
        """Return what certificates count for on a day, in words; read once."""
        if not hasattr(self, "_table"):
            self._table = table_in_words(self.enrolment, day=day)
        return self._table

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = local_date(now(), zone=self.enrolment.site.time_zone)
        return super().get_context_data(about=self.table(today), **kwargs)

    def do(self, values: dict[str, Any]) -> None:
        recognise_certificate(
            enrolment_uuid=self.enrolment.uuid, certificate=values["certificate"], **self.who()
        )


class TakeBackCredits(AuditDeed):
    """Takes credits back for a reason."""

    page_title = gettext_lazy("Take credits back")
    button = pgettext_lazy("credits", "Take back")
    done = gettext_lazy("Taken back. The row stays to be seen and does not count any more.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.access.admits(request.user):
            self.row = get_credit_row(request.user, kwargs["enrolment_uuid"], kwargs["credit_uuid"])  # type: ignore[arg-type]
        return super().dispatch(request, *args, **kwargs)

    def form(self, data: Any = None) -> forms.Form:
        return StrikeForm(data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(about=credit_text(self.row), **kwargs)

    def do(self, values: dict[str, Any]) -> None:
        reverse_credits(row_uuid=self.row.uuid, reason=values["reason"], **self.who())
