"""Pure decisions of referral sheets: what a reply may say, and how a referral stands by its last one. No Django."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONGEST_WORDS = 300
# An appointment further away is a slip of the hand; a start longer ago was reported another way.
FURTHEST = timedelta(days=366)


class Answer(StrEnum):
    """What an employer replies to a referral (回执)."""

    INTERVIEW = "interview"
    OFFER = "offer"
    STARTED = "started"
    DECLINED = "declined"


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


def standing_of(answers: Sequence[str], *, is_live: bool) -> Standing:
    """Return how a referral stands by its replies, oldest first, and whether its consent still holds.

    A start stays a start when the consent ends: history is not unmade.
    """
    if answers and Answer(answers[-1]) is Answer.STARTED:
        return Standing.STARTED
    if not is_live:
        return Standing.ENDED
    return Standing(answers[-1]) if answers else Standing.SENT
