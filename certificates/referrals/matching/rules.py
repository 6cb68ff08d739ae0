"""Pure decisions on people and an opening: what is known, the three groups, and whose turn it is. No Django.

Nothing here rejects anybody: reasons (`reasons.py`) put people into three groups, and within a group who was proposed
least and longest ago comes first. The officer decides.
"""

import zlib
from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import IntEnum, StrEnum
from typing import NamedTuple

from certificates.referrals.wishes.rules import Wish


class Tone(IntEnum):
    """What a reason does; the gravest of somebody's reasons says the group."""

    FOR = 0
    OPEN = 1
    AGAINST = 2


class Group(StrEnum):
    """Where somebody stands in the list; everybody stands somewhere."""

    FITS = "fits"
    OPEN = "open"
    AGAINST = "against"


class Code(StrEnum):
    """Every reason that there is."""

    PAPER_NOT_ASKED = "paper_not_asked"
    PAPER_HELD = "paper_held"
    PAPER_ENDS_SOON = "paper_ends_soon"
    PAPER_EXPECTED = "paper_expected"
    PAPER_IN_TRAINING = "paper_in_training"
    PAPER_LATE = "paper_late"
    PAPER_MISSING = "paper_missing"
    PAPER_EXPIRED = "paper_expired"
    PAPER_LOWER = "paper_lower"
    PAPER_OTHER_TRADE = "paper_other_trade"
    TRADE_SHOWN = "trade_shown"
    TRADE_NOT_SHOWN = "trade_not_shown"
    WISH_NOT_ASKED = "wish_not_asked"
    WISH_UNDECIDED = "wish_undecided"
    WORK_WISHED = "work_wished"
    WORK_UNNAMED = "work_unnamed"
    WORK_OTHER = "work_other"
    PLACE_WISHED = "place_wished"
    PLACE_UNREAD = "place_unread"
    PLACE_OTHER = "place_other"
    PAY_ENOUGH = "pay_enough"
    PAY_DEPENDS = "pay_depends"
    PAY_LESS = "pay_less"
    SHIFTS_FIT = "shifts_fit"
    SHIFTS_DEPEND = "shifts_depend"
    SHIFTS_OTHER = "shifts_other"
    LODGING_THERE = "lodging_there"
    LODGING_PAID = "lodging_paid"
    LODGING_MISSING = "lodging_missing"
    DAY_FITS = "day_fits"
    DAY_LATE = "day_late"
    WINDOW_FREE = "window_free"
    WINDOW_FITS = "window_fits"
    WINDOW_UNKNOWN = "window_unknown"
    WINDOW_PAST = "window_past"
    WINDOW_LATE = "window_late"
    PROPOSED_HERE = "proposed_here"
    REFUSED_BEFORE = "refused_before"
    EMPLOYER_UNVERIFIED = "employer_unverified"


class Reason(NamedTuple):
    """A reason, what it does, and the value that its words name."""

    code: Code
    tone: Tone
    value: str | date | int | None = None


class Work(NamedTuple):
    """What matching asks of an opening; pay is in fen a month, `places` are codes, `place` the words."""

    uuid: str
    occupation: str
    trade: str
    wanted_kind: str
    wanted_level: int | None
    places: frozenset[str]
    place: str
    pay_from: int
    pay_to: int
    shifts: str
    lodging: str
    from_date: date
    until_date: date
    is_verified: bool = True


class Held(NamedTuple):
    """A paper in force or ended; `until` is its last day, None for life."""

    kind: str
    level: int | None
    trade: str
    awarded: date
    until: date | None = None


class Expected(NamedTuple):
    """A paper at the end of a training that goes on; the day is the last of its class, None where nobody knows it."""

    kind: str
    level: int | None
    trade: str
    day: date | None = None


class Stay(NamedTuple):
    """Whether somebody is still in training at a place, and until when as far as it is known. For officers only."""

    is_here: bool = False
    until: date | None = None


class Turns(NamedTuple):
    """For how many openings somebody was asked, by whichever page, and when last (`instant_of`), "" for never; whether
    proposed for this one as it reads now, and whether this employer was refused.
    """

    times: int = 0
    last: str = ""
    is_here: bool = False
    has_refused: bool = False


class Facts(NamedTuple):
    """What matching knows of one person."""

    key: int
    held: tuple[Held, ...] = ()
    expected: tuple[Expected, ...] = ()
    wish: Wish | None = None
    stay: Stay = Stay()
    turns: Turns = Turns()


class Match(NamedTuple):
    """A person beside an opening, with every reason and the turns so far."""

    key: int
    group: Group
    reasons: tuple[Reason, ...]
    turns: Turns = Turns()


_GROUPS = (Group.FITS, Group.OPEN, Group.AGAINST)
PLACE_OF_GROUP = {group: place for place, group in enumerate(_GROUPS)}


def group_of(tone: int) -> Group:
    """Return the group that the gravest of somebody's reasons says."""
    return _GROUPS[tone]


def in_turn(work: Work, standing: Iterable[tuple[int, int, str, int]]) -> list[int]:
    """Return the keys of everybody, given the gravest tone, how often and when last each was proposed, and the key.

    By group, then who was asked least and longest ago. Equal ones stand in an order that is the opening's own and
    always the same: nobody is first everywhere.
    """
    seed = zlib.crc32(work.uuid.encode())
    places = [
        (tone, times, last, zlib.crc32(key.to_bytes(8, "big"), seed), key)
        for tone, times, last, key in standing
    ]
    return [place[-1] for place in sorted(places)]


def instant_of(last: str) -> datetime:
    """Return the instant that a database's text says; SQLite's names no zone and is UTC."""
    said = datetime.fromisoformat(last)
    return said if said.tzinfo else said.replace(tzinfo=UTC)
