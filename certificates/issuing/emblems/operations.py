"""A school's own logo and seal: one officer proposes a picture, another approves it (invariant I9)."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from certificates.issuing.batches.policies import refuse_officer_of
from certificates.issuing.emblems.frame import EMBLEMS
from certificates.issuing.emblems.models import Emblem, EmblemClosing, EmblemUse
from certificates.issuing.emblems.pictures import printable_emblem
from certificates.issuing.errors import UnusableEmblem
from certificates.issuing.proposals.operations import approve, close, propose
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.organisations.api import School


@dataclass(frozen=True, slots=True)
class NewEmblem:
    """For which school, what for, from which day on, and the file; an empty one says: as usual."""

    school: School
    use: EmblemUse
    from_date: date
    content: bytes = b""


def propose_emblem(new: NewEmblem, *, actor: Actor, now: datetime) -> Emblem:
    """Write down a version, which holds when another officer approves it; the same that waits already stays one.

    :raises MayNotIssue: when the actor is no issuing officer of the school.
    :raises UnusableEmblem: when the day is past, or as `printable_emblem` does.
    """
    refuse_officer_of(actor, new.school.pk)
    if new.from_date < local_date(now):
        raise UnusableEmblem(_("A picture holds from today on or from a later day."), field="from_date")
    content = printable_emblem(new.content, new.use) if new.content else b""
    digest = hashlib.sha256(content).hexdigest() if content else ""
    said = {"school": new.school, "use": new.use.value, "from_date": new.from_date, "sha256": digest}
    row: Emblem = propose(EMBLEMS, said, besides={"content": content}, actor=actor, now=now)
    return row


def approve_emblem(*, emblem_uuid: UUID, actor: Actor, now: datetime) -> Emblem:
    """Let a version hold; it raises what `approve` does."""
    row: Emblem = approve(EMBLEMS, emblem_uuid, actor=actor, now=now)
    return row


def close_emblem(*, emblem_uuid: UUID, reason: str, actor: Actor, now: datetime) -> EmblemClosing:
    """End a version without approval; it raises what `close` does."""
    closing: EmblemClosing = close(EMBLEMS, emblem_uuid, reason, actor=actor, now=now)
    return closing
