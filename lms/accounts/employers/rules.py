"""Pure decisions about people of employers: what is asked at sign-up, and how long links last. No Django."""

import re
import unicodedata
from datetime import datetime, timedelta

SIGN_UP_DAYS = 3
INVITATION_DAYS = 7
OPEN_INVITATIONS = 20
LONGEST_NAME, LONGEST_ENGLISH, LONGEST_PHONE, LONGEST_ADDRESS, LONGEST_ABOUT = 100, 200, 30, 200, 1000
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,28}")
_CONTROL = {"Cc", "Cf", "Cs", "Co", "Cn"}


def invitation_ends(now: datetime) -> datetime:
    """Return when an invitation made now ends."""
    return now + timedelta(days=INVITATION_DAYS)


def normalise_line(raw: str) -> str:
    """Return one line of text as it is kept: composed, single spaces, none around."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", raw)).strip()


def can_be_kept(text: str) -> bool:
    """Return whether every character can be printed; lines may end."""
    return not any(unicodedata.category(letter) in _CONTROL for letter in text if letter not in "\r\n\t")


def is_phone(number: str) -> bool:
    """Return whether it can be a telephone number: digits, with what people put between them."""
    return bool(_PHONE.fullmatch(number))
