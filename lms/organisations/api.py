"""The door to organisations for other apps."""

from lms.organisations.errors import RoomNotFound, UnusablePlan
from lms.organisations.models import Administration, Employer, Pairing, Room, School, Site
from lms.organisations.operations import (
    NewOrganisation,
    add_organisation,
    add_room,
    check_plan,
    pair_school,
    plan_room,
)
from lms.organisations.queries import is_paired, pairings_in_force
from lms.organisations.rules import (
    Layout,
    Numbering,
    Plan,
    as_lines,
    laid_out,
    numbered,
    plan_from_lines,
    plan_or_numbers,
    seats_of,
)

__all__ = [
    "Administration",
    "Employer",
    "Layout",
    "NewOrganisation",
    "Numbering",
    "Pairing",
    "Plan",
    "Room",
    "RoomNotFound",
    "School",
    "Site",
    "UnusablePlan",
    "add_organisation",
    "add_room",
    "as_lines",
    "check_plan",
    "is_paired",
    "laid_out",
    "numbered",
    "pair_school",
    "pairings_in_force",
    "plan_from_lines",
    "plan_or_numbers",
    "plan_room",
    "seats_of",
]
