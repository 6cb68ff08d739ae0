"""Pure decisions of referral sheets: what a reply may say, and how a referral stands by its replies. No Django."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

LONGEST_WORDS = 300
LONGEST_RETURN = 120
# An appointment further away is a slip of the hand; a start longer ago was reported another way.
FURTHEST = timedelta(days=366)


class Answer(StrEnum):
    """What an employer replies to a referral (回执)."""

    INTERVIEW = "interview"
    OFFER = "offer"
    STARTED = "started"
    DECLINED = "declined"


# After one of these, an earlier step says nothing new.
SETTLING = (Answer.STARTED, Answer.DECLINED)


class Why(StrEnum):
    """Why an employer declines; nothing that a person is, only what the work needs."""

    FILLED = "filled"
    OTHER_SKILLS = "other_skills"
    CONDITIONS = "conditions"
    NOT_REACHED = "not_reached"
    PERSON_DECLINED = "person_declined"
    OTHER = "other"


class Standing(StrEnum):
    """How a referral stands."""

    SENT = "sent"
    INTERVIEW = "interview"
    OFFER = "offer"
    STARTED = "started"
    DECLINED = "declined"
    ENDED = "ended"


class Fault(StrEnum):
    """What is wrong with a reply."""

    DAY_MISSING = "day_missing"
    DAY_FAR = "day_far"
    DAY_TO_COME = "day_to_come"
    WHY_MISSING = "why_missing"
    WHY_TOO_MUCH = "why_too_much"
    WORDS = "words"
    SLIP_MISSING = "slip_missing"
    SLIP_BEFORE = "slip_before"
    SLIP_TO_COME = "slip_to_come"


@dataclass(frozen=True, slots=True)
class Reply:
    """What is replied: on which day the interview is or the work began, why it is declined, and a few words."""

    answer: Answer
    day: date | None = None
    why: Why | None = None
    words: str = ""


def fault_of(reply: Reply, *, today: date) -> tuple[str, Fault] | None:
    """Return the field and what is wrong with it, or None."""
    if reply.answer is Answer.DECLINED:
        return None if reply.why else ("why", Fault.WHY_MISSING)
    if reply.why is not None:
        return "why", Fault.WHY_TOO_MUCH
    if reply.day is None:
        needs_day = reply.answer in (Answer.INTERVIEW, Answer.STARTED)
        return ("day", Fault.DAY_MISSING) if needs_day else None
    if abs(reply.day - today) > FURTHEST:
        return "day", Fault.DAY_FAR
    if reply.answer is Answer.STARTED and reply.day > today:
        return "day", Fault.DAY_TO_COME
    return None


def fault_of_slip(slip_date: date | None, *, issued: date, today: date) -> Fault | None:
    """Return what is wrong with the day of a slip on paper, or None."""
    if slip_date is None:
        return Fault.SLIP_MISSING
    if slip_date > today:
        return Fault.SLIP_TO_COME
    return Fault.SLIP_BEFORE if slip_date < issued else None


class Heard(NamedTuple):
    """A reply as a standing asks for it; what came by the code on the sheet is not proven."""

    answer: str
    is_proven: bool = True


def deciding(replies: Sequence[Heard]) -> int | None:
    """Return the place of the reply that says how a referral stands, of replies the oldest first; None without one.

    It is the last that is proven, and what is not proven counts while nothing else was said (ADR 0238); but what was
    left to say of an interview or an offer makes no start undone.
    """
    proven = [place for place, reply in enumerate(replies) if reply.is_proven]
    places = proven or list(range(len(replies)))
    settled = [place for place in places if replies[place].answer in SETTLING]
    if settled and replies[settled[-1]].answer == Answer.STARTED:
        return settled[-1]
    return places[-1] if places else None


def standing_of(replies: Sequence[Heard], *, is_live: bool) -> Standing:
    """Return how a referral stands by its replies, oldest first, and whether its consent still holds.

    A start stays a start when the consent ends: history is not unmade.
    """
    place = deciding(replies)
    said = Standing.SENT if place is None else Standing(replies[place].answer)
    return said if is_live or said is Standing.STARTED else Standing.ENDED
