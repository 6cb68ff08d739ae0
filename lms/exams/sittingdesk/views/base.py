"""What these pages share: Wagtail's frame, the way back, and the sitting that they are about."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.exams.paperdesk.views.base import Crumb, DeskPage
from lms.exams.sittingdesk.policies import PLAN
from lms.exams.sittingdesk.queries import get_sitting
from lms.exams.sittings.models import Sitting, SittingState


class PlanPage(DeskPage):
    """One page at the desk for sittings."""

    access = PLAN
    header_icon = "calendar-alt"

    def crumbs(self) -> list[Crumb]:
        return [{"url": reverse("sittings:index"), "label": _("Sittings")}]


class SittingPage(PlanPage):
    """One page about a sitting."""

    def get_sitting(self) -> Sitting:
        """Return the sitting of the address; asked once."""
        if not hasattr(self, "_sitting"):
            self._sitting = get_sitting(self.request.user, self.kwargs["sitting_uuid"])
        return self._sitting

    def get_page_subtitle(self) -> str:
        return self.get_sitting().title

    def crumbs(self) -> list[Crumb]:
        sitting = self.get_sitting()
        own = {"url": reverse("sittings:sitting", args=[sitting.uuid]), "label": sitting.title}
        return [*super().crumbs(), own]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sitting = self.get_sitting()
        is_planned = sitting.state == SittingState.SCHEDULED
        return super().get_context_data(**{"sitting": sitting, "is_planned": is_planned, **kwargs})
