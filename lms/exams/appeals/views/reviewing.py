"""One appeal at the desk: what was filed, taking it, the case, the decision, giving it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lms.accounts.api import actor_of
from lms.core.clock import local_date, now
from lms.core.errors import DomainError, NotAllowed
from lms.core.faces import domain_errors_to_form
from lms.exams.appeals import operations
from lms.exams.appeals.case import Case, case_of
from lms.exams.appeals.forms import DecisionForm, GiveBackForm, WorkDecisionForm
from lms.exams.appeals.further import further_of
from lms.exams.appeals.models import Appeal, AppealState
from lms.exams.appeals.operations import NewDecision
from lms.exams.appeals.parts import reasons_against_taking
from lms.exams.appeals.practical_case import PracticalCase, practical_case_of
from lms.exams.appeals.presentation import (
    ground_in_words,
    had_part_in,
    left_in_words,
    names_of,
    parts_in_words,
    percent,
    remedy_in_words,
    state_in_words,
)
from lms.exams.appeals.remedies import possible_for, refused_by
from lms.exams.appeals.rules import Possible
from lms.exams.appeals.views.base import OneAppealPage
from lms.exams.handmarking.queries import stems_of
from lms.exams.handmarking.standing import standing_of


class AppealPage(OneAppealPage):
    """What was filed, where it is, who had a part, and what can be done next."""

    page_title = pgettext_lazy("examination", "Appeal")
    template_name = "exams/appeals/appeal.html"

    def crumbs(self) -> list[dict[str, str]]:
        return super().crumbs()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        appeal = self.get_appeal()
        names = names_of([appeal.filed_by, appeal.reviewer])
        waits = appeal.state == AppealState.FILED
        against = reasons_against_taking(appeal, self.request.user.uuid) if waits else []
        return super().get_context_data(
            state_words=state_in_words(appeal),
            left=left_in_words(appeal, today=local_date(now())),
            told=percent(appeal.told),
            ground=ground_in_words(appeal),
            remedy=remedy_in_words(appeal),
            parts=parts_in_words(appeal),
            filed_by=names.get(appeal.filed_by, ""),
            reviewer=names.get(appeal.reviewer, "") if appeal.reviewer else "",
            had_part=had_part_in(appeal),
            further=further_of(appeal),
            can_take=waits and not against,
            own_parts=against,
            is_in_review=appeal.state == AppealState.IN_REVIEW,
            is_decided=appeal.state == AppealState.DECIDED,
            **kwargs,
        )


class TakePage(AppealPage):
    """Begins the review."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        appeal = self.get_appeal()
        try:
            operations.take_appeal(appeal_uuid=appeal.uuid, actor=actor_of(request), now=now())
        except DomainError as refusal:
            return self.render_to_response(self.get_context_data(refusal=refusal), status=409)
        messages.success(request, _("You review this appeal now."))
        return redirect("appeals:appeal", appeal.uuid)


class GiveBackPage(OneAppealPage):
    """Asks why, then lets somebody else take it."""

    page_title = gettext_lazy("Let somebody else review it")
    template_name = "exams/appeals/give_back.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", GiveBackForm())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form, appeal = GiveBackForm(request.POST), self.get_appeal()
        if form.is_valid():
            with domain_errors_to_form(form):
                reason = form.cleaned_data["reason"]
                operations.give_back_appeal(
                    appeal_uuid=appeal.uuid, reason=reason, actor=actor_of(request), now=now()
                )
                messages.success(request, _("The appeal waits for somebody else."))
                return redirect("appeals:appeal", appeal.uuid)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class MinePage(OneAppealPage):
    """A page for the reviewer only."""

    def get_appeal(self) -> Appeal:
        appeal = super().get_appeal()
        if appeal.reviewer != self.request.user.uuid:
            raise NotAllowed(_("Only who reviews this appeal sees what was logged. Take it first."))
        return appeal


class CasePage(MinePage):
    """Everything that was logged, to read and to print; each look is written down."""

    page_title = gettext_lazy("The whole log")
    template_name = "exams/appeals/case.html"
    http_method_names = ("get", "head", "options")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        appeal, who = self.get_appeal(), {"actor": actor_of(self.request), "now": now()}
        case: Case | PracticalCase
        if appeal.is_practical:
            operations.open_practical_case(appeal=appeal, **who)
            case = practical_case_of(appeal)
        else:
            case = case_of(appeal, operations.open_case(appeal=appeal, **who))
        return super().get_context_data(case=case, told=percent(appeal.told), **kwargs)

    def get_template_names(self) -> list[str]:
        if self.get_appeal().is_practical:
            return ["exams/appeals/practical_case.html"]
        return super().get_template_names()


class DecidePage(MinePage):
    """Asks for the decision, what follows, and the answer to the candidate."""

    page_title = gettext_lazy("Decide on the appeal")
    template_name = "exams/appeals/decide.html"

    @cached_property
    def possible(self) -> Possible:
        """Return what can follow."""
        return possible_for(self.get_appeal())

    def make_form(self, data: Any = None) -> DecisionForm:
        """Return the form with what can follow, and the questions that a further person can mark."""
        appeal, possible = self.get_appeal(), self.possible
        if appeal.is_practical:
            return WorkDecisionForm(data, refused=refused_by(possible))
        standing = standing_of(appeal.written)
        stems = stems_of([standing]) if standing else {}
        items = [(item, stems.get(item, "")[:120]) for item in possible.markable]
        return DecisionForm(data, items=items, refused=refused_by(possible))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs["form"] = self.make_form()
        appeal = self.get_appeal()
        is_open = appeal.state == AppealState.IN_REVIEW
        words = {"told": percent(appeal.told), "ground": ground_in_words(appeal)}
        return super().get_context_data(is_open=is_open, possible=self.possible, **words, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form, appeal = self.make_form(request.POST), self.get_appeal()
        if form.is_valid():
            with domain_errors_to_form(form):
                decision = NewDecision(appeal_uuid=appeal.uuid, **form.cleaned_data)
                operations.decide_appeal(decision=decision, actor=actor_of(request), now=now())
                messages.success(request, _("Decided. The candidate reads the answer now."))
                return redirect("appeals:appeal", appeal.uuid)
        return self.render_to_response(self.get_context_data(form=form), status=422)
