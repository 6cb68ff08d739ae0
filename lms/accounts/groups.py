"""Wagtail's page permissions and workflows ask for groups: two of its groups mirror two of our roles.

Nothing else reads groups; permissions come from roles (lms.accounts.permissions).
"""

from django.contrib.auth.models import Group

from lms.accounts.models import RoleAssignment, User
from lms.core.enums import Role

# Wagtail's first migration makes these groups with page permissions, and a workflow that Moderators approve.
REVIEWERS_GROUP = "Moderators"
GROUP_OF_ROLE = {Role.INSTRUCTOR: "Editors", Role.CONTENT_REVIEWER: REVIEWERS_GROUP}


def mirror_in_groups(user: User) -> None:
    """Put the user into exactly the groups that mirror the roles in force."""
    in_force = RoleAssignment.objects.filter(user=user, ended_at__isnull=True).values_list("role", flat=True)
    names = {GROUP_OF_ROLE[Role(role)] for role in in_force if Role(role) in GROUP_OF_ROLE}
    user.groups.set(Group.objects.filter(name__in=names))
