"""Corrections after the lock: somebody asks with a reason, a second person confirms or refuses."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.errors import DomainError
from lms.core.tables import MOST_EXPORTED, table_response
from lms.delivery.classdesk.fields import reason_field
from lms.delivery.classdesk.policies import TEACHING
from lms.delivery.classdesk.presentation import correction_rows
from lms.delivery.classdesk.queries.corrections import (
    get_correction,
    get_locked_mark,
    get_registered_session,
    list_corrections,
    marks_with_last,
    with_names,
)
from lms.delivery.classdesk.views.base import Crumb, DeskPage, FormPage
from lms.delivery.errors import ReasonMissing
from lms.delivery.register.forms import MarkForm
from lms.delivery.register.models import AttendanceMark, Correction, CorrectionState
from lms.delivery.register.operations import decide_correction, propose_correction
from lms.delivery.register.operations.correcting import Decision, Wish

ON_A_PAGE = 50


class CorrectionPage(DeskPage):
    """A page about corrections; crumbs lead back to the list."""

    access = TEACHING
    header_icon = "edit"

    def crumbs(self) -> list[Crumb]:
        return [Crumb(reverse("corrections:index"), _("Corrections of registers"))]


class Index(CorrectionPage):
    """The corrections that wait for a second person, and those decided."""

    page_title = gettext_lazy("Corrections of registers")
    template_name = "delivery/classdesk/corrections.html"

    def crumbs(self) -> list[Crumb]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.request.GET.get("state", "")
        rows = list_corrections(self.request.user, state)
        page = Paginator(rows, ON_A_PAGE).get_page(self.request.GET.get("p"))
        address = f"state={state}" if state in ("decided", "all") else ""
        return super().get_context_data(
            state=state, page=page, asked=with_names(page.object_list), address=address, **kwargs
        )


class Export(CorrectionPage):
    """What the list shows as a table to keep."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = list_corrections(request.user, request.GET.get("state", ""))[:MOST_EXPORTED]
        head, table = correction_rows(with_names(rows))
        return table_response(request, "corrections", head=head, rows=table)


class LockedRegister(CorrectionPage):
    """A register as it is, with the way to ask for a correction of one person."""

    page_title = gettext_lazy("Ask for a correction")
    template_name = "delivery/classdesk/locked_register.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session = get_registered_session(self.request.user, self.kwargs["session_uuid"])
        register = getattr(session, "register", None)
        return super().get_context_data(
            session=session, register=register, marks=marks_with_last(register), **kwargs
        )


class AskForm(MarkForm):
    """What the register should say of one person, and why."""

    reason = reason_field(
        gettext_lazy("Say why the register is wrong."),
        max_length=300,
        help_text=gettext_lazy(
            "What happened, and what shows it, such as the signed sheet. It stays for ever."
        ),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not said.get("state"):
            self.add_error("state", _("Choose what the register should say."))
        self.cleaned_data = said
        return {**said, "said": self.said()}


class Ask(CorrectionPage, FormPage):
    """Asks for a correction of what a locked register says of one person."""

    page_title = gettext_lazy("Ask for a correction")
    template_name = "delivery/classdesk/ask_correction.html"
    button = gettext_lazy("Ask for the correction")
    told = gettext_lazy("The correction waits for a second person. Until then the register stays as it is.")

    def mark(self) -> AttendanceMark:
        if not hasattr(self, "_mark"):
            self._mark = get_locked_mark(self.request.user, self.kwargs["attendance_mark_uuid"])
        return self._mark

    def get_page_subtitle(self) -> str:
        return str(self.mark().enrolment.person.full_name)

    def crumbs(self) -> list[Crumb]:
        session = self.mark().register.session
        url = reverse("corrections:register", args=[session.uuid])
        return [*super().crumbs(), Crumb(url, session.cohort.code)]

    def form(self, data: Any = None, initial: Any = None) -> forms.Form:
        return AskForm(data, enrolment=self.mark().enrolment, mark=self.mark())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(mark=self.mark(), session=self.mark().register.session, **kwargs)

    def act(self, said: dict[str, Any]) -> Correction:
        mark = self.mark()
        wish = Wish(mark.register.session.uuid, mark.enrolment.uuid, said["said"], said["reason"])
        return propose_correction(wish=wish, actor=actor_of(self.request), now=now())

    def back(self, done: Any = None) -> str:
        return reverse("corrections:register", args=[self.mark().register.session.uuid])


class RefusalForm(forms.Form):
    """Why a correction is refused; the operation asks for it where it is."""

    refusal = reason_field("", max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["refusal"].label = _("Reason, if you refuse")
        self.fields["refusal"].help_text = _("Who asked for the correction reads it.")


class Decide(CorrectionPage):
    """One correction: what was, what is wished, why; a second person says yes, or no with a reason."""

    page_title = gettext_lazy("Correction")
    template_name = "delivery/classdesk/correction.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = get_correction(self.request.user, self.kwargs["correction_uuid"])
        before = AttendanceMark(
            state=row.before_state,
            late=row.before_late,
            left_early=row.before_left_early,
            excuse=row.before_excuse,
        )
        return super().get_context_data(
            asked=with_names([row])[0],
            correction=row,
            before=before,
            session=row.mark.register.session,
            waits=row.decision == CorrectionState.PROPOSED,
            is_own=row.proposed_by == self.request.user.uuid,
            form=kwargs.pop("form", None) or RefusalForm(),
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = get_correction(request.user, self.kwargs["correction_uuid"])
        decision = request.POST.get("decision", "")
        if decision not in ("approve", "refuse"):
            messages.error(request, _("Choose yes or no."))
            return redirect(request.path)
        is_right, form = decision == "approve", RefusalForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        said = Decision(is_right, form.cleaned_data["refusal"])
        try:
            decide_correction(correction_uuid=row.uuid, decision=said, actor=actor_of(request), now=now())
        except ReasonMissing as error:
            form.add_error("refusal", error.message)
            return self.render_to_response(self.get_context_data(form=form), status=422)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect(request.path)
        told = (
            _("The register and the hours are corrected.") if is_right else _("The register stays as it is.")
        )
        messages.success(request, told)
        return redirect("corrections:index")
