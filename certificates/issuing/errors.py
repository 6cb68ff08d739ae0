"""What issuing may refuse, with stable codes."""

from lms.core.errors import Conflict, DomainError, NotFound, Refused


class CredentialNotFound(NotFound):
    code = "certificates.not_found"


class NotCompleted(Refused):
    code = "certificates.not_completed"


class NotPrintable(Refused):
    """A character has no glyph in the document's fonts, or a text does not fit; nothing is issued."""

    code = "certificates.not_printable"


class WrongState(Conflict):
    code = "certificates.wrong_state"


class DocumentDamaged(DomainError):
    """The stored bytes are missing or are not the ones that were issued."""

    code = "certificates.document_damaged"
    status = 503
