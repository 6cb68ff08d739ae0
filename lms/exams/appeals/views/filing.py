"""The officer files an appeal for somebody who cannot, and sets the dated rule."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.faces import domain_errors_to_form
from lms.exams.appeals import operations
from lms.exams.appeals.forms import AppealRuleForm, BehalfForm
from lms.exams.appeals.models import AppealRule
from lms.exams.appeals.operations import NewAppeal, NewAppealRule
from lms.exams.appeals.presentation import own_panel, part_choices
from lms.exams.appeals.queries import get_appealable, get_appealable_practical
from lms.exams.appeals.remedies import possible_for_work
from lms.exams.appeals.subject import Told, subject_of
from lms.exams.appeals.views.base import AppealsPage
from lms.exams.practical.models import PracticalResult


class NewAppealPage(AppealsPage):
    """Files an appeal in the place of a candidate."""

    page_title = gettext_lazy("Appeal for a candidate")
    template_name = "exams/appeals/new.html"

    is_practical = False

    def find_result(self) -> Told:
        """Return the released result of the address."""
        return get_appealable(self.request.user, self.kwargs["attempt_uuid"])

    def get_result(self) -> Told:
        """Return the released result of the address; asked once."""
        if not hasattr(self, "_result"):
            self._result = self.find_result()
        return self._result

    def make_form(self, data: Any = None) -> BehalfForm:
        """Return the form for the result of the address."""
        return BehalfForm(data, parts=part_choices(self.get_result()), is_practical=self.is_practical)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        result = self.get_result()
        if "form" not in kwargs:
            kwargs["form"] = self.make_form()
        return super().get_context_data(
            result=result,
            subject=subject_of(result),
            panel=own_panel(result, now=now()),
            possible=possible_for_work(result) if isinstance(result, PracticalResult) else None,
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        result = self.get_result()
        form = self.make_form(request.POST)
        if form.is_valid():
            values = dict(form.cleaned_data)
            with domain_errors_to_form(form):
                new = NewAppeal(result_uuid=result.uuid, is_practical=self.is_practical, **values)
                row = operations.file_appeal(new=new, actor=actor_of(request), now=now())
                messages.success(
                    request, _("The appeal is filed. Another examinations officer has to look at it.")
                )
                return redirect("appeals:appeal", row.uuid)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class NewPracticalAppealPage(NewAppealPage):
    """Files an appeal against a practical result in the place of a candidate."""

    is_practical = True

    def find_result(self) -> PracticalResult:
        return get_appealable_practical(self.request.user, self.kwargs["practical_result_uuid"])


class AppealRulesPage(AppealsPage):
    """The dated rules of appeals, and a further one."""

    page_title = gettext_lazy("Rules of appeals")
    template_name = "exams/appeals/rules.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", AppealRuleForm())
        return super().get_context_data(rules=AppealRule.objects.order_by("code", "-valid_from"), **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = AppealRuleForm(request.POST)
        if form.is_valid():
            values = dict(form.cleaned_data)
            basis = {"zh": values.pop("basis_zh"), "en": values.pop("basis_en")}
            with domain_errors_to_form(form):
                rule = NewAppealRule(basis=basis, **values)
                operations.set_appeal_rule(rule=rule, actor=actor_of(request), now=now())
                messages.success(request, _("The rule holds for results that are released from that day on."))
                return redirect("appeals:rules")
        return self.render_to_response(self.get_context_data(form=form), status=422)
