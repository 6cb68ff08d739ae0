"""What the pages with figures share: Wagtail's frame, who may come, the way back."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lms.core.access import AccessMixin
from lms.exams.statistics.models import FigureSet, ItemFigure
from lms.exams.statistics.policies import EDIT, READ, sets_visible_to
from lms.exams.statistics.queries import figures_in, get_set


class FiguresPage(WagtailAdminTemplateMixin, AccessMixin, TemplateView):
    """One page; crumbs lead back to the list of sets."""

    access = READ
    header_icon = "view"
    kwargs: dict[str, Any]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        index = {"url": reverse("figures:index"), "label": _("Statistics of questions")}
        return [*self.breadcrumbs_items, index, *self.further_crumbs()]

    def further_crumbs(self) -> list[dict[str, str]]:
        return [{"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_edit = EDIT.admits(self.request.user)
        return super().get_context_data(**{"may_edit": may_edit, **kwargs})


class SetMixin(FiguresPage):
    """One page about a set."""

    def get_figure_set(self) -> FigureSet:
        """Return the set of the address if its reader may see it; asked once."""
        if not hasattr(self, "_figure_set"):
            self._figure_set = get_set(
                sets_visible_to(self.request.user, tuple(self.access.roles)), self.kwargs["set_uuid"]
            )
        return self._figure_set

    def figures(self) -> list[ItemFigure]:
        """Return the figures of its items."""
        return figures_in(self.get_figure_set())

    def further_crumbs(self) -> list[dict[str, str]]:
        row = self.get_figure_set()
        return [{"url": reverse("figures:set", args=[row.uuid]), "label": row.name}]
