"""The door to organisations for other apps."""

from lms.organisations.models import Administration, Employer, Pairing, Room, School, Site
from lms.organisations.queries import is_paired

__all__ = ["Administration", "Employer", "Pairing", "Room", "School", "Site", "is_paired"]
