"""Who prints, who opens, who keys and who looks a third time; each at the sites where they hold the role."""

from django.db.models import QuerySet

from lms.accounts.api import User, sites_visible_to
from lms.core.access import Roles
from lms.core.enums import Role
from lms.exams.reserve.models import PaperSheet
from lms.exams.sittings.policies import CONSOLE_ROLES

KEY = Roles(*CONSOLE_ROLES)


def sheets_for_keyer(user: User) -> QuerySet[PaperSheet]:
    """Return the sheets at the sites where the user invigilates or runs examinations."""
    sites = sites_visible_to(user, CONSOLE_ROLES)
    return PaperSheet.objects.filter(attempt__candidate__sitting__site__in=sites)


def sheets_for_officer(user: User) -> QuerySet[PaperSheet]:
    """Return the sheets at the sites where the user runs examinations."""
    sites = sites_visible_to(user, (Role.EXAMINATIONS_OFFICER,))
    return PaperSheet.objects.filter(attempt__candidate__sitting__site__in=sites)
