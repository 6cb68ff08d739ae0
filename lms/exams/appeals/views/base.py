"""What these pages share: Wagtail's frame, the way back, the appeal that they are about."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.exams.appeals.models import Appeal
from lms.exams.appeals.policies import REVIEW
from lms.exams.appeals.presentation import reference_of
from lms.exams.appeals.queries import get_appeal
from lms.exams.appeals.subject import subject_of_appeal
from lms.exams.paperdesk.views.base import Crumb, DeskPage


class AppealsPage(DeskPage):
    """One page at the desk for appeals."""

    access = REVIEW
    header_icon = "comment"

    def crumbs(self) -> list[Crumb]:
        return [{"url": reverse("appeals:index"), "label": _("Appeals")}]


class OneAppealPage(AppealsPage):
    """One page about an appeal."""

    def get_appeal(self) -> Appeal:
        """Return the appeal of the address; asked once."""
        if not hasattr(self, "_appeal"):
            self._appeal = get_appeal(self.request.user, self.kwargs["appeal_uuid"])
        return self._appeal

    @property
    def is_mine(self) -> bool:
        """Return whether the user reviews it, or has decided it."""
        return self.get_appeal().reviewer == self.request.user.uuid

    def get_page_subtitle(self) -> str:
        return reference_of(self.get_appeal())

    def crumbs(self) -> list[Crumb]:
        appeal = self.get_appeal()
        own = {"url": reverse("appeals:appeal", args=[appeal.uuid]), "label": reference_of(appeal)}
        return [*super().crumbs(), own]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        appeal = self.get_appeal()
        own = {"appeal": appeal, "is_mine": self.is_mine, "subject": subject_of_appeal(appeal)}
        return super().get_context_data(**{**own, **kwargs})
