"""The history of a page with one row that is marked as the current draft.

A form that saves by itself writes over its own revision, so several rows of Wagtail's log name the same one, and
Wagtail marks each of them.
"""

from typing import Any

from django.utils.functional import cached_property
from wagtail.admin.auth import require_admin_access
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.history import ActionColumn
from wagtail.admin.views.pages.history import PageHistoryView
from wagtail.models import PageLogEntry

from courses.pages.authoring.choosers import AUTHORS
from lms.core.access import access


class MarkedOnce(ActionColumn):
    """What happened, with the mark of the current draft at the last row that wrote it."""

    @cached_property
    def newest_pk(self) -> int | None:
        rows = PageLogEntry.objects.filter(page=self.object, revision_id=self.object.latest_revision_id)
        written = rows.filter(content_changed=True).exclude(action="wagtail.publish")
        return written.order_by("-timestamp", "-pk").values_list("pk", flat=True).first()

    def get_status(self, instance: PageLogEntry, parent_context: Any) -> str | None:
        is_live = instance.action == "wagtail.publish"
        return (
            super().get_status(instance, parent_context) if is_live or instance.pk == self.newest_pk else None
        )


class PageHistory(PageHistoryView):
    """Wagtail's history; Wagtail asks who may edit the page."""

    @cached_property
    def columns(self) -> list[Column]:
        return [
            _marked_once(column) if isinstance(column, ActionColumn) else column for column in super().columns
        ]


def _marked_once(column: ActionColumn) -> MarkedOnce:
    return MarkedOnce(
        column.name,
        label=column.label,
        object=column.object,
        url_names=column.url_names,
        user_can_unschedule=column.user_can_unschedule,
    )


# These stand in front of Wagtail's own addresses.
page_history = access(AUTHORS)(require_admin_access(PageHistory.as_view()))
page_history_results = access(AUTHORS)(require_admin_access(PageHistory.as_view(results_only=True)))
