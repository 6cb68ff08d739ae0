"""What every page of admission has: its door, its crumbs, and how a form that was refused comes back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lms.core.access import AccessMixin
from lms.core.faces import domain_errors_to_form
from lms.enrolments.admission.policies import REGISTRARS
from lms.enrolments.admission.queries import get_admission
from lms.enrolments.errors import ChangeOutdated


class AdmissionPage(WagtailAdminTemplateMixin, AccessMixin, TemplateView):
    """One page about people who come; crumbs lead back to the list."""

    access = REGISTRARS
    header_icon = "group"
    request: HttpRequest
    kwargs: dict[str, Any]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        index = {"url": reverse("admissions:index"), "label": _("Admission")}
        return [*self.breadcrumbs_items, index, *self.crumbs(), {"url": "", "label": str(self.page_title)}]

    def crumbs(self) -> list[dict[str, str]]:
        """Return what stands between the list and this page."""
        return []


class StayPage(AdmissionPage):
    """A page about one stay."""

    def stay(self) -> Any:
        if not hasattr(self, "_stay"):
            self._stay = get_admission(self.request.user, self.kwargs["admission_uuid"])
        return self._stay

    def get_page_subtitle(self) -> str:
        return str(self.stay().person.full_name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(stay=self.stay(), **kwargs)


class StayForm(StayPage):
    """One deed at one stay: GET asks, POST does it."""

    template_name = "enrolments/admission/stay_form.html"
    form_class: Any
    lead: Any = ""
    button: Any
    told: Any

    def crumbs(self) -> list[dict[str, str]]:
        url = reverse("admissions:stay", args=[self.stay().uuid])
        return [{"url": url, "label": self.stay().person.full_name}]

    def initial(self) -> dict[str, Any]:
        """Return what the form begins with."""
        return {}

    def make_form(self, data: Any = None) -> Any:
        """Return the form, filled in or with what it begins with."""
        return self.form_class(initial=self.initial()) if data is None else self.form_class(data)

    def act(self, said: dict[str, Any]) -> None:
        """Do what the form says."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self.make_form()
        return super().get_context_data(form=form, lead=self.lead, button=self.button, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        stay = self.stay()
        form = self.make_form(request.POST)
        if form.is_valid():
            with domain_errors_to_form(form):
                self.act(form.cleaned_data)
        if form.is_valid():
            messages.success(request, self.told)
            return redirect("admissions:stay", stay.uuid)
        if form.has_error(NON_FIELD_ERRORS, ChangeOutdated.code):
            self._show_what_stands(form)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _show_what_stands(self, form: Any) -> None:
        """Let the form carry what it was just told stands now: sent once more, it is meant so."""
        del self._stay
        seen = self.initial().get("seen")
        if seen is not None:
            form.data = form.data.copy()
            form.data["seen"] = seen
