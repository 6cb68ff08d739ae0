"""The door to organisations for other apps."""

from lms.organisations.models import Administration, Employer, Pairing, Room, School, Site
from lms.organisations.operations import NewOrganisation, add_organisation, add_room, pair_school
from lms.organisations.queries import is_paired, pairings_in_force

__all__ = [
    "Administration",
    "Employer",
    "NewOrganisation",
    "Pairing",
    "Room",
    "School",
    "Site",
    "add_organisation",
    "add_room",
    "is_paired",
    "pair_school",
    "pairings_in_force",
]
