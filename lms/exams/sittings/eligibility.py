"""Who may be admitted to an examination, and why not. Values in, codes of reasons out. No Django."""

from dataclasses import dataclass
from datetime import date
from math import inf

# What somebody may have of the same examination elsewhere: a place that waits, a paper being written, or handed in.
GOING_ON = frozenset({"waits", "writes", "unmarked"})
# Whom an officer may admit, but who is not proposed: there is a reason to look first.
_NOT_BY_ITSELF = GOING_ON | {"void"}


@dataclass(frozen=True, slots=True)
class Conditions:
    """The dated rule of an examination: resits (None: any number), what comes before and for how many months.

    `absence_counts`: a place that was given and not taken is a try.
    """

    resits: int | None = None
    absence_counts: bool = True
    after: str = ""
    after_months: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one enrolment before an examination.

    `is_in_twice`: the person is admitted here by another enrolment; `tries` counts attempts elsewhere that were begun,
    `planned` places that still wait, `absences` places that nobody took; `clash` names another examination at the same
    time; `before_on` is when the examination that comes before was passed last. `going_on` says what the person has of
    this examination elsewhere, without a result so far, and `going_on_in` the title of that sitting; `void_in` is
    the title of the sitting in which their last attempt was declared void.
    """

    is_withdrawn: bool = False
    is_completed: bool = False
    is_here: bool = True
    is_asked: bool = True
    is_in_twice: bool = False
    passed_on: date | None = None
    tries: int = 0
    planned: int = 0
    absences: int = 0
    before_on: date | None = None
    clash: str = ""
    going_on: str = ""
    going_on_in: str = ""
    void_in: str = ""
    lessons_done: int = 0
    lessons: int = 0


@dataclass(frozen=True, slots=True)
class Judgement:
    """Codes of what stands against an admission, and of what should be known but does not."""

    against: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def is_eligible(self) -> bool:
        """Return whether nothing stands against it."""
        return not self.against

    @property
    def is_proposed(self) -> bool:
        """Return whether nothing stands against it and there is no reason to look first."""
        return self.is_eligible and not _NOT_BY_ITSELF.intersection(self.warnings)


def judge(standing: Standing, conditions: Conditions, *, on: date) -> Judgement:
    """Return whether somebody may be admitted to an examination on a day."""
    against = [
        code
        for code, stands in (
            ("withdrawn", standing.is_withdrawn),
            ("elsewhere", not standing.is_here),
            ("not_asked", not standing.is_asked),
            ("twice", standing.is_in_twice),
            ("passed", standing.passed_on is not None),
            ("no_resits", standing.passed_on is None and resits_left(standing, conditions) < 0),
            ("clash", bool(standing.clash)),
        )
        if stands
    ]
    if conditions.after:
        against += _before(standing, conditions, on)
    warnings = [standing.going_on] if standing.going_on else []
    warnings += ["void"] if standing.void_in else []
    warnings += ["lessons"] if standing.lessons_done < standing.lessons else []
    return Judgement(tuple(against), tuple(warnings))


def _before(standing: Standing, conditions: Conditions, on: date) -> list[str]:
    if standing.before_on is None:
        return ["before_missing"]
    if conditions.after_months is None:
        return []
    return ["before_expired"] if on > months_later(standing.before_on, conditions.after_months) else []


def months_later(day: date, months: int) -> date:
    """Return the day so many months later, the last of its month where there is no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(day)


def tries_used(tries: int, absences: int, conditions: Conditions) -> int:
    """Return how many tries are used: begun, and missed where the rule counts that."""
    return tries + (absences if conditions.absence_counts else 0)


def tries_left(used: int, conditions: Conditions) -> int | None:
    """Return how many tries are left, the first one among them; None for any number."""
    return None if conditions.resits is None else max(conditions.resits + 1 - used, 0)


def tries_taken(standing: Standing, conditions: Conditions) -> int:
    """Return how many tries are gone: used, and planned elsewhere."""
    return tries_used(standing.tries, standing.absences, conditions) + standing.planned


def resits_left(standing: Standing, conditions: Conditions) -> float:
    """Return how many tries are left after this one; below zero this one is too much."""
    return inf if conditions.resits is None else conditions.resits - tries_taken(standing, conditions)
