"""After the further marking: the result is made, and goes to the desk for results."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.errors import DomainError, NotFound
from lms.exams.appeals import operations
from lms.exams.appeals.views.reviewing import AppealPage


class SettlePage(AppealPage):
    """Makes the result after the further marking."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        appeal = self.get_appeal()
        try:
            operations.settle_further_marking(appeal_uuid=appeal.uuid, actor=actor_of(request), now=now())
        except NotFound:
            raise
        except DomainError as refusal:
            return self.render_to_response(self.get_context_data(refusal=refusal), status=409)
        messages.success(
            request, _("The result is made. It waits to be frozen and released by two officers.")
        )
        return redirect("appeals:appeal", appeal.uuid)
