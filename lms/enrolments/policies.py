"""Who may see which enrolments."""

from django.db.models import Q, QuerySet

from lms.accounts.api import User, but_ones_own, sites_visible_to
from lms.core.enums import Role
from lms.enrolments.models import Enrolment


def visible_to(user: User) -> QuerySet[Enrolment]:
    """Return the user's own enrolments and those at the sites where the user works."""
    if not user.is_authenticated:
        return Enrolment.objects.none()
    own = Q(person_id=user.person_id) if user.person_id else Q(pk__in=[])
    return Enrolment.objects.filter(own | Q(site__in=sites_visible_to(user)))


def movable_by(user: User) -> QuerySet[Enrolment]:
    """Return the enrolments of others at the sites where the user is a registrar."""
    if not user.is_authenticated:
        return Enrolment.objects.none()
    rows = Enrolment.objects.filter(site__in=sites_visible_to(user, (Role.REGISTRAR,)))
    return but_ones_own(rows, user, "person")
