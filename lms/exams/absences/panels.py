"""What an examinations officer sees first in Wagtail: excused absences that wait for a second officer."""

from typing import Any

from wagtail.admin.ui.components import Component

from lms.exams.absences.queries import excuses_waiting_for


class ExcusesWaiting(Component):
    """A panel of the first page; not there when nothing waits."""

    name = "excuses_waiting"
    template_name = "exams/absences/waiting.html"
    order = 85

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"waiting": excuses_waiting_for(parent_context["request"].user)}
