"""What is done in the transaction in which a certificate stops counting: struck out, or not confirmed any more."""

from datetime import datetime
from typing import Protocol

from lms.core.actor import Actor
from lms.enrolments.external.models import ExternalCertificate


class Loss(Protocol):
    """Work that is done when a locked certificate counts no more; the enrolments of its holder are locked."""

    def __call__(self, lost: ExternalCertificate, why: str, *, actor: Actor, now: datetime) -> None: ...


_works: list[Loss] = []


def register_loss(work: Loss) -> None:
    """Name work to do at each loss; called once by who does it, when the app starts."""
    if work not in _works:
        _works.append(work)


def lose(lost: ExternalCertificate, why: str, *, actor: Actor, now: datetime) -> None:
    """Do all registered work, inside the caller's transaction."""
    for work in _works:
        work(lost, why, actor=actor, now=now)
