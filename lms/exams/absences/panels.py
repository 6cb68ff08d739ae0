"""What an examinations officer sees first in Wagtail: absences to be decided on, and what became of own requests."""

from typing import Any

from wagtail.admin.ui.components import Component

from lms.core.clock import now
from lms.exams.absences.queries import answers_for, excuses_waiting_for


class ExcusesWaiting(Component):
    """A panel of the first page; not there when nothing waits."""

    name = "excuses_waiting"
    template_name = "exams/absences/waiting.html"
    order = 85

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        return {"waiting": excuses_waiting_for(user), "answers": answers_for(user, now=now())}
