"""Pages of saved mappings of spreadsheets: their list, another name, deleting one after a question."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.faces import domain_errors_to_form
from lms.exams.intake import mappings
from lms.exams.intake.forms import MappingNameForm
from lms.exams.intake.models import SavedMapping
from lms.exams.intake.views import IntakePage

MAPPINGS_ON_A_PAGE = 25


class Mappings(IntakePage):
    """Every saved mapping, with who saved it last."""

    page_title = gettext_lazy("Saved column settings")
    header_icon = "table"
    template_name = "exams/intake/mappings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(mappings.saved_mappings(), MAPPINGS_ON_A_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(page=page, **kwargs)


class MappingPage(IntakePage):
    """Something that is done to one saved mapping."""

    header_icon = "table"

    @cached_property
    def mapping(self) -> SavedMapping:
        return mappings.find_mapping(self.kwargs["mapping_uuid"])

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        *others, own = super().get_breadcrumbs_items()
        return [*others, {"url": reverse("intake:mappings"), "label": _("Saved column settings")}, own]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(mapping=self.mapping, **kwargs)


class RenameMapping(MappingPage):
    """Asks for another name."""

    page_title = gettext_lazy("Rename saved column settings")
    template_name = "exams/intake/rename_mapping.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or MappingNameForm(initial={"name": self.mapping.name})
        return super().get_context_data(form=form, **kwargs)

    def post(self, request: HttpRequest, mapping_uuid: UUID, **kwargs: Any) -> HttpResponse:
        form = MappingNameForm(request.POST)
        if form.is_valid():
            with domain_errors_to_form(form):
                mappings.rename_mapping(
                    uuid=mapping_uuid, name=form.cleaned_data["name"], actor=actor_of(request), now=now()
                )
        if form.is_valid():
            messages.success(request, _("Renamed."))
            return redirect("intake:mappings")
        return self.render_to_response(self.get_context_data(form=form), status=422)


class DeleteMapping(MappingPage):
    """Asks, then deletes."""

    page_title = gettext_lazy("Delete saved column settings")
    header_icon = "bin"
    template_name = "exams/intake/delete_mapping.html"

    def post(self, request: HttpRequest, mapping_uuid: UUID, **kwargs: Any) -> HttpResponse:
        mappings.delete_mapping(uuid=mapping_uuid, actor=actor_of(request), now=now())
        messages.success(request, _("Deleted."))
        return redirect("intake:mappings")
