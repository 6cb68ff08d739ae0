"""What an indicator may be refused with."""

from lms.core.errors import NotFound


class IndicatorNotFound(NotFound):
    """The address asks for an indicator, a part, a year, a site, a programme or a kind that there is not."""

    code = "certificates.indicator_not_found"
