"""What somebody sees first in Wagtail: own questions that are not submitted, and how many wait to be read."""

from typing import Any

from wagtail.admin.ui.components import Component

from lms.exams.desk.policies import APPROVE
from lms.exams.desk.queries import count_waiting_for, drafts_of

MOST_SHOWN = 10


class Waiting(Component):
    """A panel of the first page; not there when nothing waits."""

    name = "questions_waiting"
    template_name = "exams/desk/waiting.html"
    order = 86

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        waiting = count_waiting_for(user) if APPROVE.admits(user) else 0
        return {"rows": drafts_of(user)[:MOST_SHOWN], "waiting": waiting}
