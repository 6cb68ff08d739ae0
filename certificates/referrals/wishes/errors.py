"""What a wish may be refused with."""

from lms.core.errors import Conflict, InvalidInput, Refused


class UnusableWish(InvalidInput):
    code = "certificates.unusable_wish"


class WishRefused(Refused):
    """This person may not write it down for that one."""

    code = "certificates.wish_refused"


class WishChangedMeanwhile(Conflict):
    """Somebody wrote down another one since the page was opened (ADR 0177)."""

    code = "certificates.wish_changed_meanwhile"
