"""Use cases: propose another key for a paper; a second officer applies it or lets it be."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import LookFirst, ProposalEnded, ProposalNotFound, SecondPersonNeeded
from lms.exams.marking.corrections import KeyChange, NewCorrection, preview_correction
from lms.exams.marking.operations import WHY_CORRECTED, apply_correction
from lms.exams.paperdesk.models import KeyProposal, ProposalState
from lms.exams.papers.models import PaperPart, PaperVersion
from lms.exams.papers.opening import released_at
from lms.exams.papers.operations import MOST_REASON_OF_KEY, checked_reason, is_looking


def propose_key(*, correction: NewCorrection, by: User, actor: Actor, now: datetime) -> KeyProposal:
    """Keep a proposal; nothing of the key changes before a second person has applied it.

    :raises ReasonMissing: too short a reason to be one, or too long.
    :raises PaperNotFound: when there is none.
    :raises KeyMoved: the key was corrected since it was looked at.
    :raises UnusableKey: nothing is changed, or a question cannot have such a key.
    :raises ProposalEnded: another proposal for the same paper waits.
    """
    reason = checked_reason(correction.reason, WHY_CORRECTED, field="why", most=MOST_REASON_OF_KEY)
    preview_correction(correction)
    changes = [{"item": str(row.item), "accepted": list(row.accepted)} for row in correction.changes]
    try:
        with transaction.atomic(durable=True):
            row = KeyProposal.objects.create(
                paper=PaperVersion.objects.only("pk").get(uuid=correction.paper_uuid),
                base=correction.base,
                changes=changes,
                reason=reason,
                by=by,
                at=now,
            )
            audit.record(actor=actor, action=AuditAction.PROPOSE_KEY, target=row, reason=reason, now=now)
    except IntegrityError as error:
        raise ProposalEnded(_("Another correction of this key waits. Decide it first.")) from error
    return row


def correction_of(row: KeyProposal) -> NewCorrection:
    """Return what a proposal would do."""
    changes = tuple(KeyChange(UUID(change["item"]), tuple(change["accepted"])) for change in row.changes)
    return NewCorrection(row.paper.uuid, row.base, changes, row.reason)


def apply_proposal(*, uuid: UUID, by: User, actor: Actor, now: datetime) -> KeyProposal:
    """Apply a proposed key: everybody who sat the paper is marked again by it.

    :raises ProposalNotFound: there is none.
    :raises ProposalEnded: it was decided before.
    :raises SecondPersonNeeded: it is one's own.
    :raises LookFirst: the key is sealed and the person has not opened it, or not lately.
    :raises KeyMoved: the key was corrected meanwhile.
    """
    with transaction.atomic(durable=True):
        row = _lock_open(uuid)
        if row.by_id == by.pk:
            raise SecondPersonNeeded(_("Somebody else than who proposed it applies a corrected key."))
        if not may_see_key(row.paper, actor=actor, now=now):
            raise LookFirst(_("Before you apply it, look at the question and at both answers."))
        row.correction = apply_correction(correction_of(row), actor=actor, now=now)
        _decide(row, ProposalState.APPLIED, by=by, now=now)
    return row


def may_see_key(paper: PaperVersion, *, actor: Actor, now: datetime) -> bool:
    """Return whether the answers are before somebody's eyes: the key is released, or they have just opened it."""
    is_released = released_at(paper, PaperPart.KEY) is not None
    return is_released or is_looking(paper, PaperPart.KEY, actor=actor, now=now)


def withdraw_proposal(*, uuid: UUID, reason: str, by: User, actor: Actor, now: datetime) -> KeyProposal:
    """Let a proposed key be, with a reason that the audit trail keeps; who proposed it may do so too.

    :raises ProposalNotFound: there is none.
    :raises ProposalEnded: it was decided before.
    :raises ReasonMissing: too short a reason to be one, or too long.
    """
    why = checked_reason(reason, _("Write down why it is not applied."), most=MOST_REASON_OF_KEY)
    with transaction.atomic(durable=True):
        row = _lock_open(uuid)
        _decide(row, ProposalState.WITHDRAWN, by=by, now=now)
        audit.record(actor=actor, action=AuditAction.WITHDRAW_KEY, target=row, reason=why, now=now)
    return row


def _lock_open(uuid: UUID) -> KeyProposal:
    rows = KeyProposal.objects.select_for_update(of=("self",)).select_related("paper")
    row = rows.filter(uuid=uuid).first()
    if row is None:
        raise ProposalNotFound(_("There is nothing at this address."))
    if row.state != ProposalState.OPEN:
        raise ProposalEnded(_("This was decided before."))
    return row


def _decide(row: KeyProposal, state: ProposalState, *, by: User, now: datetime) -> None:
    row.state, row.decided_by, row.decided_at = state, by, now
    row.save(update_fields=["state", "decided_by", "decided_at", "correction"])
