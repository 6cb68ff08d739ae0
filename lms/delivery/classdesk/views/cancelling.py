"""Cancels a cohort that was opened by mistake: the page says what goes, a second request does it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lms.accounts.api import actor_of
from lms.core.clock import local_date, now
from lms.core.sentences import enumerated, said_of
from lms.delivery.classdesk.forms import CancelForm
from lms.delivery.classdesk.views.base import CohortPage, FormPage
from lms.delivery.cohorts.cancelling import Cancelling, Going, cancel_cohort, going_with
from lms.delivery.cohorts.models import Cohort


class Cancel(CohortPage, FormPage):
    """Cancels a cohort at a site where the user is a registrar; what was taught already is refused in words."""

    page_title = gettext_lazy("Cancel the cohort")
    template_name = "delivery/classdesk/cancel.html"
    form_class = CancelForm
    button = gettext_lazy("Cancel this cohort")
    told = gettext_lazy("The cohort is cancelled. Its people, rooms and instructors are free again.")
    lead = gettext_lazy(
        "For a cohort that was opened by mistake. It cannot be taken back: open another cohort then. People stay "
        "enrolled, and what they learnt in lessons stays. The code can be used again."
    )

    def going(self) -> Going:
        if not hasattr(self, "_going"):
            self._going = going_with(self.cohort())
        return self._going

    def initial(self) -> dict[str, Any]:
        return {"seen": self.going().digest}

    def facts(self) -> list[tuple[Any, Any]]:
        going = self.going()
        people = [row.enrolment.person.full_name for row in going.members]
        rooms = dict.fromkeys(row.room.name for row in going.sessions)
        staff = dict.fromkeys(row.instructor.display_name for row in going.sessions)
        return [
            (_("Cohort"), self.cohort().code),
            (_("People who are released"), self.counted(people)),
            (_("Sessions that are cancelled"), self.sessions_text()),
            (_("Rooms with their equipment that are free again"), enumerated(rooms) or "–"),
            (_("Instructors who are free again"), enumerated(staff) or "–"),
        ]

    def counted(self, names: list[str]) -> str:
        return said_of(len(names), enumerated(names)) if names else "0"

    def sessions_text(self) -> str:
        rows, zone = self.going().sessions, self.cohort().site.time_zone
        if not rows:
            return "0"
        days = [local_date(row.begins_at, zone=zone).isoformat() for row in (rows[0], rows[-1])]
        words = pgettext("sessions that are cancelled", "%(count)d, from %(first)s to %(last)s")
        return words % {"count": len(rows), "first": days[0], "last": days[1]}

    def act(self, said: dict[str, Any]) -> Cohort:
        cancelling = Cancelling(self.cohort().uuid, said["reason"], said["seen"])
        return cancel_cohort(cancelling=cancelling, actor=actor_of(self.request), now=now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form")
        if form is not None:  # what is shown again is what the next yes is about
            form.data = form.data.copy()
            form.data["seen"] = self.going().digest
        return super().get_context_data(against=self.going().against, **kwargs)

    def back(self, done: Any = None) -> str:
        return self.url()
