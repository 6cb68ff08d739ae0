"""What the register may refuse."""

from lms.core.errors import DomainError


class NotStamped(DomainError):
    """The authority for time-stamps does not answer, or not with a time-stamp of what was asked."""

    code = "certificates.not_stamped"
    status = 503
