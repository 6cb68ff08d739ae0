"""What other apps do in the transaction in which an enrolment leaves its class, or rests: places, rosters.

Each may refuse with a named error: then nothing of it happens.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from lms.core.actor import Actor
from lms.enrolments.models import Enrolment


@dataclass(frozen=True, slots=True)
class Parting:
    """From which day on a locked enrolment is not in its class any more, or only rests and keeps its place."""

    enrolment: Enrolment
    on: date
    why: str
    keeps_place: bool = False


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
