"""Pure decisions on openings: what one may say, what may come next, and how it stands on a day. No Django."""

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lms.core.unseen import has_unseen_in_lines

LONGEST_TITLE, LONGEST_DISTRICT, LONGEST_TEXT, LONGEST_REASON = 60, 100, 2000, 500
MOST_WANTED = 999
MOST_YUAN = 100_000
FEN = 100
# After this nobody remembers what was approved: copy it and have it looked at again.
LONGEST_DAYS = 180
# Nobody knows today what will be offered later than that: a year was mistyped.
FURTHEST = timedelta(days=366)
# Of one employer, not closed: more is a mistake or a flood.
MOST_OPEN = 50
SKILL_LEVEL = "skill_level"


class State(StrEnum):
    """Where an opening is between its employer and the officers."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REFUSED = "refused"
    CLOSED = "closed"


class Step(StrEnum):
    """What is done with an opening."""

    CHANGE = "change"
    SUBMIT = "submit"
    APPROVE = "approve"
    REFUSE = "refuse"
    CLOSE = "close"


class Standing(StrEnum):
    """What an opening is on a day, in the order in which officers look at them."""

    WAITING = "waiting"
    RUNNING = "running"
    COMING = "coming"
    PAUSED = "paused"  # its employer is suspended
    DRAFT = "draft"
    REFUSED = "refused"
    ENDED = "ended"
    CLOSED = "closed"


# For these people may be proposed and asked.
TAKES_PEOPLE = (Standing.RUNNING, Standing.COMING)
# What was approved and is changed has to be looked at again; so has what was refused, once it is sent in again.
_NEXT = {
    (State.DRAFT, Step.CHANGE): State.DRAFT,
    (State.SUBMITTED, Step.CHANGE): State.SUBMITTED,
    (State.APPROVED, Step.CHANGE): State.SUBMITTED,
    (State.REFUSED, Step.CHANGE): State.DRAFT,
    (State.DRAFT, Step.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Step.APPROVE): State.APPROVED,
    (State.SUBMITTED, Step.REFUSE): State.REFUSED,
    (State.APPROVED, Step.REFUSE): State.REFUSED,
    (State.DRAFT, Step.CLOSE): State.CLOSED,
    (State.SUBMITTED, Step.CLOSE): State.CLOSED,
    (State.APPROVED, Step.CLOSE): State.CLOSED,
    (State.REFUSED, Step.CLOSE): State.CLOSED,
}


class StepFault(StrEnum):
    """Why a step cannot be taken."""

    STANDS_OTHERWISE = "stands_otherwise"
    TOO_LATE = "too_late"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Offer:
    """What an employer offers; pay is in fen a month."""

    title: str
    occupation: str
    wanted_kind: str
    wanted_level: int | None
    district: str
    pay_from: int
    pay_to: int
    insurance: str
    lodging: str
    shifts: str
    number_wanted: int
    from_date: date
    until_date: date
    text: str


def next_state(state: State, step: Step) -> State | None:
    """Return what a step makes of an opening; None where it cannot be taken."""
    return _NEXT.get((state, step))


def is_too_late(step: Step, *, until_date: date, today: date) -> bool:
    """Return whether a step comes after the last day that it is about."""
    return step in (Step.SUBMIT, Step.APPROVE) and today > until_date


def reasons_against_step(
    state: State, step: Step, *, until_date: date, is_suspended: bool, today: date
) -> list[StepFault]:
    """Return why a step cannot be taken with an opening, whoever takes it; the gravest first."""
    found = []
    if next_state(state, step) is None:
        found.append(StepFault.STANDS_OTHERWISE)
    if is_too_late(step, until_date=until_date, today=today):
        found.append(StepFault.TOO_LATE)
    if step is Step.APPROVE and is_suspended:
        found.append(StepFault.SUSPENDED)
    return found


def standing_of(
    *, state: str, from_date: date, until_date: date, is_suspended: bool, today: date
) -> Standing:
    """Return how an opening stands; on its last day it still runs. No row says that it has ended, the day does.

    While its employer is suspended nothing runs and nothing is approved; the days go on.
    """
    if state in (State.DRAFT, State.REFUSED, State.CLOSED):
        return Standing(state)
    if today > until_date:
        return Standing.ENDED
    if is_suspended:
        return Standing.PAUSED
    if state == State.SUBMITTED:
        return Standing.WAITING
    return Standing.RUNNING if today >= from_date else Standing.COMING


def reasons_against(offer: Offer, *, today: date) -> list[tuple[str, str]]:
    """Return (field, code) of what cannot be kept, whatever its state."""
    found = []
    for field in ("title", "district"):
        if not getattr(offer, field):
            found.append((field, "missing"))
    for field, longest in (("title", LONGEST_TITLE), ("district", LONGEST_DISTRICT), ("text", LONGEST_TEXT)):
        value = getattr(offer, field)
        if len(value) > longest:
            found.append((field, "too_long"))
        if has_unseen_in_lines(value):
            found.append((field, "not_printable"))
    if not 0 < offer.pay_from <= offer.pay_to <= MOST_YUAN * FEN:
        found.append(("pay_to", "pay"))
    if not 1 <= offer.number_wanted <= MOST_WANTED:
        found.append(("number_wanted", "number"))
    found += _against_days(offer, today)
    if offer.wanted_level is not None and offer.wanted_kind != SKILL_LEVEL:
        found.append(("wanted_level", "level"))
    return found


def _against_days(offer: Offer, today: date) -> list[tuple[str, str]]:
    # Differences: there is no day after the last one that a calendar has.
    if not timedelta(0) <= offer.until_date - offer.from_date <= timedelta(days=LONGEST_DAYS):
        return [("until_date", "dates")]
    return [("from_date", "far")] if offer.from_date - today > FURTHEST else []


def several_lines(raw: str) -> str:
    """Return several lines of text as they are kept."""
    return unicodedata.normalize("NFC", raw).replace("\r\n", "\n").strip()


def fen_of(yuan: int) -> int:
    """Return an amount as it is kept."""
    return yuan * FEN


def yuan_of(fen: int) -> int:
    """Return an amount as people say it."""
    return fen // FEN
