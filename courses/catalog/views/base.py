"""What the catalogue's pages share: Wagtail's frame, the way back, and the version or programme they are about."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from courses.catalog.models import Programme, ProgrammeVersion, VersionState
from courses.catalog.policies import EDIT, READ
from courses.catalog.queries import get_programme, get_version
from lms.core.access import AccessMixin


def version_title(version: ProgrammeVersion) -> str:
    """Return a version's name in words."""
    words = (
        _("Version %(number)s (draft)") if version.state == VersionState.DRAFT else _("Version %(number)s")
    )
    return words % {"number": version.number}


class CatalogPage(WagtailAdminTemplateMixin, AccessMixin, TemplateView):
    """One page about a programme; crumbs lead back to it."""

    access = READ
    header_icon = "list-ul"
    kwargs: dict[str, Any]

    def get_programme(self) -> Programme:
        """Return the programme of the address; asked once."""
        if not hasattr(self, "_programme"):
            self._programme = self.load_programme()
        return self._programme

    def load_programme(self) -> Programme:
        return get_programme(self.kwargs["programme_uuid"])

    def get_page_subtitle(self) -> str:
        return self.get_programme().title

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        index = {"url": reverse("programmes:index"), "label": _("Programmes and versions")}
        programme = self.get_programme()
        own = {"url": reverse("programmes:programme", args=[programme.uuid]), "label": programme.code}
        return [*self.breadcrumbs_items, index, own, *self.further_crumbs()]

    def further_crumbs(self) -> list[dict[str, str]]:
        return [{"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_edit = EDIT.admits(self.request.user)
        return super().get_context_data(programme=self.get_programme(), may_edit=may_edit, **kwargs)


class VersionMixin(CatalogPage):
    """One page about a version."""

    def get_version(self) -> ProgrammeVersion:
        """Return the version of the address; asked once."""
        if not hasattr(self, "_version"):
            self._version = get_version(self.version_uuid)
        return self._version

    @property
    def version_uuid(self) -> UUID:
        return self.kwargs["version_uuid"]

    def load_programme(self) -> Programme:
        return self.get_version().programme

    def further_crumbs(self) -> list[dict[str, str]]:
        version = self.get_version()
        own = {
            "url": reverse("programmes:version", args=[version.uuid]),
            "label": version_title(version),
        }
        return [own, *super().further_crumbs()]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.get_version()
        return super().get_context_data(
            **{"version": version, "version_title": version_title(version), **kwargs}
        )


class DraftMixin(VersionMixin):
    """One page that changes a draft; only who may edit comes here."""

    access = EDIT

    def draft_address(self) -> str:
        """Return where a change leads back to."""
        return reverse("programmes:draft", args=[self.version_uuid])
