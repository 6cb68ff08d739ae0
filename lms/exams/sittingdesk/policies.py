"""Who plans sittings, and in which rooms and with which papers: examinations officers, at their own sites."""

from django.db.models import QuerySet

from lms.accounts.api import User, sites_visible_to
from lms.core.access import Roles
from lms.exams.paperdesk.policies import OFFICER_ROLES
from lms.exams.sittings.models import Sitting, SittingState
from lms.exams.sittings.policies import not_sat_by
from lms.organisations.api import Site

PLAN = Roles(*OFFICER_ROLES)
# What is planned or was cancelled has no results.
HELD = (SittingState.OPEN, SittingState.CLOSED)


def sites_of(user: User) -> QuerySet[Site]:
    """Return the sites at which the user plans sittings."""
    return sites_visible_to(user, OFFICER_ROLES)


def sittings_planned_by(user: User) -> QuerySet[Sitting]:
    """Return the sittings at the sites where the user runs examinations, but no own ones."""
    rows = not_sat_by(user, Sitting.objects.filter(site__in=sites_of(user)))
    return rows.select_related("scheme", "room", "site")
