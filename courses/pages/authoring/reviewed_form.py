"""The form of pages that somebody else approves: a save that comes late does not undo what happened meanwhile."""

from typing import Any

from django.db import transaction
from wagtail.admin.forms.pages import WagtailAdminPageForm
from wagtail.models import Page

from courses.pages.authoring.over import review_over


class ReviewedForm(WagtailAdminPageForm):
    """Wagtail's editor saves by itself, and its form can be sent twice: what was approved in between stays."""

    def save(self, commit: bool = True) -> Any:
        """Save the page.

        :raises ReviewOver: it was published, or its review ended, since this request read it.
        """
        page = self.instance
        if page.pk is None:
            return super().save(commit=commit)
        with transaction.atomic():
            locked = Page.objects.select_for_update().filter(pk=page.pk)
            is_outdated = commit and page.live not in locked.values_list("live", flat=True)
            if is_outdated or ("action-workflow-action" in self.data and page.current_workflow_task is None):
                raise review_over(page)
            return super().save(commit=commit)
