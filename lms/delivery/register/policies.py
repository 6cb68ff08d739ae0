"""Who may see and keep registers: the instructor of the session, at the sites where that role is held.

Nobody keeps the register of a class that one learns in.
"""

from django.db.models import QuerySet

from lms.accounts.api import User, but_ones_own, sites_visible_to
from lms.core.access import Roles
from lms.core.enums import Role
from lms.delivery.timetable.models import ClassSession

INSTRUCTORS = Roles(Role.INSTRUCTOR)


def kept_by(user: User) -> QuerySet[ClassSession]:
    """Return the sessions of others' classes that the user teaches, at the sites where that role is held now."""
    if not user.is_authenticated:
        return ClassSession.objects.none()
    sites = sites_visible_to(user, (Role.INSTRUCTOR,))
    rows = ClassSession.objects.filter(instructor=user, cohort__site__in=sites)
    return but_ones_own(rows, user, "cohort__members__enrolment__person")
