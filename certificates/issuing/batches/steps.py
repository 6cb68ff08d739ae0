"""The single steps of batches and their entries: held, moved by the table, filled, asked for; part of a transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.issuing.batches.models import Batch, BatchEntry, BatchState, EntryState
from certificates.issuing.batches.queries import ENTRY_JOB, Judged, job_key
from certificates.issuing.batches.rules import BatchStep, EntryStep, batch_can_become, entry_can_become
from certificates.issuing.errors import BatchNotFound, WrongState
from lms.core import audit
from lms.core.actor import Actor
from lms.core.jobs import enqueue


def fill_batch(batch: Batch, judged: Sequence[Judged], *, actor: Actor, now: datetime) -> Batch:
    """Write a new batch with its entries."""
    batch.save(force_insert=True)
    kind = batch.kind
    BatchEntry.objects.bulk_create(
        BatchEntry(batch=batch, enrolment=one.enrolment, kind=kind, reissues=one.former) for one in judged
    )
    after = {"kind": str(kind), "entries": len(judged)}
    audit.record(actor=actor, action=AuditAction.PREPARE_BATCH, target=batch, after=after, now=now)
    return batch


def ask_entry(entry: BatchEntry, *, now: datetime) -> None:
    """Let a job issue to the person of an entry."""
    entry.tries += 1
    entry.save(update_fields=["tries"])
    enqueue(kind=ENTRY_JOB, key=job_key(entry), payload={"entry": str(entry.uuid)}, now=now)


def lock_batch(batch_uuid: UUID) -> Batch:
    """Return a batch, held.

    :raises BatchNotFound: when there is none.
    """
    batch = Batch.objects.select_for_update().filter(uuid=batch_uuid).first()
    if batch is None:
        raise BatchNotFound
    return batch


def lock_entry(entry_uuid: UUID) -> BatchEntry:
    """Return an entry, held.

    :raises BatchNotFound: when there is none.
    """
    entry = BatchEntry.objects.select_for_update().filter(uuid=entry_uuid).first()
    if entry is None:
        raise BatchNotFound
    return entry


def refuse_step(entry: BatchEntry, step: EntryStep) -> None:
    """Refuse what the table of entries has no way to.

    :raises WrongState: when there is none.
    """
    if not entry_can_become(entry.state, step):
        raise WrongState(_("This is not possible in the batch's present state."))


def leave_out(entry: BatchEntry, reason: str, *, actor: Actor, now: datetime) -> None:
    """Let a held entry be dropped, so that its person is free for another batch.

    :raises WrongState: when it did not fail.
    """
    refuse_step(entry, EntryStep.DROPPED)
    entry.state, entry.reason, entry.is_live = EntryState.DROPPED, reason[:500], False
    entry.save(update_fields=["state", "reason", "is_live"])
    after = {"state": str(entry.state)}
    audit.record(
        actor=actor, action=AuditAction.SETTLE_ENTRY, target=entry, after=after, reason=reason, now=now
    )


def move_batch(
    batch: Batch, step: BatchStep, *, actor: Actor, action: AuditAction, now: datetime, reason: str = ""
) -> None:
    """Let a held batch go to another state, with the instants that were set on it.

    :raises WrongState: when the table has no way there.
    """
    before = str(batch.state)
    if not batch_can_become(before, step):
        raise WrongState(_("This is not possible in the batch's present state."))
    batch.state = BatchState(step.value)
    batch.save(update_fields=["state", "approved_by", "approved_at", "cancelled_at"])
    states = {"before": {"state": before}, "after": {"state": step.value}}
    audit.record(actor=actor, action=action, target=batch, reason=reason, now=now, **states)
