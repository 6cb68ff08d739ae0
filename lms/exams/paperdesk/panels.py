"""What an examinations officer sees first in Wagtail: corrected keys that wait for a second person."""

from typing import Any

from wagtail.admin.ui.components import Component

from lms.exams.paperdesk.queries import proposals_waiting_for

MOST_SHOWN = 10


class KeysWaiting(Component):
    """A panel of the first page; not there when nothing waits."""

    name = "keys_waiting"
    template_name = "exams/papers/keys_waiting.html"
    order = 84

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        rows = proposals_waiting_for(parent_context["request"].user).defer("paper__content")
        shown = list(rows[: MOST_SHOWN + 1])
        return {
            "rows": shown[:MOST_SHOWN],
            "waiting": len(shown) if len(shown) <= MOST_SHOWN else rows.count(),
        }
