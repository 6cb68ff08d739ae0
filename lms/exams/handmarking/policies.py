"""Who marks by hand: whom an officer appointed, as long as they assess or teach at the site; each sees the own only."""

from django.db.models import QuerySet

from lms.accounts.api import User, sites_visible_to
from lms.core.access import Roles
from lms.core.enums import Role
from lms.exams.handmarking.models import Marker, MarkingTurn

MARKER_ROLES = (Role.ASSESSOR, Role.INSTRUCTOR)
MARK = Roles(*MARKER_ROLES)


def markers_of(user: User) -> QuerySet[Marker]:
    """Return where the user marks answers by hand."""
    rows = Marker.objects.filter(user=user, ended_at__isnull=True)
    return rows.filter(sitting__site__in=sites_visible_to(user, MARKER_ROLES))


def turns_of(user: User) -> QuerySet[MarkingTurn]:
    """Return the answers that the user has to mark: nobody reads a colleague's through this."""
    return MarkingTurn.objects.filter(marker__in=markers_of(user))
