"""The page of one file, in Wagtail's interface, and the paper that a person takes along."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lms.core.access import AccessMixin, Roles
from lms.core.clock import local_date, now
from lms.core.enums import Role
from lms.enrolments.file.presentation import picture_of_file, rows_of
from lms.enrolments.file.printing import print_record
from lms.enrolments.file.queries import file_of, get_person_on_file
from lms.enrolments.person_facts.presentation import former_names_of

REGISTRARS = Roles(Role.REGISTRAR)


class OnFile(AccessMixin):
    """What is about one person whose file the user reads; it writes nothing."""

    access = REGISTRARS
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.access.admits(request.user):
            self.person = get_person_on_file(request.user, kwargs["person_uuid"])  # type: ignore[arg-type]
        return super().dispatch(request, *args, **kwargs)


class PersonFile(WagtailAdminTemplateMixin, OnFile, TemplateView):
    """Everything of one person from admission to outcome."""

    header_icon = "user"
    page_title = gettext_lazy("Whole file")
    template_name = "enrolments/file/file.html"

    def get_page_subtitle(self) -> str:
        return self.person.full_name

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        index = {"url": reverse("admissions:index"), "label": _("Admission")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = local_date(now())
        file = file_of(self.request.user, self.person)  # type: ignore[arg-type]
        return super().get_context_data(
            file=file,
            rows=rows_of(file),
            picture=picture_of_file(file, today=today),
            former=None if file.until else former_names_of(self.person, self.request.user),  # type: ignore[arg-type]
            stay=file.stays[-1] if file.stays else None,
            today=today,
            **kwargs,
        )


class TrainingRecord(OnFile, View):
    """What the person learnt and showed, as a PDF to take along; it opens in the browser."""

    def get(self, request: HttpRequest, person_uuid: UUID) -> HttpResponse:
        today = local_date(now())
        content = print_record(file_of(request.user, self.person), today=today)  # type: ignore[arg-type]
        name = f'inline; filename="training-record-{today:%Y%m%d}.pdf"'
        headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
        return HttpResponse(content, content_type="application/pdf", headers=headers)
