"""Pages to read: a programme with its versions, a version, two versions side by side."""

from typing import Any

from django.utils.translation import gettext_lazy

from courses.catalog.forms import CompareForm
from courses.catalog.models import ProgrammeVersion, VersionState
from courses.catalog.presentation import difference_rows, version_context
from courses.catalog.views.base import CatalogPage, VersionMixin, version_title


class ProgrammePage(CatalogPage):
    """A programme, its versions, and the ways on."""

    page_title = gettext_lazy("Programme")
    template_name = "catalog/programme.html"

    def further_crumbs(self) -> list[dict[str, str]]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = list(self.get_programme().versions.order_by("-number"))
        return super().get_context_data(
            versions=versions,
            draft=next((row for row in versions if row.state == VersionState.DRAFT), None),
            may_compare=len(versions) > 1,
            **kwargs,
        )


class VersionPage(VersionMixin):
    """Everything that a version asks and offers, on one page that prints."""

    page_title = gettext_lazy("Programme version")
    template_name = "catalog/version.html"

    def further_crumbs(self) -> list[dict[str, str]]:
        return super().further_crumbs()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**version_context(self.get_version()), **kwargs)


class CompareVersions(CatalogPage):
    """Two versions side by side: what was added, removed, moved and changed, in words."""

    page_title = gettext_lazy("Compare versions")
    template_name = "catalog/compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = list(
            self.get_programme().versions.select_related("programme__occupation").order_by("number")
        )
        chosen = {"old": versions[-2:][0].number, "new": versions[-1].number} if versions else {}
        form = CompareForm({**chosen, **self.request.GET.dict()}, versions=versions)
        pair = (form.cleaned_data["old"], form.cleaned_data["new"]) if form.is_valid() else None
        return super().get_context_data(form=form, **self._differences(pair), **kwargs)

    def _differences(self, pair: tuple[ProgrammeVersion, ProgrammeVersion] | None) -> dict[str, Any]:
        if pair is None:
            return {}
        old, new = pair
        return {
            "old": old,
            "old_title": version_title(old),
            "new_title": version_title(new),
            "differences": difference_rows(old, new),
        }
