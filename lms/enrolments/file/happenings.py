"""What happened to people, told by each app for its own records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from lms.enrolments.models import Enrolment


class Kind(StrEnum):
    """What a happening is about; the picture and the table sort by it."""

    STAY = "stay"
    FORECAST = "forecast"
    ENROLMENT = "enrolment"
    CLASS = "class"
    HOURS = "hours"
    LEARNT = "learnt"
    EXAMINATION = "examination"
    CREDIT = "credit"
    CERTIFICATE = "certificate"
    REST = "rest"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a file: its day, what it says, and which enrolment it is about (None: the person).

    With a `site` it is that site's own matter, and no other one reads it. `kept` is the day on which it was written
    down, where that may be later than its own. `minutes` are attended ones, `learnt` those
    accepted for learning in lessons: the two are never told as one.
    """

    day: date
    kind: Kind
    text: str
    enrolment: int | None = None
    site: int | None = None
    kept: date | None = None
    minutes: int = 0
    learnt: int = 0


class Teller(Protocol):
    """Given enrolments of one person: what an app knows of them. The queries do not grow with the records."""

    def __call__(self, enrolments: Sequence[Enrolment]) -> Iterable[Happening]: ...


_tellers: list[Teller] = []


def register_teller(teller: Teller) -> None:
    """Name who tells what happened; called once by the app that keeps the records, when it starts."""
    if teller not in _tellers:
        _tellers.append(teller)


def told_by_others(enrolments: Sequence[Enrolment]) -> list[Happening]:
    """Return what the apps above tell of these enrolments."""
    return [one for teller in _tellers for one in teller(enrolments)]
