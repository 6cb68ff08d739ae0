"""The register before its officers: whether all agrees, every checkpoint, and the sheet to keep outside."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from certificates.issuing.register.desk.printing import print_checkpoint
from certificates.issuing.register.desk.shown import (
    in_groups,
    list_checkpoints,
    state_of_register,
)
from certificates.issuing.register.queries import newest_checkpoint
from lms.core.access import AccessMixin, Roles
from lms.core.enums import Role

ON_A_PAGE = 31
OFFICERS = Roles(Role.ISSUING_OFFICER, Role.ADMINISTRATOR)


class RegisterPage(WagtailAdminTemplateMixin, AccessMixin, TemplateView):
    """How the register stands."""

    access = OFFICERS
    page_title = gettext_lazy("Register of certificates")
    header_icon = "lock"
    template_name = "certificates/register/index.html"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(list_checkpoints(), ON_A_PAGE).get_page(self.request.GET.get("p"))
        state = state_of_register()
        root = in_groups(state.newest.root) if state.newest else []
        return super().get_context_data(page=page, state=state, root=root, **kwargs)


class NewestCheckpoint(AccessMixin, View):
    """The newest checkpoint as a sheet to print, sign and keep outside."""

    access = OFFICERS

    def get(self, request: HttpRequest) -> HttpResponse:
        checkpoint = newest_checkpoint()
        if checkpoint is None:
            raise Http404
        name = f"checkpoint-{checkpoint.size}.pdf"
        headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
        return HttpResponse(print_checkpoint(checkpoint), content_type="application/pdf", headers=headers)
