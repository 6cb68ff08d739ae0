"""What follow-up may be refused with."""

from typing import Any

from django.utils.translation import gettext as _

from lms.core.errors import Conflict, InvalidInput, NotFound, Refused


class FollowUpNotFound(NotFound):
    """It is not there, or it is not this person's to see."""

    code = "certificates.follow_up_not_found"

    def __init__(self, message: str = "", **more: Any) -> None:
        super().__init__(
            message or _("This person is not among those whom you follow up, or not any more."), **more
        )


class UnusableFollowUp(InvalidInput):
    code = "certificates.unusable_follow_up"


class FollowUpRefused(Refused):
    """The person wants no contact, is followed up already, or who asks may not do it."""

    code = "certificates.follow_up_refused"


class FollowUpChangedMeanwhile(Conflict):
    """Somebody else recorded a contact or took the person over since the page was opened."""

    code = "certificates.follow_up_changed_meanwhile"
