"""Pure decisions of share links: how long, how many, and whether one is open. No Django."""

import unicodedata
from datetime import datetime, timedelta
from enum import StrEnum

# Days for which a link may be open; a certificate is asked for in weeks, and a forgotten link ends by itself.
DAYS = (1, 7, 30, 90)
LINKS_AT_ONCE = 10
LONGEST_LABEL = 40
PASSCODE_SHORTEST, PASSCODE_LONGEST = 6, 12
# A link whose passcode was wrong so often is not opened again by any; its holder makes a new one.
WRONG_PASSCODES = 20
# For so long after the page was opened its document may be fetched, without the passcode typed again.
DOCUMENT_SECONDS = 900


class LinkState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    ENDED = "ended"
    LOCKED = "locked"


def ends_at(*, days: int, now: datetime) -> datetime:
    """Return the instant at which a link made now stops to answer.

    :raises ValueError: for a number of days that is not on offer.
    """
    if days not in DAYS:
        raise ValueError(days)
    return now + timedelta(days=days)


def state_of(
    *, expires_at: datetime, closed_at: datetime | None, wrong_passcodes: int, now: datetime
) -> LinkState:
    """Return the state of a link; at its last instant it has ended."""
    if closed_at is not None:
        return LinkState.CLOSED
    if now >= expires_at:
        return LinkState.ENDED
    return LinkState.LOCKED if wrong_passcodes >= WRONG_PASSCODES else LinkState.OPEN


def read_passcode(typed: str) -> str:
    """Return a passcode as it is compared: full-width letters and digits are those of ASCII; capitals stay capitals."""
    return unicodedata.normalize("NFKC", typed).strip()


def is_passcode(text: str) -> bool:
    """Return whether a text may be a passcode: letters and digits of ASCII, so that every keyboard has them."""
    return PASSCODE_SHORTEST <= len(text) <= PASSCODE_LONGEST and text.isascii() and text.isalnum()
