"""What keeping and using keys may refuse."""

from lms.core.errors import Conflict, DomainError, NotFound


class KeyNotFound(NotFound):
    code = "certificates.key_not_found"


class KeyInPlace(Conflict):
    """Somebody else made or ended the key meanwhile."""

    code = "certificates.key_in_place"


class CannotSign(DomainError):
    """No key is in use, or its holder does not answer, or answers with what is no signature of this key."""

    code = "certificates.cannot_sign"
    status = 503


class NotItsCertificate(DomainError):
    """What is offered as the certificate of a key is none, or not one that it could use."""

    code = "certificates.not_its_certificate"
