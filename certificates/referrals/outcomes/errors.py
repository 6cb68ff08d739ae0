"""What a fact may be refused with."""

from lms.core.errors import Conflict, InvalidInput, NotFound


class OutcomeNotFound(NotFound):
    code = "certificates.outcome_not_found"


class UnusableOutcome(InvalidInput):
    code = "certificates.unusable_outcome"


class OutcomeCorrectedAlready(Conflict):
    """Somebody corrected this fact before; the newer one is to be corrected."""

    code = "certificates.outcome_corrected_already"
