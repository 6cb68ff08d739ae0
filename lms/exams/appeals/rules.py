"""Pure decisions on appeals: until when, by whom, what a decision needs, what a further marking changed. No Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

FILE_DAYS, ANSWER_DAYS, MOST_DAYS = 30, 15, 365
MARKING, TRY, NOTHING = "marking", "try", "nothing"
OF_WORK = (NOTHING, TRY)
REJECTED = "rejected"
LEAST_ANSWER, MOST_ANSWER, MOST_TEXT = 10, 1000, 600


@dataclass(frozen=True, slots=True)
class Limits:
    """What a dated rule says; these values hold where there is none. Days are local days of the site."""

    file_days: int = FILE_DAYS
    answer_days: int = ANSWER_DAYS


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a released result before an appeal against it.

    `is_answered`: an appeal led to it; `is_set_aside`: one has taken its try out of the count.
    """

    released_on: date
    counts: bool = True
    is_appealed: bool = False
    is_answered: bool = False
    is_set_aside: bool = False


def last_day(released_on: date, limits: Limits) -> date:
    """Return the last day on which a result can be appealed; the day of the release does not count."""
    return released_on + timedelta(days=limits.file_days)


def answer_day(filed_on: date, limits: Limits) -> date:
    """Return the last day for the answer to an appeal."""
    return filed_on + timedelta(days=limits.answer_days)


def days_left(until: date, today: date) -> int:
    """Return how many days are left; below nothing it is late."""
    return (until - today).days


def reason_against_filing(standing: Standing, *, today: date, limits: Limits) -> str:
    """Return a code for why a result cannot be appealed, empty where it can."""
    if not standing.counts:
        return "replaced"
    if standing.is_appealed:
        return "appealed"
    if standing.is_answered:
        return "answered"
    if standing.is_set_aside:
        return "set_aside"
    return "too_late" if today > last_day(standing.released_on, limits) else ""


@dataclass(frozen=True, slots=True)
class Possible:
    """What is known of an appeal before its decision. `markable`: the questions that a further person can mark."""

    markable: Sequence[str]
    has_passed: bool
    is_work: bool = False

    @property
    def can_try_again(self) -> bool:
        """Return whether the try may be left out, so that the examination is taken once more."""
        return not self.reason_against(TRY)

    def reason_against(self, remedy: str) -> str:
        """Return a code for why a remedy cannot follow at all, empty where it can.

        A pass is not taken again; work cannot be marked again, and has no key (ADR 0126).
        """
        if self.is_work and remedy not in OF_WORK:
            return "not_for_work"
        if remedy == TRY and self.has_passed:
            return "try_of_a_pass"
        return "nothing_to_mark" if remedy == MARKING and not self.markable else ""


def reasons_against_decision(outcome: str, remedy: str, *, items: int, possible: Possible) -> list[str]:
    """Return codes of what is wrong with a decision: what is rejected changes nothing, and the remedy has to be one."""
    reasons = []
    if outcome == REJECTED and remedy != NOTHING:
        reasons.append("remedy_without_reason")
    if reason := possible.reason_against(remedy):
        reasons.append(reason)
    elif remedy == MARKING and not items:
        reasons.append("no_items")
    return reasons


@dataclass(frozen=True, slots=True)
class Change:
    """What one answer was worth before and is worth now."""

    item: str
    before: Decimal
    after: Decimal
    given: Decimal | None

    @property
    def has_changed(self) -> bool:
        """Return whether it is worth something else."""
        return self.before != self.after


def is_lower(before: Mapping[str, Decimal], given: Mapping[str, Decimal]) -> bool:
    """Return whether the further marks together are less than what these answers were worth: then the former stay."""
    return sum(given.values(), Decimal(0)) < sum((before[item] for item in given), Decimal(0))
