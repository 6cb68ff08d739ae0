"""What these pages share: Wagtail's frame, the way back, and the scheme that they are about."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lms.core.access import AccessMixin
from lms.exams.paperdesk.policies import DRAW
from lms.exams.papers.models import ExaminationScheme
from lms.exams.papers.queries import get_scheme_version

Crumb = dict[str, str]


def scheme_name(scheme: ExaminationScheme) -> str:
    """Return a version of a scheme in words."""
    return _("%(code)s, version %(number)d") % {"code": scheme.code, "number": scheme.number}


class DeskPage(WagtailAdminTemplateMixin, AccessMixin, TemplateView):
    """One page at the examinations officer's desk."""

    access = DRAW
    header_icon = "list-ul"
    kwargs: dict[str, Any]

    def get_breadcrumbs_items(self) -> list[Crumb]:
        return [*self.breadcrumbs_items, *self.crumbs(), {"url": "", "label": str(self.get_page_title())}]

    def crumbs(self) -> list[Crumb]:
        return []


class SchemesPage(DeskPage):
    """One page about examinations in general."""

    def crumbs(self) -> list[Crumb]:
        return [{"url": reverse("schemes:index"), "label": _("Examinations and blueprints")}]


class SchemePage(SchemesPage):
    """One page about a version of a scheme."""

    def get_scheme(self) -> ExaminationScheme:
        """Return the version of the address; asked once."""
        if not hasattr(self, "_scheme"):
            self._scheme = get_scheme_version(self.kwargs["scheme_uuid"])
        return self._scheme

    def get_page_subtitle(self) -> str:
        return scheme_name(self.get_scheme())

    def crumbs(self) -> list[Crumb]:
        scheme = self.get_scheme()
        own = {"url": reverse("schemes:scheme", args=[scheme.uuid]), "label": scheme_name(scheme)}
        return [*super().crumbs(), own]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        scheme = self.get_scheme()
        return super().get_context_data(**{"scheme": scheme, "scheme_name": scheme_name(scheme), **kwargs})


def papers_crumb() -> Crumb:
    """Return the way back to the list of papers."""
    return {"url": reverse("papers:index"), "label": pgettext("examination", "Papers")}
