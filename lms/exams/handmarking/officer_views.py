"""Pages of the examinations officer about marking by hand: progress, markers, answers that are apart, dated rules."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.errors import DomainError, NotFound
from lms.exams.handmarking import operations
from lms.exams.handmarking.errors import MarkingNotFound
from lms.exams.handmarking.forms import DecisionForm, MarkersForm, MarkingRuleForm, SettleForm
from lms.exams.handmarking.models import MarkingRule
from lms.exams.handmarking.officer_queries import ApartLine, help_to_decide, marking_of
from lms.exams.handmarking.operations import NewMarkDecision, NewMarkingRule
from lms.exams.handmarking.operations.appointing import possible_markers
from lms.exams.sittingdesk.policies import HELD
from lms.exams.sittingdesk.views.base import SittingPage
from lms.exams.sittingdesk.views.plan import FormPage
from lms.exams.sittings.models import SittingState


class MarkingPage(SittingPage):
    """How far the marking of a sitting is; settling what is complete."""

    page_title = gettext_lazy("Marking by hand")
    template_name = "exams/handmarking/sitting.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sitting = self.get_sitting()
        return super().get_context_data(
            state=marking_of(sitting),
            is_closed=sitting.state == SittingState.CLOSED,
            has_results=sitting.state in HELD,
            form=SettleForm(),
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = SettleForm(request.POST)
        uuid = self.get_sitting().uuid
        if form.is_valid():
            try:
                key = form.cleaned_data["client_key"]
                count = operations.settle_marks(
                    sitting_uuid=uuid, client_key=key, actor=actor_of(request), now=now()
                )
            except DomainError as error:
                messages.error(request, error.message)
            else:
                words = ngettext(
                    "The result of one attempt is being made.",
                    "The results of %(count)s attempts are being made.",
                    count,
                )
                messages.success(request, words % {"count": count})
        else:
            messages.error(
                request, _("Settled marks stay. Tick first that nothing is to be changed in them.")
            )
        return redirect("sittings:marking", uuid)


class MarkersPage(SittingPage, FormPage):
    """Appoints markers."""

    page_title = gettext_lazy("Appoint markers")
    template_name = "exams/handmarking/markers.html"

    def make_form(self, data: Any = None) -> MarkersForm:
        sitting = self.get_sitting()
        known = set(sitting.markers.filter(ended_at__isnull=True).values_list("user_id", flat=True))
        users = [user for user in possible_markers(sitting) if user.pk not in known]
        return MarkersForm(data, choices=[(str(user.uuid), user.display_name) for user in users])

    def act(self, form: MarkersForm) -> HttpResponse:
        uuid, people = self.get_sitting().uuid, [UUID(one) for one in form.cleaned_data["people"]]
        operations.appoint_markers(
            sitting_uuid=uuid, user_uuids=people, actor=actor_of(self.request), now=now()
        )
        messages.success(self.request, _("They find the answers on their page “Answers to mark”."))
        return redirect("sittings:marking", uuid)


class DismissMarker(SittingPage):
    """Lets somebody mark no further; what they have not marked is free again."""

    page_title = gettext_lazy("Marking by hand")
    template_name = "exams/handmarking/sitting.html"
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        uuid = self.get_sitting().uuid
        if not self.get_sitting().markers.filter(uuid=kwargs["marker_uuid"]).exists():
            raise MarkingNotFound(_("This person does not mark here (any more)."))
        try:
            freed = operations.dismiss_marker(
                marker_uuid=kwargs["marker_uuid"], sitting_uuid=uuid, actor=actor_of(request), now=now()
            )
        except NotFound as error:
            messages.error(request, error.message)
        else:
            words = ngettext(
                "One answer is free again for others.", "%(count)s answers are free again for others.", freed
            )
            messages.success(request, words % {"count": freed})
        return redirect("sittings:marking", uuid)


class DecideMarksPage(SittingPage, FormPage):
    """Settles one answer whose two markers are apart."""

    page_title = gettext_lazy("Two markers are apart")
    template_name = "exams/handmarking/decide.html"
    form_class = DecisionForm

    def get_line(self) -> ApartLine:
        """Return the answer of the address.

        :raises MarkingNotFound: it is not there, or nothing is to be decided on it.
        """
        wanted = (self.kwargs["attempt_uuid"], self.kwargs["item_uuid"])
        for line in marking_of(self.get_sitting()).apart:
            if (line.attempt, line.item) == wanted:
                return line
        raise MarkingNotFound(_("Nothing is to be decided here (any more)."))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        line = self.get_line()
        phrases, model_answer = help_to_decide(line)
        return super().get_context_data(line=line, phrases=phrases, model_answer=model_answer, **kwargs)

    def act(self, form: DecisionForm) -> HttpResponse:
        line, sitting = self.get_line(), self.get_sitting()
        decision = NewMarkDecision(
            sitting_uuid=sitting.uuid,
            attempt_uuid=line.attempt,
            item=line.item,
            by=self.request.user,  # type: ignore[arg-type]
            **form.cleaned_data,
        )
        operations.decide_marks(decision=decision, actor=actor_of(self.request), now=now())
        messages.success(self.request, _("Decided. The reason stays with the marks."))
        return redirect("sittings:marking", sitting.uuid)


class MarkingRulesPage(FormPage):
    """The dated rules of marking by hand, and a further one."""

    page_title = gettext_lazy("Rules of marking by hand")
    template_name = "exams/handmarking/rules.html"
    form_class = MarkingRuleForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rules=MarkingRule.objects.order_by("code", "-valid_from"), **kwargs)

    def act(self, form: MarkingRuleForm) -> HttpResponse:
        values = dict(form.cleaned_data)
        basis = {"zh": values.pop("basis_zh"), "en": values.pop("basis_en")}
        rule = NewMarkingRule(basis=basis, **values)
        operations.set_marking_rule(rule=rule, actor=actor_of(self.request), now=now())
        messages.success(self.request, _("The rule holds for sittings from that day on."))
        return redirect("sittings:marking_rules")
