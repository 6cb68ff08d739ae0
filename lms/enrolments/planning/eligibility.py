"""Who may be put forward for which examination, and the coded reasons why not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from lms.core.days import age_on
from lms.enrolments.planning.facts import Person, Programme, Schooling


class Why(Enum):
    """Why something does not fit; the words are made where they are shown."""

    ALREADY_HELD = "already_held"
    NO_FORECAST = "no_forecast"
    FORECAST_OVER = "forecast_over"
    UNFIT = "unfit"
    FITNESS_UNKNOWN = "fitness_unknown"
    SCHOOLING = "schooling"
    AGE_UNKNOWN = "age_unknown"
    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    NO_EXAM_IN_TIME = "no_exam_in_time"
    NOT_ENOUGH_HOURS = "not_enough_hours"
    CERTIFICATES = "certificates"
    PREREQUISITE = "prerequisite"
    PREREQUISITE_TOO_LATE = "prerequisite_too_late"
    NO_EQUIPMENT = "no_equipment"
    RESTING = "resting"


UNKNOWN = (Why.AGE_UNKNOWN, Why.FITNESS_UNKNOWN, Why.RESTING)
"""What stands in the way only as long as nobody says more: it makes nothing impossible."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its code, what it is about, and the figures that a sentence needs."""

    why: Why
    about: str = ""
    needed: int | None = None
    found: int | None = None
    on: date | None = None


def entry_reasons(person: Person, programme: Programme) -> list[Reason]:
    """Return what keeps somebody out whatever the day: a pause without an end, fitness, certificates, schooling."""
    entry, reasons = programme.entry, []
    if programme.code in person.resting:
        reasons.append(Reason(Why.RESTING))
    # Who is said not to be fit is enrolled on nothing; who is not asked about needs no answer.
    if person.is_fit is False or (entry.needs_fitness and not person.is_fit):
        reasons.append(Reason(Why.FITNESS_UNKNOWN if person.is_fit is None else Why.UNFIT))
    if programme.code in person.lacking:
        reasons.append(Reason(Why.CERTIFICATES))
    if max(person.schooling, Schooling.NONE) < entry.schooling:
        reasons.append(Reason(Why.SCHOOLING, needed=int(entry.schooling), found=int(person.schooling)))
    return reasons


def exams_before(programme: Programme, until: date) -> list[date]:
    """Return the examinations, first to last, whose certificate is there by a day."""
    return [day for day in sorted(programme.exams) if day + timedelta(days=programme.result_days) <= until]


def is_of_age(person: Person, programme: Programme, day: date) -> bool:
    """Return whether the age is right on the day of the examination."""
    if person.born is None:
        return False
    return programme.entry.from_age <= age_on(person.born, day) < programme.entry.below_age


def age_reason(person: Person, programme: Programme, exams: Iterable[date]) -> Reason:
    """Return why none of these examinations can be taken: none, too young for the last, too old for the first."""
    days = list(exams)
    if not days:
        return Reason(Why.NO_EXAM_IN_TIME)
    if person.born is None:
        return Reason(Why.AGE_UNKNOWN)
    entry, last = programme.entry, age_on(person.born, days[-1])
    if last < entry.from_age:
        return Reason(Why.TOO_YOUNG, needed=entry.from_age, found=last, on=days[-1])
    return Reason(Why.TOO_OLD, needed=entry.below_age, found=age_on(person.born, days[0]), on=days[0])
