"""The page of one file, in Wagtail's interface."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lms.core.access import AccessMixin, Roles
from lms.core.clock import local_date, now
from lms.core.enums import Role
from lms.enrolments.file.presentation import picture_of_file, rows_of
from lms.enrolments.file.queries import file_of, get_person_on_file

REGISTRARS = Roles(Role.REGISTRAR)


class PersonFile(WagtailAdminTemplateMixin, AccessMixin, TemplateView):
    """Everything of one person from admission to outcome; it writes nothing."""

    access = REGISTRARS
    header_icon = "user"
    page_title = gettext_lazy("File")
    template_name = "enrolments/file/file.html"
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.access.admits(request.user):
            self.person = get_person_on_file(request.user, kwargs["person_uuid"])  # type: ignore[arg-type]
        return super().dispatch(request, *args, **kwargs)

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
            stay=file.stays[-1] if file.stays else None,
            today=today,
            **kwargs,
        )
