"""What an opening may be refused with."""

from lms.core.errors import Conflict, InvalidInput, NotFound, Refused


class OpeningNotFound(NotFound):
    code = "certificates.opening_not_found"


class UnusableOpening(InvalidInput):
    code = "certificates.unusable_opening"


class OpeningRefused(Refused):
    """The step does not fit how the opening or its employer stands, or this person may not take it."""

    code = "certificates.opening_refused"


class OpeningChangedMeanwhile(Conflict):
    """Somebody changed it since the page was opened (ADR 0177)."""

    code = "certificates.opening_changed_meanwhile"
