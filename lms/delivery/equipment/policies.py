"""Who sees what rooms have, and who says so: registrars and administrators of a site; kinds belong to all sites."""

from django.db.models import QuerySet

from lms.accounts.api import User, sites_visible_to
from lms.core.access import Roles
from lms.core.enums import Role
from lms.organisations.api import Room, Site

READERS = (Role.REGISTRAR, Role.INSTRUCTOR, Role.ADMINISTRATOR)
KEEPERS = (Role.REGISTRAR, Role.ADMINISTRATOR)
READ, KEEP, NAME_KINDS = Roles(*READERS), Roles(*KEEPERS), Roles(Role.ADMINISTRATOR)


def sites_with_rooms(user: User) -> QuerySet[Site]:
    """Return the sites whose rooms the user may look at."""
    return sites_visible_to(user, READERS) if user.is_authenticated else Site.objects.none()


def rooms_seen_by(user: User) -> QuerySet[Room]:
    """Return the rooms of these sites."""
    return Room.objects.filter(site__in=sites_with_rooms(user)).select_related("site")


def rooms_kept_by(user: User) -> QuerySet[Room]:
    """Return the rooms of which the user says what they have."""
    kept = sites_visible_to(user, KEEPERS) if user.is_authenticated else Site.objects.none()
    return Room.objects.filter(site__in=kept).select_related("site")
