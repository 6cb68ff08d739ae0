"""What can go wrong with organisations."""

from lms.core.errors import Conflict, InvalidInput, NotFound


class PairingOverlaps(Conflict):
    code = "organisations.pairing.overlaps"


class EmployerNotFound(NotFound):
    code = "organisations.employer.not_found"


class RoomNotFound(NotFound):
    code = "organisations.room.not_found"


class UnusablePlan(InvalidInput):
    code = "organisations.room.unusable_plan"


class EquipmentNotFound(NotFound):
    code = "organisations.equipment.not_found"


class EquipmentRefused(InvalidInput):
    code = "organisations.equipment.refused"
