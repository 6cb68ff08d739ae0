"""What consent may be refused with."""

from lms.core.errors import Conflict, Gone, InvalidInput, NotFound, Refused


class ConsentNotFound(NotFound):
    """It is not there, or not this person's or this employer's."""

    code = "certificates.consent_not_found"


class ConsentRefused(Refused):
    """It may not be asked, given or withdrawn as things stand, or not by this person."""

    code = "certificates.consent_refused"


class UnusableConsent(InvalidInput):
    code = "certificates.unusable_consent"


class ConsentChangedMeanwhile(Conflict):
    """What the person read is not what would be given now, or the same key came with another question."""

    code = "certificates.consent_changed_meanwhile"


class NoLiveConsent(Gone):
    """Nothing may leave: there was a consent, and it does not hold any more, or it does not name these fields."""

    code = "certificates.no_live_consent"
