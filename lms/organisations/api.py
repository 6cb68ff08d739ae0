"""The door to organisations for other apps."""

from lms.organisations.errors import RoomNotFound
from lms.organisations.models import Administration, Employer, Pairing, Room, School, Site
from lms.organisations.operations import NewOrganisation, add_organisation, add_room, pair_school, plan_room
from lms.organisations.queries import is_paired, pairings_in_force
from lms.organisations.rules import Plan, numbered, plan_from_lines, plan_or_numbers, seats_of

__all__ = [
    "Administration",
    "Employer",
    "NewOrganisation",
    "Pairing",
    "Plan",
    "Room",
    "RoomNotFound",
    "School",
    "Site",
    "add_organisation",
    "add_room",
    "is_paired",
    "numbered",
    "pair_school",
    "pairings_in_force",
    "plan_from_lines",
    "plan_or_numbers",
    "plan_room",
    "seats_of",
]
