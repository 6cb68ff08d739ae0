"""Pure decisions of the completion audit: met, not yet or impossible, and with which outcome. No Django.

More evidence never makes anything worse, and neither does more time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

# Nobody teaches more than eight class hours of 45 minutes a day (design notes B8): what needs more cannot end in time.
MOST_MINUTES_A_DAY = 8 * 45
HOURS = "hours_attended"
# What is taught; the rest is examined, earned or held.
TAUGHT = frozenset({"lessons_completed", HOURS})
# What stands as its records are now: a correction takes minutes away, and evidence of the day before is history then.
RECKONED = frozenset({HOURS})
LEAST_DAYS_OF_A_RECORD = 365


class State(StrEnum):
    """How a requirement stands."""

    MET = "met"
    NOT_YET = "not_yet"
    IMPOSSIBLE = "impossible"


class Hindrance(StrEnum):
    """Why a requirement cannot be met any more."""

    WITHDRAWN = "withdrawn"
    TIME_OVER = "time_over"
    HOURS_DO_NOT_FIT = "hours_do_not_fit"


class Outcome(StrEnum):
    """What an enrolment would end with on the day that is asked about; the best one first."""

    GRADUATION = "graduation"
    STUDY_COMPLETION = "study_completion"
    PARTIAL_STUDY = "partial_study"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Need:
    """A requirement with what its records say: the best percentage, met or not, done and asked if that is counted."""

    code: str
    kind: str
    percent: Decimal = Decimal(0)
    is_met: bool = False
    counted: tuple[int, int] | None = None
    is_assumed: bool = False


@dataclass(frozen=True, slots=True)
class Horizon:
    """Until when there is time (None: not known), seen from today; `is_withdrawn` says that training has ended."""

    today: date
    until: date | None = None
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One requirement judged."""

    need: Need
    state: State
    hindrance: Hindrance | None = None


def judge(need: Need, horizon: Horizon) -> Line:
    """Return how one requirement stands. It is impossible only where that is certain."""
    if is_met(need):
        return Line(need, State.MET)
    hindrance = _hindrance(need, horizon)
    return Line(need, State.NOT_YET if hindrance is None else State.IMPOSSIBLE, hindrance)


def is_met(need: Need) -> bool:
    """Return whether a record meets the requirement, or what is counted has reached what is asked."""
    reached = need.counted is not None and need.counted[0] >= need.counted[1] > 0
    return need.is_met or reached


def _hindrance(need: Need, horizon: Horizon) -> Hindrance | None:
    if horizon.is_withdrawn:
        return Hindrance.WITHDRAWN
    if horizon.until is None:
        return None
    days = (horizon.until - horizon.today).days
    if days < 0:
        return Hindrance.TIME_OVER
    if need.kind == HOURS and need.counted is not None:
        missing = need.counted[1] - need.counted[0]
        return Hindrance.HOURS_DO_NOT_FIT if missing > (days + 1) * MOST_MINUTES_A_DAY else None
    return None


def assume(needs: Iterable[Need], codes: Iterable[str]) -> list[Need]:
    """Return the needs as they were if those of these codes were met: what if the next sitting is passed."""
    chosen = frozenset(codes)
    return [
        replace(need, is_met=True, percent=Decimal(100), is_assumed=True)
        if need.code in chosen and not is_met(need)
        else need
        for need in needs
    ]


def days_in_training(began: date, until: date, rests: Iterable[tuple[date, date | None]]) -> int:
    """Return the days from the beginning until a day, without those of interruptions.

    An interruption lasts from its first day without training to the first day back; one without an end still lasts.
    One that was recorded late may share days with another one: each day is taken off once.
    """
    away, seen = 0, began
    for left, back in sorted(rests, key=lambda rest: rest[0]):
        first, end = max(left, seen), min(back or until, until)
        away += max(0, (end - first).days)
        seen = max(seen, end)
    return max(0, (until - began).days - away)


def outcome_of(lines: Sequence[Line], *, is_diploma: bool, days_enrolled: int) -> Outcome:
    """Return with what it would end now (毕业, 结业, 肄业), by the rules of secondary vocational schools.

    Everything met graduates. A diploma programme whose teaching is done and of which something else is missing ends
    with a completion certificate, which may be made good; a year of study or more with a record of it.
    """
    if lines and all(line.state is State.MET for line in lines):
        return Outcome.GRADUATION
    if not is_diploma:
        return Outcome.NOTHING
    taught = [line for line in lines if line.need.kind in TAUGHT]
    if taught and all(line.state is State.MET for line in taught):
        return Outcome.STUDY_COMPLETION
    return Outcome.PARTIAL_STUDY if days_enrolled >= LEAST_DAYS_OF_A_RECORD else Outcome.NOTHING
