"""Who wrote part of what is under review. A reviewer who only comments wrote nothing of it (docs/decisions/0061)."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import COMMENTS_RELATION_NAME, Revision, TaskState

from courses.pages.errors import OwnWork
from lms.accounts.api import User

# What a saved version holds beside the words that its reader gets: comments, and how the page stands meanwhile.
_BESIDE = frozenset(
    {
        COMMENTS_RELATION_NAME,
        "draft_title",
        "first_published_at",
        "has_unpublished_changes",
        "last_published_at",
        "latest_revision",
        "latest_revision_created_at",
        "live",
        "live_revision",
        "url_path",
    }
)


def own_work_of(user: User, states: QuerySet[TaskState]) -> Q:
    """Return what holds for those of the states whose work the user submitted, or wrote part of."""
    saved = Revision.objects.filter(
        user=user,
        base_content_type_id=OuterRef("workflow_state__base_content_type_id"),
        object_id=OuterRef("workflow_state__object_id"),
        created_at__gte=OuterRef("revision__created_at"),
    )
    suspected = states.filter(Exists(saved)).select_related("workflow_state", "revision")
    written = [state.pk for state in suspected if _wrote_since(state, user)]
    return Q(workflow_state__requested_by=user) | Q(pk__in=written)


def is_own_work(task_state: TaskState, user: User) -> bool:
    """Return whether the user wrote part of what is under review."""
    states = TaskState.objects.filter(pk=task_state.pk)
    return states.filter(own_work_of(user, states)).exists()


def refuse_own_work(task_state: TaskState, user: User) -> None:
    """Refuse the approval by an author.

    :raises OwnWork: when the user wrote part of what is under review.
    """
    if is_own_work(task_state, user):
        raise OwnWork(own_work_message())


def own_work_message() -> str:
    """Return why an author cannot approve, and what helps."""
    return _(
        "You wrote or changed part of this version, so you cannot approve it. "
        "Ask another content reviewer, or send it back to the author, who looks at your changes and submits again."
    )


def is_written_by(revision: Revision, user: User) -> bool:
    """Return whether the user saved this version, and not only comments on the one before it."""
    if revision.user_id != user.pk:
        return False
    earlier = (
        _of_same_page(revision).filter(created_at__lt=revision.created_at).order_by("-created_at").first()
    )
    return earlier is None or _words(earlier) != _words(revision)


def _wrote_since(state: TaskState, user: User) -> bool:
    later = _of_same_page(state.revision).filter(created_at__gte=state.revision.created_at, user=user)
    return any(is_written_by(revision, user) for revision in later)


def _of_same_page(revision: Revision) -> QuerySet[Revision]:
    return Revision.objects.filter(
        base_content_type_id=revision.base_content_type_id, object_id=revision.object_id
    )


def _words(revision: Revision) -> dict[str, Any]:
    return {name: value for name, value in revision.content.items() if name not in _BESIDE}
