"""What sharing may refuse."""

from lms.core.errors import InvalidInput, NotFound, Refused


class ShareLinkNotFound(NotFound):
    code = "certificates.share_link_not_found"


class CannotShare(Refused):
    """The certificate is not in force, or there are as many open links as there may be."""

    code = "certificates.cannot_share"


class NotAChoice(InvalidInput):
    code = "certificates.not_a_choice"
