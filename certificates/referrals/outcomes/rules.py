"""Pure decisions on what became of people: how somebody stands on a day, and with which evidence. No Django.

Unknown is never "without work": only what somebody said or showed counts, and only near its day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# After so many days a fact alone says nothing any more.
FRESH = 60
# Nobody is followed up for longer than three years: an older day is mistyped.
OLDEST = timedelta(days=4 * 366)
LONGEST_EMPLOYER, LONGEST_REASON = 100, 200


class Kind(StrEnum):
    """What a fact says."""

    INTERVIEW = "interview"
    OFFER = "offer"
    CONTRACT = "contract"
    START = "start"
    INSURANCE = "insurance"
    EXIT = "exit"
    STUDY = "study"
    # What is told in a call: so it is on this day, since when is not known.
    AT_WORK = "at_work"
    NOT_AT_WORK = "not_at_work"


class Grade(StrEnum):
    """How well a fact is shown, the weakest first."""

    SELF_REPORTED = "self_reported"
    EMPLOYER_CONFIRMED = "employer_confirmed"
    DOCUMENT_SEEN = "document_seen"


class State(StrEnum):
    """How somebody stands on a day."""

    EMPLOYED = "employed"
    NOT_EMPLOYED = "not_employed"
    STUDYING = "studying"
    UNKNOWN = "unknown"


# Interviews, offers and contracts say nothing of a day at work.
STATE_OF = {
    Kind.START: State.EMPLOYED,
    Kind.INSURANCE: State.EMPLOYED,
    Kind.AT_WORK: State.EMPLOYED,
    Kind.EXIT: State.NOT_EMPLOYED,
    Kind.NOT_AT_WORK: State.NOT_EMPLOYED,
    Kind.STUDY: State.STUDYING,
}
# A later one of these says that it was so until then, too.
UNTIL_THEN = {
    State.EMPLOYED: (Kind.EXIT, Kind.INSURANCE, Kind.AT_WORK),
    State.NOT_EMPLOYED: (Kind.NOT_AT_WORK,),
    State.STUDYING: (Kind.STUDY,),
}
GRADES = list(Grade)
# On one day an exit comes before the next start; what is told comes last.
ORDER = [
    Kind.INTERVIEW,
    Kind.OFFER,
    Kind.CONTRACT,
    Kind.EXIT,
    Kind.NOT_AT_WORK,
    Kind.STUDY,
    Kind.START,
    Kind.INSURANCE,
    Kind.AT_WORK,
]


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact that counts: not corrected, not taken back. `employer` is empty where nobody named one."""

    kind: Kind
    day: date
    grade: Grade = Grade.SELF_REPORTED
    employer: str = ""


@dataclass(frozen=True, slots=True)
class StateOnDay:
    """How somebody stands, and the best evidence for it; none where it is unknown."""

    state: State
    grade: Grade | None = None


UNKNOWN = StateOnDay(State.UNKNOWN)


def state_on(facts: Iterable[Fact], day: date) -> StateOnDay:
    """Return how somebody stands on a day by the facts of before and after it."""
    told = sorted((one for one in facts if one.kind in STATE_OF), key=_place)
    before = [one for one in told if one.day <= day]
    if not before:
        return UNKNOWN
    last = before[-1]
    state = STATE_OF[last.kind]
    after = next((one for one in told if one.day > day), None)
    bridge = [after] if after is not None and _reaches_back(last, after) else []
    if last.day + timedelta(days=FRESH) < day and not bridge:
        return UNKNOWN
    grades = [last.grade, *(one.grade for one in bridge), *_same_day(before, last)]
    return StateOnDay(state, max(grades, key=GRADES.index))


def is_at_odds(start: date, *, stays_from: date, stays_until: date | None) -> bool:
    """Return whether work began while somebody is still in training; `stays_until` is expected, None if nobody knows.

    It refuses nothing: whoever reports could find out the stay. Officers ask.
    """
    return start >= stays_from and (stays_until is None or start < stays_until)


def _place(fact: Fact) -> tuple[date, int]:
    return fact.day, ORDER.index(fact.kind)


def _reaches_back(earlier: Fact, later: Fact) -> bool:
    """Return whether the later fact says that what the earlier one says lasted until then."""
    is_same = not (earlier.employer and later.employer) or earlier.employer == later.employer
    return later.kind in UNTIL_THEN[STATE_OF[earlier.kind]] and is_same


def _same_day(before: Sequence[Fact], last: Fact) -> list[Grade]:
    same = (one for one in before if one.day == last.day and STATE_OF[one.kind] is STATE_OF[last.kind])
    return [one.grade for one in same]


def reasons_against(
    *, kind: Kind, day: date, today: date, exit_reason: str, has_employer: bool
) -> list[tuple[str, str]]:
    """Return (field, code) of what cannot be kept.

    No day of the person's stay decides: whoever reports could find it out.
    """
    found = []
    if day < today - OLDEST:
        found.append(("day", "too_old"))
    # An interview is an appointment, and says nothing of how somebody stands.
    if day > today and kind is not Kind.INTERVIEW:
        found.append(("day", "not_yet"))
    if (kind is Kind.EXIT) != bool(exit_reason):
        found.append(("exit_reason", "no_exit" if exit_reason else "exit"))
    if kind in (Kind.STUDY, Kind.NOT_AT_WORK) and has_employer:
        found.append(("employer_name", "no_employer"))
    return found
