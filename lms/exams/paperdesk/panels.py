"""What an examinations officer sees first in Wagtail: corrected keys that wait for a second person."""

from typing import Any

from wagtail.admin.ui.components import Component

from lms.exams.paperdesk.queries import keys_waiting_for


class KeysWaiting(Component):
    """A panel of the first page; not there when nothing waits."""

    name = "keys_waiting"
    template_name = "exams/papers/keys_waiting.html"
    order = 84

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"waiting": keys_waiting_for(parent_context["request"].user)}
