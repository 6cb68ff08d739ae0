"""A school's own logo and seal: one officer proposes a picture, another approves it (invariant I9)."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.issuing.batches.policies import refuse_officer_of
from certificates.issuing.closings import closing_of, refuse_settled
from certificates.issuing.emblems.models import Emblem, EmblemApproval, EmblemClosing, EmblemUse
from certificates.issuing.emblems.pictures import printable_emblem
from certificates.issuing.errors import EmblemNotFound, SamePerson, UnusableEmblem
from lms.core import audit
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
    with transaction.atomic(durable=True):
        School.objects.select_for_update().get(pk=new.school.pk)  # of two presses one comes second
        refuse_officer_of(actor, new.school.pk)
        same = Emblem.objects.filter(school=new.school, use=new.use, from_date=new.from_date, sha256=digest)
        by = {"by": actor.user_uuid}
        if waits := same.filter(approval=None, closing=None, **by).first():
            return waits
        said = {"content": content, "sha256": digest, "made_at": now, **by}
        row = Emblem.objects.create(school=new.school, use=new.use, from_date=new.from_date, **said)
        after = {"use": new.use.value, "from": new.from_date.isoformat(), "sha256": digest}
        audit.record(actor=actor, action=AuditAction.PROPOSE_EMBLEM, target=row, after=after, now=now)
    return row


def approve_emblem(*, emblem_uuid: UUID, actor: Actor, now: datetime) -> Emblem:
    """Let a version hold: what is issued from now on, and from its day on, carries it.

    :raises EmblemNotFound: when there is none.
    :raises MayNotIssue: when the actor is no issuing officer of the school.
    :raises SamePerson: when whoever proposed it approves it.
    :raises WrongState: when it is approved or closed already.
    """
    with transaction.atomic(durable=True):
        row = _locked(emblem_uuid)
        refuse_officer_of(actor, row.school_id)
        if actor.user_uuid is None or actor.user_uuid == row.by:
            raise SamePerson(_("Another officer than the one who proposed it approves a logo or seal."))
        refuse_settled(row)
        said = {"by": actor.user_uuid, "approved_at": now}
        EmblemApproval.objects.create(emblem=row, **said)
        audit.record(actor=actor, action=AuditAction.APPROVE_EMBLEM, target=row, now=now)
    return row


def close_emblem(*, emblem_uuid: UUID, reason: str, actor: Actor, now: datetime) -> EmblemClosing:
    """End a version without approval: who proposed it withdraws it, another officer refuses it; both say why.

    :raises EmblemNotFound: when there is none.
    :raises MayNotIssue: when the actor is no issuing officer of the school.
    :raises ReasonMissing: when the reason cannot be.
    :raises WrongState: when it is approved or closed already.
    """
    with transaction.atomic(durable=True):
        row = _locked(emblem_uuid)
        refuse_officer_of(actor, row.school_id)
        refuse_settled(row)
        closing = EmblemClosing.objects.create(emblem=row, **closing_of(reason, by=actor.user_uuid, now=now))
        close, why = AuditAction.CLOSE_EMBLEM, closing.reason
        audit.record(actor=actor, action=close, target=row, reason=why, now=now)
    return closing


def _locked(emblem_uuid: UUID) -> Emblem:
    row = Emblem.objects.select_for_update().filter(uuid=emblem_uuid).first()
    if row is None:
        raise EmblemNotFound
    return row
