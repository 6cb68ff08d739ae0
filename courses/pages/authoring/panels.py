"""The list of findings above the lesson in the editor, as of the last save."""

from typing import Any

from django.utils.translation import gettext_lazy
from wagtail.admin.panels import Panel

from courses.pages.authoring.checks import check_page


class ChecksPanel(Panel):
    """Shows what the checks found; leads to the page that checks again."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": gettext_lazy("Checks"), "icon": "glasses", **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "pages/authoring/checks_panel.html"

        def is_shown(self) -> bool:
            return super().is_shown() and bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            return {**context, "checked": check_page(self.instance), "page": self.instance}
