"""Makes the two-person review on every installation: one task, one workflow, for all pages. Safe to repeat."""

from typing import Any

from django.contrib.auth.models import Group
from django.db import DEFAULT_DB_ALIAS, connections
from wagtail.models import Page, Task, Workflow, WorkflowPage, WorkflowTask

from courses.pages.authoring.review import ReviewTask
from courses.pages.authoring.review_words import NAME
from lms.accounts.api import REVIEWERS_GROUP

WAGTAILS = "Moderators approval"


def set_up_review(*, using: str = DEFAULT_DB_ALIAS, **_signal: Any) -> None:
    """Let our review take the place of Wagtail's, which lets an author approve.

    Runs after every migration, where Wagtail's groups are made; what is there already stays as it is.
    """
    tables = connections[using].introspection.table_names()
    if ReviewTask._meta.db_table not in tables:  # migrated to somewhere before this app
        return
    reviewers = Group.objects.filter(name=REVIEWERS_GROUP).first()
    root = Page.get_first_root_node()
    if reviewers is None or root is None:  # an emptied database of a test
        return
    task, _created = ReviewTask.objects.get_or_create(name=NAME)
    task.groups.set([reviewers])
    workflow, _created = Workflow.objects.get_or_create(name=NAME)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 1})
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
    _retire_wagtails()


def _retire_wagtails() -> None:
    """Switch off what Wagtail's own migrations made: there an author in the right group approves own work."""
    for workflow in Workflow.objects.filter(active=True, name=WAGTAILS):
        workflow.deactivate()
    for task in Task.objects.filter(active=True, name=WAGTAILS):
        task.deactivate()
