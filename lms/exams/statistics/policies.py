"""Who reads figures, who takes in old results, and which sets somebody sees. Site isolation is the default."""

from django.db.models import Q, QuerySet

from lms.accounts.api import User, sites_visible_to
from lms.core.access import Roles
from lms.core.enums import Role
from lms.exams.sittings.models import Sitting
from lms.exams.statistics.measured import current_sets
from lms.exams.statistics.models import FigureSet

EDITORS = (Role.EXAMINATIONS_OFFICER, Role.CONTENT_REVIEWER)
READERS = (*EDITORS, Role.INSTRUCTOR)

READ = Roles(*READERS)
EDIT = Roles(*EDITORS)


def sets_visible_to(user: User, roles: tuple[Role, ...] = READERS) -> QuerySet[FigureSet]:
    """Return the sets that count: of old results all, for items belong to no site; of sittings those at own sites.

    What was reckoned anew is not shown any more: two sets that differ by one candidate would tell that one's marks.
    """
    own = Q(sitting__isnull=True) | Q(sitting__site__in=sites_visible_to(user, roles))
    return current_sets().filter(own)


def sittings_reckoned_by(user: User) -> QuerySet[Sitting]:
    """Return the sittings at the sites where the user may have figures reckoned."""
    return Sitting.objects.filter(site__in=sites_visible_to(user, EDITORS))
