"""What can go wrong with organisations."""

from lms.core.errors import Conflict, InvalidInput, NotFound, Refused


class PairingOverlaps(Conflict):
    code = "organisations.pairing.overlaps"


class EmployerNotFound(NotFound):
    code = "organisations.employer.not_found"


class CreditCodeTaken(Conflict):
    code = "organisations.employer.credit_code_taken"


class UnusableCreditCode(InvalidInput):
    code = "organisations.employer.unusable_credit_code"


class DecisionRefused(Refused):
    code = "organisations.employer.decision_refused"


class UnusableName(InvalidInput):
    code = "organisations.name.unusable"


class UnusableContact(InvalidInput):
    code = "organisations.school.unusable_contact"


class ContactChangedMeanwhile(Conflict):
    """Somebody else kept another contact since the page was shown."""

    code = "organisations.school.contact_changed_meanwhile"


class RoomNotFound(NotFound):
    code = "organisations.room.not_found"


class UnusablePlan(InvalidInput):
    code = "organisations.room.unusable_plan"


class EquipmentNotFound(NotFound):
    code = "organisations.equipment.not_found"


class EquipmentRefused(InvalidInput):
    code = "organisations.equipment.refused"
