"""Pure decisions about people of employers: what is asked at sign-up, and how long links last. No Django."""

import re
from datetime import datetime, timedelta
from enum import StrEnum

SIGN_UP_DAYS = 3
INVITATION_DAYS = 7
OPEN_INVITATIONS = 20
LONGEST_NAME, LONGEST_ENGLISH, LONGEST_PHONE, LONGEST_ADDRESS, LONGEST_ABOUT = 100, 200, 30, 200, 1000


class Evidence(StrEnum):
    """What an officer has done before ending somebody's second steps."""

    CALLED = "called"
    ASKED = "asked"


_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,28}")


def invitation_ends(now: datetime) -> datetime:
    """Return when an invitation made now ends."""
    return now + timedelta(days=INVITATION_DAYS)


def is_phone(number: str) -> bool:
    """Return whether it can be a telephone number: digits, with what people put between them."""
    return bool(_PHONE.fullmatch(number))
