"""What the desk's pages share: Wagtail's frame, the way back, who acts."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lms.accounts.api import actor_of
from lms.core import clock
from lms.core.access import AccessMixin
from lms.core.errors import DomainError
from lms.core.sentences import sentences
from lms.exams.desk.policies import APPROVE, READ, WRITE


class DeskPage(WagtailAdminTemplateMixin, AccessMixin, TemplateView):
    """One page of the desk; crumbs lead back to the list."""

    access = READ
    header_icon = "help"
    request: HttpRequest
    kwargs: dict[str, Any]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        index = {"url": reverse("question_bank:index"), "label": _("Questions of the bank")}
        return [*self.breadcrumbs_items, index, *self.further_crumbs()]

    def further_crumbs(self) -> list[dict[str, str]]:
        return [{"url": "", "label": str(self.get_page_title())}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        may = {"may_write": WRITE.admits(user), "may_approve": APPROVE.admits(user)}
        return super().get_context_data(**{**may, **kwargs})

    def who(self) -> dict[str, Any]:
        """Return who acts and when, as every operation takes it."""
        return {"actor": actor_of(self.request), "now": clock.now()}


class DeskDeed(DeskPage):
    """Something that is done, with nothing to show at its own address."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Do it and lead on; a refusal is told on the page that one came from."""
        try:
            return self.deed()
        except DomainError as error:
            tell(request, error)
            return redirect(self.way_back())

    def deed(self) -> HttpResponse:
        """Call the operation; return where it leads."""
        raise NotImplementedError

    def way_back(self) -> str:
        """Return where a refusal is told."""
        raise NotImplementedError


def tell(request: HttpRequest, error: DomainError) -> None:
    """Tell a refusal with its reasons."""
    messages.error(request, sentences([error.message, *error.reasons]))
