"""What issuing may refuse, with stable codes."""

from django.utils.translation import gettext as _

from lms.core.errors import Conflict, DomainError, InvalidInput, NotAllowed, NotFound, Refused
from lms.core.printing.errors import NotPrintable

__all__ = [
    "BatchNotFound",
    "CredentialNotFound",
    "DeliveryNotFound",
    "DocumentDamaged",
    "EndingNotFound",
    "MayNotIssue",
    "NeverSigned",
    "NoNumber",
    "NotCompleted",
    "NotIssuable",
    "NotPrintable",
    "NotStamped",
    "SamePerson",
    "UnusableBlank",
    "UnusablePhotograph",
    "UnusablePool",
    "UnusableRequest",
    "UnusableSchooling",
    "UnusableWording",
    "WordingNotFound",
    "WrongState",
]


class CredentialNotFound(NotFound):
    code = "certificates.not_found"


class BatchNotFound(NotFound):
    code = "certificates.batch_not_found"


class EndingNotFound(NotFound):
    code = "certificates.ending_not_found"


class SamePerson(NotAllowed):
    """Two people are needed (invariant I9), and one of them is missing."""

    code = "certificates.same_person"


class MayNotIssue(NotAllowed):
    """Only issuing officers and registrars of the people's school have to do with their batches."""

    code = "certificates.may_not_issue"

    def __init__(self, message: str = "") -> None:
        super().__init__(message or _("This is for the issuing officers and registrars of the school."))


class NotCompleted(Refused):
    code = "certificates.not_completed"


class NotIssuable(Refused):
    """The kind is not defined, has no template, or the content lacks what the kind asks for."""

    code = "certificates.not_issuable"


class NoNumber(Refused):
    """No number can be taken: there is no pool, it is used up, or its numbers do not fit."""

    code = "certificates.no_number"


class DeliveryNotFound(NotFound):
    """There is no such delivery of blanks, or it came to a school of somebody else; the two look alike."""

    code = "certificates.delivery_not_found"


class SheetNotFound(NotFound):
    """There is no such printed sheet, or it is of a school of somebody else; the two look alike."""

    code = "certificates.printed_sheet_not_found"


class UnusableBlank(InvalidInput):
    code = "certificates.unusable_blank"


class UnusablePool(InvalidInput):
    code = "certificates.unusable_pool"


class UnusableRequest(InvalidInput):
    """A request to end a certificate asks for what cannot be; the field says where."""

    code = "certificates.unusable_request"


class UnusablePhotograph(InvalidInput):
    code = "certificates.unusable_photograph"


class UnusableSchooling(InvalidInput):
    code = "certificates.unusable_schooling"


class WrongState(Conflict):
    code = "certificates.wrong_state"


class NeverSigned(Refused):
    """A document that says of itself that it is void is signed by no key."""

    code = "certificates.never_signed"


class DocumentDamaged(DomainError):
    """The stored bytes are missing or are not the ones that were issued."""

    code = "certificates.document_damaged"
    status = 503


class NotStamped(DomainError):
    """The authority for time-stamps does not answer, or not with a time-stamp of what was asked."""

    code = "certificates.not_stamped"
    status = 503


class ReasonMissing(InvalidInput):
    code = "certificates.reason_missing"


class UnusableWording(InvalidInput):
    """A school's own words cannot be on a certificate."""

    code = "certificates.unusable_wording"


class WordingNotFound(NotFound):
    code = "certificates.wording_not_found"


class UnusableEmblem(InvalidInput):
    """A picture cannot be a school's logo or seal; the field says where."""

    code = "certificates.unusable_emblem"


class EmblemNotFound(NotFound):
    code = "certificates.emblem_not_found"


class UnusableVersion(InvalidInput):
    """A version of a kind cannot be; the field says where."""

    code = "certificates.unusable_version"


class VersionNotFound(NotFound):
    code = "certificates.version_not_found"
