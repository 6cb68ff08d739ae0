"""Two persons stand behind what is published: an author writes, a content reviewer who did not write it approves.

The rule is asked twice: when somebody approves, and again at the moment of publishing, of the very revision that goes
out (docs/decisions/0061).
"""

from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.forms import TaskStateCommentForm
from wagtail.models import AbstractGroupApprovalTask, Page, Revision, TaskState, WorkflowState

from courses.catalog.api import lock_programme
from courses.pages.authoring.over import review_over
from courses.pages.authoring.own_work import is_written_by, own_work_of, refuse_own_work
from courses.pages.errors import BrokenLesson, NotReviewed
from lms.accounts.api import User
from lms.core import clock


class ReasonForm(TaskStateCommentForm):
    """Whoever sends a page back says why: its author has nothing else to go by."""

    comment = forms.CharField(
        label=gettext_lazy("What is to be changed?"),
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": gettext_lazy("Write what is to be changed; the author reads it.")},
    )


class ReviewTask(AbstractGroupApprovalTask):
    """One row is the review of course pages by content reviewers. Made at installation; kept for ever."""

    class Meta:
        verbose_name = gettext_lazy("two-person review")

    def start(self, workflow_state: WorkflowState, user: User | None = None) -> TaskState:
        refuse_broken(workflow_state.content_object)
        return super().start(workflow_state, user=user)

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: User, action_name: str, **kwargs: Any) -> Any:
        """Approve or send back.

        :raises ReviewOver: the review ended since the reviewer looked.
        :raises OwnWork: the reviewer wrote part of what is under review.
        :raises BrokenLesson: an error has come into the lesson since it was submitted.
        """
        task_state = _lock_under_review(task_state)
        if action_name == "approve":
            refuse_own_work(task_state, user)
            refuse_broken(task_state.workflow_state.content_object)
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_form_for_action(self, action: str) -> type[TaskStateCommentForm]:
        return ReasonForm if action == "reject" else super().get_form_for_action(action)

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> Any:
        """Offer for review only what somebody else wrote."""
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        return states.exclude(own_work_of(user, states))

    @classmethod
    def get_description(cls) -> str:
        return _("A content reviewer approves who wrote nothing of what is under review.")


def _lock_under_review(task_state: TaskState) -> TaskState:
    """Return the state as it is now, locked: first against packs that are written, then against other reviewers.

    :raises ReviewOver: it is under review no more.
    """
    lock_against_packs(task_state.workflow_state.content_object)
    WorkflowState.objects.select_for_update().get(pk=task_state.workflow_state_id)
    now = TaskState.objects.get(pk=task_state.pk)
    if now.status != TaskState.STATUS_IN_PROGRESS:
        raise review_over(task_state.workflow_state.content_object)
    return now


def lock_against_packs(page: Page) -> None:
    """Let no pack of the page's programme be written until the caller's transaction ends.

    A pack that is being written ends first. Comes before all other locks of pages (docs/decisions/0096).
    """
    lock_programme(getattr(page.specific, "programme_code", ""))


def reviewer_message() -> str:
    """Return what a reviewer has to know before touching anything."""
    return _(
        "You review this version. Do not change it: whoever saves a change cannot approve it any more. "
        "Write comments, or choose “Request changes”."
    )


def came_back_message(task_state: TaskState) -> str:
    """Return that a reviewer asked for changes, and why if a reason was given."""
    if not task_state.comment:
        return _("The reviewer asked for changes without giving a reason.")
    return _("The reviewer asked for changes: “%(reason)s”") % {"reason": task_state.comment}


def approval_label(page: Page, *, with_comment: bool) -> str:
    """Return what the button says that approves a page as it was last saved."""
    if _waits_for_a_date(page):
        words = (
            _("Approve with a comment, publish on %(at)s")
            if with_comment
            else _("Approve, publish on %(at)s")
        )
        return words % {"at": _minute(page.go_live_at)}
    return _("Approve with a comment and publish") if with_comment else _("Approve and publish")


def over_message(page: Page) -> str:
    """Return what became of a review that is not going on any more."""
    last = page.workflow_states.order_by("-created_at").first()
    if last is None or last.status != WorkflowState.STATUS_APPROVED:
        return _("This page is not under review any more. There is nothing to withdraw.")
    if _waits_for_a_date(page):
        words = _(
            "It was approved meanwhile and is published by itself on %(at)s. There is nothing to withdraw."
        )
        return words % {"at": _minute(page.go_live_at)}
    return _("It was approved and published meanwhile. There is nothing to withdraw.")


def outcome_message(page: Page, action: str) -> str:
    """Return what a reviewer did to a page: nothing to say of other actions."""
    if action == "reject":
        return _("Sent back to the author.")
    if action != "approve":
        return ""
    if _waits_for_a_date(page):
        return _("Approved. It is published by itself on %(at)s.") % {"at": _minute(page.go_live_at)}
    return _("Approved and published.")


def _waits_for_a_date(page: Page) -> bool:
    return page.go_live_at is not None and page.go_live_at > clock.now()


def _minute(instant: datetime) -> str:
    return f"{localtime(instant):%Y-%m-%d %H:%M}"


def refuse_broken(page: Page) -> None:
    """Refuse a lesson with errors on its way to the reader.

    :raises BrokenLesson: naming each error and its block.
    """
    from courses.pages.authoring.checks import error_sentences

    errors = error_sentences(page)
    if errors:
        raise BrokenLesson(_("This lesson cannot be submitted or approved yet."), reasons=errors)


def refuse_unreviewed(revision: Revision, user: User) -> None:
    """Refuse to publish what the user did not approve, or wrote.

    :raises NotReviewed: when there is no approval by this user of a revision that somebody else wrote.
    """
    approvals = TaskState.objects.filter(
        workflow_state__base_content_type_id=revision.base_content_type_id,
        workflow_state__object_id=revision.object_id,
        status=TaskState.STATUS_APPROVED,
        finished_by=user,
        finished_at__gte=revision.created_at,
    )
    if is_written_by(revision, user) or not approvals.exists():
        raise NotReviewed(
            _("Nobody publishes without review. Submit the page; another content reviewer approves it.")
        )
