"""Entries of the register for tests: `entered(5)`, `checkpoint(day=2)`."""

import hashlib
from datetime import UTC, datetime

from django.db import transaction

from certificates.issuing.register.operations import append_events, make_due_checkpoint
from certificates.issuing.register.publishing import publish_checkpoints
from certificates.models import RegisterCheckpoint, RegisterEvent
from certificates.verifier.entries import Event, EventKind
from lms.core.clock import now

AT = datetime(2026, 6, 30, 4, 2, tzinfo=UTC)


def digest_of_number(number: int) -> str:
    """Return the digest that stands for the n-th thing issued."""
    return hashlib.sha256(b"%d" % number).hexdigest()


def entered(count: int, *, kind: EventKind = EventKind.ISSUE) -> list[int]:
    """Append so many events and return their places."""
    first = RegisterEvent.objects.count()
    with transaction.atomic():
        events = [Event(kind, digest_of_number(first + place)) for place in range(count)]
        return list(append_events(events, now=AT))


def publish_as_it_is() -> None:
    """Sign and publish the register as it is by now."""
    make_due_checkpoint(now=now())
    publish_checkpoints()


def checkpoint(*, day: int) -> RegisterCheckpoint:
    """Make and publish the checkpoint of a day in July."""
    made = make_due_checkpoint(now=datetime(2026, 7, day, 16, 5, tzinfo=UTC))
    assert made is not None
    publish_checkpoints()
    return made
