"""Who moderates and releases results: examinations officers, at their own sites."""

from django.db.models import QuerySet

from lms.accounts.api import User
from lms.exams.results.models import ResultSet
from lms.exams.sittingdesk.policies import HELD, PLAN, sites_of
from lms.exams.sittings.models import Sitting
from lms.exams.sittings.policies import not_sat_by

RELEASE = PLAN


def sittings_with_results(user: User) -> QuerySet[Sitting]:
    """Return the sittings at the user's sites that were held, or are, but no own ones."""
    rows = Sitting.objects.filter(site__in=sites_of(user), state__in=HELD)
    return not_sat_by(user, rows).select_related("scheme", "room", "site")


def sets_visible_to(user: User) -> QuerySet[ResultSet]:
    """Return the sets of results of these sittings."""
    rows = ResultSet.objects.filter(sitting__in=sittings_with_results(user).values("pk"))
    return rows.select_related("sitting__scheme", "sitting__site", "sitting__room")
