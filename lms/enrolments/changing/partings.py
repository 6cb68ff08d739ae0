"""What other apps do in the transaction in which an enrolment leaves its class, rests, comes back, or is completed.

At a parting or a return each may refuse with a named error: then nothing of it happens. A completion is not refused
any more.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from lms.core.actor import Actor
from lms.enrolments.models import Enrolment, Interruption


@dataclass(frozen=True, slots=True)
class Parting:
    """From which day on a locked enrolment is not in its class any more, or only rests and keeps its place.

    `knows_unbegun`: whoever parts them knows of later lessons whose registers nobody has begun, or need not.
    """

    enrolment: Enrolment
    on: date
    why: str
    keeps_place: bool = False
    knows_unbegun: bool = True


class Work(Protocol):
    """Work that is done when an enrolment parts with its class; the enrolment is locked."""

    def __call__(self, parting: Parting, *, actor: Actor, now: datetime) -> None: ...


_works: list[Work] = []


def register_parting(work: Work) -> None:
    """Name work to do at each parting; called once by the app that does it, when it starts."""
    if work not in _works:
        _works.append(work)


def part(parting: Parting, *, actor: Actor, now: datetime) -> None:
    """Do all registered work, inside the caller's transaction."""
    for work in _works:
        work(parting, actor=actor, now=now)


class Resting(Protocol):
    """Work that is done when it is written that an enrolment rests; all enrolments of the person are locked.

    Nothing may refuse: who has to, refuses the parting.
    """

    def __call__(self, rests: Interruption, *, actor: Actor, now: datetime) -> None: ...


_restings: list[Resting] = []


def register_rest(work: Resting) -> None:
    """Name work to do at each interruption; called once by the app that does it, when it starts."""
    if work not in _restings:
        _restings.append(work)


def rest(rests: Interruption, *, actor: Actor, now: datetime) -> None:
    """Do all registered work, inside the caller's transaction."""
    for work in _restings:
        work(rests, actor=actor, now=now)


class Returning(Protocol):
    """Work that is done when a locked enrolment is trained again from a day on."""

    def __call__(self, enrolment: Enrolment, on: date, *, now: datetime) -> None: ...


_returnings: list[Returning] = []


def register_return(work: Returning) -> None:
    """Name work to do at each return; called once by the app that does it, when it starts."""
    if work not in _returnings:
        _returnings.append(work)


def come_back(enrolment: Enrolment, on: date, *, now: datetime) -> None:
    """Do all registered work, inside the caller's transaction."""
    for work in _returnings:
        work(enrolment, on, now=now)


class Closing(Protocol):
    """Work that is done when an enrolment was completed; it is locked, and nothing may refuse."""

    def __call__(self, enrolment: Enrolment, *, actor: Actor, now: datetime) -> None: ...


# Why a stay in a class ended, beside the coded reasons of partings.
COMPLETED, CLASS_OVER, CLASS_CANCELLED = "completed", "class_over", "class_cancelled"
_closings: list[Closing] = []


def register_completion(work: Closing) -> None:
    """Name work to do at each completion; called once by the app that does it, when it starts."""
    if work not in _closings:
        _closings.append(work)


def close(enrolment: Enrolment, *, actor: Actor, now: datetime) -> None:
    """Do all registered work, inside the caller's transaction."""
    for work in _closings:
        work(enrolment, actor=actor, now=now)
