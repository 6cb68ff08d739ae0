"""Makes the two-person review on every installation: one task, one workflow, for all pages. Safe to repeat.

What Wagtail's own migrations name in English only gets a name in both languages, Chinese first.
"""

from typing import Any

from django.contrib.auth.models import Group
from django.db import DEFAULT_DB_ALIAS, connections
from wagtail.models import Collection, Page, Site, Task, Workflow, WorkflowPage, WorkflowTask

from courses.pages.authoring.review import ReviewTask
from courses.pages.authoring.review_words import NAME
from lms.accounts.api import REVIEWERS_GROUP

WAGTAILS = "Moderators approval"
RETIRED = "停用的审核 Wagtail's own review, switched off"
ALL_PAGES, ALL_FILES = "全部页面 All pages", "全部 All"
SITE_NAME, FORMER_SITE_NAME = "职业技能培训 Vocational training", "Vocational training"


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
    _name_in_both()


def _retire_wagtails() -> None:
    """Switch off what Wagtail's own migrations made: there an author in the right group approves own work."""
    for workflow in Workflow.objects.filter(active=True, name=WAGTAILS):
        workflow.deactivate()
    for task in Task.objects.filter(active=True, name=WAGTAILS):
        task.deactivate()
    for model in (Workflow, Task):
        model.objects.filter(active=False, name=WAGTAILS).update(name=RETIRED)


def _name_in_both() -> None:
    """Name what Wagtail made; what somebody has named otherwise stays."""
    Page.objects.filter(depth=1, title="Root").update(title=ALL_PAGES, draft_title=ALL_PAGES)
    Collection.objects.filter(depth=1, name="Root").update(name=ALL_FILES)
    Site.objects.filter(site_name=FORMER_SITE_NAME).update(site_name=SITE_NAME)
