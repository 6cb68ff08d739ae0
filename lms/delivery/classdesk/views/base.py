"""What the pages of the desk have in common: the frame, crumbs, a form that comes back with what is wrong."""

from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lms.core.access import AccessMixin
from lms.core.clock import local_date, now
from lms.core.faces import domain_errors_to_form
from lms.delivery.classdesk.policies import REGISTRARS
from lms.delivery.classdesk.queries.cohorts import get_own_cohort
from lms.delivery.cohorts.models import Cohort


class Crumb(NamedTuple):
    """A page on the way to this one."""

    url: str
    label: str


class DeskPage(WagtailAdminTemplateMixin, AccessMixin, TemplateView):
    """A page of the desk."""

    access = REGISTRARS
    header_icon = "group"
    request: HttpRequest
    kwargs: dict[str, Any]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        way = [crumb._asdict() for crumb in self.crumbs()]
        return [*self.breadcrumbs_items, *way, {"url": "", "label": str(self.page_title)}]

    def crumbs(self) -> list[Crumb]:
        """Return what stands between the beginning and this page."""
        return []


class FormPage(DeskPage):
    """One deed by a form: GET asks, POST does it; what is refused comes back with what was typed."""

    template_name = "delivery/classdesk/form.html"
    form_class: Any
    lead: Any = ""
    button: Any
    told: Any = ""

    def form(self, *args: Any, **kwargs: Any) -> forms.Form:
        """Return the form."""
        return self.form_class(*args, **kwargs)

    def initial(self) -> dict[str, Any]:
        """Return what the form begins with."""
        return {}

    def act(self, said: dict[str, Any]) -> Any:
        """Do what the form says, and return what was done."""
        raise NotImplementedError

    def back(self, done: Any = None) -> str:
        """Return where it goes on: after the deed, or when somebody thinks better of it."""
        raise NotImplementedError

    def facts(self) -> list[tuple[Any, Any]]:
        """Return what somebody should see before saying yes."""
        return []

    def way(self, form: forms.Form) -> Crumb | None:
        """Return where what was refused can be looked at, if anywhere."""
        return None

    def tell(self, done: Any) -> None:
        """Say what was done."""
        messages.success(self.request, self.told)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self.form(initial=self.initial())
        more = {"lead": self.lead, "button": self.button, "back": self.back(), "facts": self.facts()}
        more["way"] = self.way(form)
        return super().get_context_data(form=form, **more, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form, done = self.form(request.POST), None
        if form.is_valid():
            with domain_errors_to_form(form):
                done = self.act(form.cleaned_data)
        if form.is_valid():
            self.tell(done)
            return redirect(self.back(done))
        return self.render_to_response(self.get_context_data(form=form), status=422)


class CohortPage(DeskPage):
    """A page about one cohort."""

    def cohort(self) -> Cohort:
        """Return the cohort of the address, if it is at one of the user's sites."""
        if not hasattr(self, "_cohort"):
            self._cohort = get_own_cohort(self.request.user, self.kwargs["cohort_uuid"])
        return self._cohort

    def today(self) -> Any:
        """Return the day at the cohort's site."""
        return local_date(now(), zone=self.cohort().site.time_zone)

    def url(self) -> str:
        """Return the address of the cohort's own page."""
        return reverse("cohorts:cohort", args=[self.cohort().uuid])

    def crumbs(self) -> list[Crumb]:
        index = Crumb(reverse("cohorts:index"), str(gettext_lazy("Cohorts")))
        return [index, Crumb(self.url(), self.cohort().code)]

    def get_page_subtitle(self) -> str:
        return self.cohort().code

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cohort=self.cohort(), **kwargs)


def pdf_response(name: str, content: bytes) -> HttpResponse:
    """Return a printed document that no cache keeps; it opens in the browser."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
