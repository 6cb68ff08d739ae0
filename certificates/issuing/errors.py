"""What issuing may refuse, with stable codes."""

from lms.core.errors import Conflict, DomainError, NotFound, Refused
from lms.core.printing.errors import NotPrintable

__all__ = [
    "CredentialNotFound",
    "DocumentDamaged",
    "NeverSigned",
    "NotCompleted",
    "NotPrintable",
    "WrongState",
]


class CredentialNotFound(NotFound):
    code = "certificates.not_found"


class NotCompleted(Refused):
    code = "certificates.not_completed"


class WrongState(Conflict):
    code = "certificates.wrong_state"


class NeverSigned(Refused):
    """A document that says of itself that it is void is signed by no key."""

    code = "certificates.never_signed"


class DocumentDamaged(DomainError):
    """The stored bytes are missing or are not the ones that were issued."""

    code = "certificates.document_damaged"
    status = 503
