"""Course pages are published by approval only: no button, no bulk action, no address of an API goes around it."""

from typing import Any, ClassVar

from django.db import transaction
from wagtail.models import Page, PagePermissionTester, Revision

from courses.pages.authoring.preview import FramedPreview
from courses.pages.authoring.review import lock_against_packs, refuse_unreviewed
from courses.pages.authoring.reviewed_form import ReviewedForm
from lms.accounts.api import User


class ReviewedPermissions(PagePermissionTester):
    """As Wagtail's, but nobody publishes directly; taking away, scheduling back and privacy stay with reviewers."""

    def can_publish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return super().can_publish()

    def can_unschedule(self) -> bool:
        return super().can_publish()


class ReviewedPage(FramedPreview):
    """A page that somebody else approves before it is published. Comes before Page among the bases."""

    base_form_class = ReviewedForm
    # A copy or a translation is a draft; the day of the original says nothing about it.
    exclude_fields_in_copy: ClassVar[list[str]] = ["go_live_at", "expire_at"]

    @property
    def programme_code(self) -> str:
        """Return the code of the programme that the page belongs to, "" when to none."""
        return ""

    def permissions_for_user(self, user: User) -> ReviewedPermissions:
        return ReviewedPermissions(user, self)

    def publish(self, revision: Revision, user: User | None = None, **kwargs: Any) -> Any:
        """Publish what was approved; without a user it is the platform itself: a content pack, a date that came.

        :raises NotReviewed: when the user did not approve it, or wrote it.
        """
        if user is not None:
            refuse_unreviewed(revision, user)
            kwargs["skip_permission_checks"] = True
        with transaction.atomic():
            lock_against_packs(self)
            # Read again: what was read before the lock may be older than what a pack has written since.
            fresh = Revision.objects.get(pk=revision.pk)
            return Page.publish(self, fresh, user=user, **kwargs)  # type: ignore[arg-type]
