"""Candidates of a sitting: who may come and why not, admitting, taking out, what is arranged in advance."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.accounts.api import actor_of
from lms.core.clock import local_date, now
from lms.core.errors import DomainError
from lms.core.tables import table_response
from lms.exams.sittingdesk.forms import ArrangementForm, ReasonForm, arranged_before
from lms.exams.sittingdesk.presentation import CandidateRow, export_of, rows_of
from lms.exams.sittingdesk.queries import get_candidate
from lms.exams.sittingdesk.views.base import SittingPage
from lms.exams.sittingdesk.views.plan import FormPage
from lms.exams.sittings import operations
from lms.exams.sittings.arrangements import arrangement_of
from lms.exams.sittings.models import OVER, Sitting
from lms.exams.sittings.standings import conditions_on, judged_for, rule_on, who_is_asked

MOST_SENT = 2000


def listed(sitting: Sitting) -> list[CandidateRow]:
    """Return everybody on the site whose programme asks for the examination, and what the rule says."""
    conditions = conditions_on(sitting.scheme.code, local_date(sitting.opens_at))
    return rows_of(judged_for(sitting, who_is_asked(sitting)), conditions)


class CandidatesPage(SittingPage):
    """Who may come; those who can are admitted in one act."""

    page_title = gettext_lazy("Candidates")
    template_name = "exams/sittings/candidates.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sitting = self.get_sitting()
        rows = listed(sitting)
        return super().get_context_data(
            admitted=sorted(
                (row for row in rows if row.is_admitted), key=lambda row: row.judged.candidate.number
            ),
            able=[row for row in rows if row.can_be_admitted],
            unable=[row for row in rows if not row.is_admitted and not row.can_be_admitted],
            rule=rule_on(sitting.scheme.code, local_date(sitting.opens_at)),
            left=max(sitting.room.seats - sitting.admitted, 0),
            is_over=sitting.state in OVER,
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        sitting = self.get_sitting()
        able = {str(row.judged.enrolment.uuid): row.judged.enrolment.uuid for row in listed(sitting)}
        sent = request.POST.getlist("enrolment")[:MOST_SENT]
        wanted = [able[one] for one in sent if one in able]
        if not wanted:
            messages.error(request, _("Choose somebody first."))
            return redirect("sittings:candidates", sitting.uuid)
        moment = now()
        try:
            rows = operations.admit_candidates(
                sitting_uuid=sitting.uuid, enrolment_uuids=wanted, actor=actor_of(request), now=moment
            )
        except DomainError as refusal:
            return self.render_to_response(self.get_context_data(refusal=refusal), status=422)
        # Whom a colleague admitted meanwhile is in already, and not by this.
        fresh = sum(row.admitted_at == moment for row in rows)
        words = ngettext("%(count)d candidate is admitted.", "%(count)d candidates are admitted.", fresh)
        if fresh:
            messages.success(request, words % {"count": fresh})
        else:
            messages.info(request, _("They were admitted before; nothing was changed now."))
        return redirect("sittings:candidates", sitting.uuid)


class CandidatesFile(SittingPage):
    """The list as a file to keep."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        head, rows = export_of(listed(self.get_sitting()))
        on = localtime(self.get_sitting().opens_at).date()
        return table_response(request, "candidates", head=head, rows=rows, on=on)


class CandidatePage(SittingPage, FormPage):
    """A page about one candidate."""

    def candidate(self) -> Any:
        if not hasattr(self, "_candidate"):
            self._candidate = get_candidate(self.get_sitting(), self.kwargs["candidate_uuid"])
        return self._candidate

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(candidate=self.candidate(), **kwargs)


class TakeOut(CandidatePage):
    """Takes somebody out who has not started."""

    page_title = gettext_lazy("Take out of the sitting")
    template_name = "exams/sittings/take_out.html"
    form_class = ReasonForm

    def act(self, form: ReasonForm) -> HttpResponse:
        uuid = self.get_sitting().uuid
        operations.take_out_candidate(
            candidate_uuid=self.candidate().uuid,
            sitting_uuid=uuid,
            reason=form.cleaned_data["reason"],
            actor=actor_of(self.request),
            now=now(),
        )
        messages.success(self.request, _("Taken out. The number stays free."))
        return redirect("sittings:candidates", uuid)


class ArrangePage(CandidatePage):
    """Arranges something in advance for one candidate."""

    page_title = gettext_lazy("Arrange for a candidate")
    template_name = "exams/sittings/arrange.html"

    def make_form(self, data: Any = None) -> ArrangementForm:
        kept = arrangement_of(self.candidate())
        return ArrangementForm(data, initial=arranged_before(kept) if kept else None)

    def act(self, form: ArrangementForm) -> HttpResponse:
        uuid = self.get_sitting().uuid
        kept = operations.arrange_for_candidate(
            candidate=(uuid, self.candidate().uuid),
            arrangement=operations.NewArrangement(**form.cleaned_data),
            by=self.request.user,
            actor=actor_of(self.request),
            now=now(),
        )
        said = _("It is arranged.") if kept else _("Nothing is arranged for this candidate any more.")
        messages.success(self.request, said)
        return redirect("sittings:candidates", uuid)
