"""The door to organisations for other apps."""

from lms.organisations.equipment.models import EquipmentKind, EquipmentOutage, RoomEquipment
from lms.organisations.equipment.operations import (
    NewKind,
    NewOutage,
    add_kind,
    end_outage,
    equip_room,
    keep_kind,
    rename_kind,
    report_outage,
)
from lms.organisations.equipment.queries import EquippedRoom, equipped_rooms, kind_names, stocks_of
from lms.organisations.errors import (
    EquipmentNotFound,
    EquipmentRefused,
    PairingOverlaps,
    RoomNotFound,
    UnusablePlan,
)
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
    "EquipmentKind",
    "EquipmentNotFound",
    "EquipmentOutage",
    "EquipmentRefused",
    "EquippedRoom",
    "Layout",
    "NewKind",
    "NewOrganisation",
    "NewOutage",
    "Numbering",
    "Pairing",
    "PairingOverlaps",
    "Plan",
    "Room",
    "RoomEquipment",
    "RoomNotFound",
    "School",
    "Site",
    "UnusablePlan",
    "add_kind",
    "add_organisation",
    "add_room",
    "as_lines",
    "check_plan",
    "end_outage",
    "equip_room",
    "equipped_rooms",
    "is_paired",
    "keep_kind",
    "kind_names",
    "laid_out",
    "numbered",
    "pair_school",
    "pairings_in_force",
    "plan_from_lines",
    "plan_or_numbers",
    "plan_room",
    "rename_kind",
    "report_outage",
    "seats_of",
    "stocks_of",
]
