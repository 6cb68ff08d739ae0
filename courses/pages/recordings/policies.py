"""Wagtail asks here who may work with films and sound: who writes and reviews lessons."""

from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies import BasePermissionPolicy

from courses.pages.authoring.choosers import AUTHORS
from courses.pages.recordings.models import Recording
from lms.accounts.api import User


class RecordingPolicy(BasePermissionPolicy):
    """Authors and reviewers add, mend, choose and delete; what lessons show cannot be deleted by anybody."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return AUTHORS.admits(user)

    def user_has_permission_for_instance(self, user: User, action: str, instance: Recording) -> bool:
        return AUTHORS.admits(user)

    def instances_user_has_any_permission_for(self, user: User, actions: Any) -> QuerySet[Recording]:
        return Recording.objects.all() if AUTHORS.admits(user) else Recording.objects.none()

    def users_with_any_permission(self, actions: Any) -> QuerySet[User]:
        roles = [role.value for role in AUTHORS.roles]
        held = User.objects.filter(role_assignments__role__in=roles, role_assignments__ended_at__isnull=True)
        return held.distinct()
