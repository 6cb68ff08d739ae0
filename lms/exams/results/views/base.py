"""What these pages share: Wagtail's frame, the way back, the sitting or the set that they are about."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.exams.paperdesk.views.base import Crumb, DeskPage
from lms.exams.results.models import ResultSet
from lms.exams.results.policies import RELEASE
from lms.exams.results.presentation import STAGES
from lms.exams.results.queries import get_set, get_sitting
from lms.exams.results.standing import Standing, standings_of
from lms.exams.sittings.models import Sitting


class ResultsPage(DeskPage):
    """One page at the desk for results."""

    access = RELEASE
    header_icon = "tick-inverse"

    def get_sitting(self) -> Sitting:
        """Return the sitting of the address; asked once."""
        if not hasattr(self, "_sitting"):
            self._sitting = get_sitting(self.request.user, self.kwargs["sitting_uuid"])
        return self._sitting

    def standings(self) -> list[Standing]:
        """Return where its candidates stand; asked once."""
        if not hasattr(self, "_standings"):
            self._standings = standings_of(self.get_sitting())
        return self._standings

    def get_page_subtitle(self) -> str:
        return self.get_sitting().title

    def crumbs(self) -> list[Crumb]:
        sitting = self.get_sitting()
        start = {"url": reverse("results:index"), "label": pgettext("examination", "Results")}
        own = {"url": reverse("results:sitting", args=[sitting.uuid]), "label": sitting.title}
        return [start, own]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sitting: Any = self.get_sitting()
        stage = {"stage": sitting.stage, "stage_words": STAGES[sitting.stage]}
        return super().get_context_data(**{"sitting": sitting, **stage, **kwargs})


class SetPage(ResultsPage):
    """One page about a frozen set."""

    def get_set(self) -> ResultSet:
        """Return the set of the address; asked once."""
        if not hasattr(self, "_set"):
            self._set = get_set(self.request.user, self.kwargs["result_set_uuid"])
        return self._set

    def get_sitting(self) -> Sitting:
        if not hasattr(self, "_sitting"):
            self._sitting = get_sitting(self.request.user, self.get_set().sitting.uuid)
        return self._sitting

    def set_name(self) -> str:
        """Return what a set is called."""
        return _("Set %(number)d") % {"number": self.get_set().number}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.get_set()
        own = {"set": row, "is_own": row.frozen_by == self.request.user.uuid}
        return super().get_context_data(**{**own, **kwargs})
