"""The review in the reader's language: its name stands in the database in both, Chinese first, then English."""

from typing import Any

from django.db.models.signals import post_init, pre_save
from django.utils.translation import get_language, gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry, PageLogEntry, Task, Workflow

from courses.pages.authoring.review import ReviewTask

CHINESE, ENGLISH = "双人审核", "Two-person review"
NAME = f"{CHINESE} {ENGLISH}"
# What Wagtail notes of a review, without the names of steps: ours has one.
STEPS = {
    "wagtail.workflow.start": gettext_lazy("Submitted for two-person review"),
    "wagtail.workflow.resume": gettext_lazy("Submitted again for two-person review"),
    "wagtail.workflow.approve": gettext_lazy("Approved by the reviewer"),
    "wagtail.workflow.reject": gettext_lazy("Sent back by the reviewer"),
    "wagtail.workflow.cancel": gettext_lazy("Withdrawn from review"),
}


class NameInBoth(str):
    """The name as it is kept and compared; said to somebody, it is the half in their language."""

    def __str__(self) -> str:
        return CHINESE if (get_language() or "").startswith("zh") else ENGLISH

    __html__ = __str__


def show_one_half(instance: Task | Workflow, **_signal: Any) -> None:
    if instance.__dict__.get("name") == NAME:
        instance.name = NameInBoth(NAME)


def keep_both_halves(instance: Task | Workflow, **_signal: Any) -> None:
    """Put the whole name back where a form that showed one half is saved: by it the review is found."""
    if instance.name in (CHINESE, ENGLISH):
        instance.name = NameInBoth(NAME)


for sender in (Task, ReviewTask, Workflow):
    pre_save.connect(keep_both_halves, sender=sender, dispatch_uid=f"review-name-kept-{sender.__name__}")
    post_init.connect(show_one_half, sender=sender, dispatch_uid=f"review-name-{sender.__name__}")


class StepFormatter(LogFormatter):
    """One step of a review in the history."""

    def format_comment(self, log_entry: PageLogEntry | ModelLogEntry) -> str:
        return str(log_entry.data.get("comment", ""))


@hooks.register("register_log_actions", order=10)
def word_the_steps(actions: LogActionRegistry) -> None:
    for action, words in STEPS.items():
        label = actions.formatters[action].label
        kind = type("ReviewStep", (StepFormatter,), {"label": label, "message": words})
        actions.formatters[action] = kind()
