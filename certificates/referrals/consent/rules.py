"""Pure decisions of consent: which fields there are, how long one holds, how it stands, what may leave. No Django."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

# Who was refused or left does not ask again the next day: a no is a no (security.md T14).
DAYS_BETWEEN = timedelta(days=30)
# From this day on, so many days at most. Given earlier, a consent keeps the end that it was given with.
LONGEST = ((date(2026, 1, 1), 180),)
LONGEST_WORDS = 300


class Field(StrEnum):
    """What an employer may be told of a person: the sheet of domain.md B7, in its order. Nothing else ever is."""

    NAME = "name"
    CONTACT = "contact"
    SCHOOLING = "schooling"
    MAJOR = "major"
    CERTIFICATES = "certificates"
    SKILLS = "skills"
    WISH = "wish"
    AVAILABILITY = "availability"
    OPINION = "opinion"


# What no table of the platform says: the officer writes it into the question, and the person reads it before.
WRITTEN = (Field.CONTACT, Field.WISH, Field.AVAILABILITY, Field.OPINION)


class Standing(StrEnum):
    """How a question and its consent stand at an instant."""

    WAITING = "waiting"
    LIVE = "live"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    LAPSED = "lapsed"


def in_order(fields: Iterable[str]) -> list[str]:
    """Return fields in the order of the sheet, each once.

    :raises ValueError: one of them is none, or there is none at all.
    """
    chosen = set(fields)
    if not chosen or chosen - set(Field):
        raise ValueError(min(chosen - set(Field), default=""))
    return [field.value for field in Field if field in chosen]


def longest_days(day: date) -> int:
    """Return for how many days a consent that is given on this day holds."""
    return max((since, days) for since, days in LONGEST if since <= day)[1]


def is_as_asked(*, is_approved: bool, revision: int, asked_revision: int) -> bool:
    """Return whether an opening is still what a person was asked for: approved, no step since (ADR 0220, 0222)."""
    return is_approved and revision == asked_revision


def standing_of(
    *,
    asks_until: datetime,
    is_as_asked: bool,
    is_refused: bool,
    expires_at: datetime | None,
    withdrawn_at: datetime | None,
    now: datetime,
) -> Standing:
    """Return how a question stands; `expires_at` is None while nothing was given."""
    if withdrawn_at is not None:
        return Standing.WITHDRAWN
    if expires_at is not None:
        return Standing.EXPIRED if now >= expires_at else Standing.LIVE
    if is_refused:
        return Standing.REFUSED
    return Standing.WAITING if is_as_asked and now < asks_until else Standing.LAPSED


def may_answer(
    standing: Standing, *, asks_until: datetime, is_as_asked: bool, is_paused: bool, now: datetime
) -> bool:
    """Return whether the person may say yes now: who said no may think again, by oneself.

    While its employer is suspended a question rests.
    """
    is_open = standing in (Standing.WAITING, Standing.REFUSED) and is_as_asked and now < asks_until
    return is_open and not is_paused


def may_ask_again(ended_at: datetime | None, *, now: datetime) -> bool:
    """Return whether a person may be asked for the same opening after a no, given when that was."""
    return ended_at is None or now >= ended_at + DAYS_BETWEEN


def not_covered(wanted: Iterable[str], consented: Collection[str]) -> list[str]:
    """Return what is wanted and was not consented to."""
    return sorted(set(wanted) - set(consented))
