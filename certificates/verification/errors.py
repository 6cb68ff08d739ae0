"""What verification may refuse."""

from lms.core.errors import TooMany


class TooManyChecks(TooMany):
    code = "certificates.too_many_checks"
