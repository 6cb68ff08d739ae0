"""What keys and their use may be refused with."""

from lms.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, Refused, TooLarge


class ApiKeyNotFound(NotFound):
    code = "certificates.api_key_not_found"


class CannotMakeKey(Refused):
    """The employer is not registered, or has as many keys as it may have."""

    code = "certificates.cannot_make_key"


class KeyMadeAlready(Conflict):
    """The same form came once more; a key is shown once."""

    code = "certificates.key_made_already"


class UnusableKeyWish(InvalidInput):
    code = "certificates.unusable_key_wish"


class KeyNotAccepted(NotAllowed):
    """Missing, unknown, revoked, ended or dead: the answer is one."""

    code = "certificates.key_not_accepted"
    status = 401


class TooMuchAsked(TooLarge):
    code = "certificates.too_much_asked"
