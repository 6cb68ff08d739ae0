"""Who may see and keep registers: the instructor of the session, at the sites where that role is held."""

from django.db.models import QuerySet

from lms.accounts.api import User, sites_visible_to
from lms.core.access import Roles
from lms.core.enums import Role
from lms.delivery.timetable.models import ClassSession

INSTRUCTORS = Roles(Role.INSTRUCTOR)


def kept_by(user: User) -> QuerySet[ClassSession]:
    """Return the sessions that the user teaches, at the sites where the user is an instructor now."""
    if not user.is_authenticated:
        return ClassSession.objects.none()
    sites = sites_visible_to(user, (Role.INSTRUCTOR,))
    return ClassSession.objects.filter(instructor=user, cohort__site__in=sites)
