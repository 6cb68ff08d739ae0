"""The list of findings above the lesson in the editor: on what was saved last, or on what was sent and refused."""

from typing import Any

from django.utils.translation import gettext_lazy
from wagtail.admin.panels import Panel

from courses.pages.authoring.checks import check_page, saved_at
from courses.pages.authoring.words import moment


class ChecksPanel(Panel):
    """Shows what the checks found on the page as the form has it; leads to the page that checks the saved one again.

    After a refused form that is what somebody sent, and no time of saving stands above it.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": gettext_lazy("Checks"), "icon": "glasses", **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "pages/authoring/checks_panel.html"

        def is_shown(self) -> bool:
            return super().is_shown() and bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            saved = moment(saved_at(self.instance))
            return {**context, "checked": check_page(self.instance), "page": self.instance, "saved": saved}
