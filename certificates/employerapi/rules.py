"""Pure decisions of keys: how long one lasts, how many there may be, and in which state one is. No Django."""

from datetime import datetime, timedelta
from enum import StrEnum

# Days after which a key ends by itself; a forgotten one is not found years later.
DAYS = (30, 90, 365)
KEYS_AT_ONCE = 5
LONGEST_NAME = 60
MOST_AT_ONCE = 100
MOST_BYTES = 64 * 1024


class KeyState(StrEnum):
    """What has become of a key."""

    IN_FORCE = "in_force"
    REVOKED = "revoked"
    ENDED = "ended"
    DEAD = "dead"  # who made it acts for the employer no more, or the employer is suspended


def ends_at(*, days: int, now: datetime) -> datetime:
    """Return the instant from which a key made now is refused.

    :raises ValueError: for a number of days that is not on offer.
    """
    if days not in DAYS:
        raise ValueError(days)
    return now + timedelta(days=days)


def state_of(*, expires_at: datetime, revoked_at: datetime | None, is_held: bool, now: datetime) -> KeyState:
    """Return the state of a key; at its last instant it has ended."""
    if revoked_at is not None:
        return KeyState.REVOKED
    if now >= expires_at:
        return KeyState.ENDED
    return KeyState.IN_FORCE if is_held else KeyState.DEAD


def wished_language(accepted: str) -> str:
    """Return the language that a program asks for (Accept-Language): the first of ours, else Chinese."""
    for wish in accepted[:200].split(","):
        code = wish.split(";")[0].strip().lower()
        if code == "en" or code.startswith("en-"):
            return "en"
        if code == "zh" or code.startswith("zh-"):
            break
    return "zh-hans"
