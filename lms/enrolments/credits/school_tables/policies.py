"""Who sets credit tables: issuing officers, each for the schools at which they hold the role."""

from django.db.models import QuerySet

from lms.accounts.api import User, assignments_of
from lms.core.access import Roles
from lms.core.enums import Role
from lms.enrolments.credits.school_tables.models import SchoolCreditTable
from lms.organisations.api import School

OFFICERS = Roles(Role.ISSUING_OFFICER)


def schools_tabled_by(user: User) -> QuerySet[School]:
    """Return the schools whose tables the user sets, by their codes."""
    held = assignments_of(user, (Role.ISSUING_OFFICER,)).filter(school__isnull=False)
    return School.objects.filter(pk__in=held.values("school")).order_by("code")


def tables_seen_by(user: User) -> QuerySet[SchoolCreditTable]:
    """Return the tables of these schools, whatever became of them, with who proposed and who decided."""
    rows = SchoolCreditTable.objects.filter(school__in=schools_tabled_by(user))
    return rows.select_related("school", "programme", "proposed_by", "decided_by")
