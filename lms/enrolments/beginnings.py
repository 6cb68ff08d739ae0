"""What other apps count in the transaction in which somebody comes onto a version: lessons learnt before."""

from datetime import datetime
from typing import Protocol

from lms.core.actor import Actor
from lms.enrolments.models import Enrolment


class Beginning(Protocol):
    """Work that is done when an enrolment begins, or has been moved; it may lock enrolments of the same person."""

    def __call__(self, *, enrolment: Enrolment, actor: Actor, now: datetime) -> None: ...


_beginnings: list[Beginning] = []


def register_beginning(work: Beginning) -> None:
    """Name work to do at each beginning; called once by the app that does it, when it starts."""
    _beginnings.append(work)


def begin(enrolment: Enrolment, *, actor: Actor, now: datetime) -> None:
    """Do all registered work, inside the caller's transaction and before its audit rows."""
    for work in _beginnings:
        work(enrolment=enrolment, actor=actor, now=now)
