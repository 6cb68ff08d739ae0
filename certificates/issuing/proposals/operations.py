"""A school's proposals: one officer makes a version, another approves it or refuses it (invariant I9).

Lock order: the school (when one is made) or the proposal, the audit chain last.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from certificates.issuing.batches.policies import refuse_officer_of
from certificates.issuing.closings import closing_of, refuse_settled
from certificates.issuing.errors import SamePerson
from certificates.issuing.proposals.frame import Frame
from lms.core import audit
from lms.core.actor import Actor
from lms.organisations.api import School


def propose(
    frame: Frame,
    said: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    besides: Mapping[str, Any] | None = None,
) -> Any:
    """Write down a version; the same that waits already, of the same officer, stays one. `said` was checked.

    `besides` goes with it without telling versions apart: what a digest in `said` stands for.

    :raises MayNotIssue: when the actor is no issuing officer of the school.
    """
    school = said["school"]
    with transaction.atomic(durable=True):
        School.objects.select_for_update().get(pk=school.pk)  # of two presses one comes second
        refuse_officer_of(actor, school.pk)
        same = frame.proposal.objects.filter(**said, by=actor.user_uuid)
        if waits := same.filter(approval=None, closing=None).first():
            return waits
        row = frame.proposal.objects.create(**said, **(besides or {}), by=actor.user_uuid, made_at=now)
        after = {name: value for name, value in said.items() if name not in ("school", "from_date")}
        after["from"] = said["from_date"].isoformat()
        audit.record(actor=actor, action=frame.propose, target=row, after=after, now=now)
    return row


def approve(frame: Frame, uuid: UUID, *, actor: Actor, now: datetime) -> Any:
    """Let a version hold: what is issued from now on, and from its day on, has it.

    :raises NotFound: the frame's own, when there is none.
    :raises MayNotIssue: when the actor is no issuing officer of the school.
    :raises SamePerson: when whoever made it approves it.
    :raises WrongState: when it is approved or closed already.
    """
    with transaction.atomic(durable=True):
        row = _locked(frame, uuid)
        refuse_officer_of(actor, row.school_id)
        if actor.user_uuid is None or actor.user_uuid == row.by:
            raise SamePerson(str(frame.own_deed))
        refuse_settled(row)
        frame.approval.objects.create(**{frame.name: row}, by=actor.user_uuid, approved_at=now)
        audit.record(actor=actor, action=frame.approve, target=row, now=now)
    return row


def close(frame: Frame, uuid: UUID, reason: str, *, actor: Actor, now: datetime) -> Any:
    """End a version without approval: who made it withdraws it, another officer refuses it; both say why.

    :raises NotFound: the frame's own, when there is none.
    :raises MayNotIssue: when the actor is no issuing officer of the school.
    :raises ReasonMissing: when the reason cannot be.
    :raises WrongState: when it is approved or closed already.
    """
    with transaction.atomic(durable=True):
        row = _locked(frame, uuid)
        refuse_officer_of(actor, row.school_id)
        refuse_settled(row)
        said = closing_of(reason, by=actor.user_uuid, now=now)
        closing = frame.closing.objects.create(**{frame.name: row}, **said)
        audit.record(actor=actor, action=frame.close, target=row, reason=closing.reason, now=now)
    return closing


def _locked(frame: Frame, uuid: UUID) -> Any:
    row = frame.proposal.objects.select_for_update().filter(uuid=uuid).first()
    if row is None:
        raise frame.missing
    return row
