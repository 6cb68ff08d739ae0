"""Writes of those who audit: a check asked for, a check made, an export written down."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.auditing.audit_actions import AuditAction
from lms.auditing.errors import NothingRecorded
from lms.auditing.models import ChainCheck
from lms.auditing.queries.checks import is_still_there, newest_check
from lms.auditing.queries.entries import newest_entry
from lms.core import audit, jobs
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.models import AuditEntry, Job

CHECK_JOB = "auditing.check_chain"


def ask_for_check(*, client_key: UUID, actor: Actor, now: datetime) -> Job:
    """Have the chain checked soon; the same key again asks for nothing new.

    :raises NothingRecorded: there is no entry yet.
    """
    with transaction.atomic(durable=True):
        before = Job.objects.filter(kind=CHECK_JOB, key=str(client_key)).first()
        if before is not None:
            return before
        head = _head()
        payload = {"check": str(client_key), "by": str(actor.user_uuid or "")}
        job = jobs.enqueue(kind=CHECK_JOB, key=str(client_key), payload=payload, now=now)
        audit.record(actor=actor, action=AuditAction.ASK_FOR_CHECK, target=head, now=now)
    return job


def ask_for_nightly_check(*, now: datetime) -> Job:
    """Have the chain checked once for each local day. Idempotent."""
    with transaction.atomic(durable=True):
        return jobs.enqueue(kind=CHECK_JOB, key=f"night:{local_date(now):%Y-%m-%d}", payload={}, now=now)


def check_chain(
    *, uuid: UUID, by: UUID | None, clock: Callable[[], datetime], heard: Callable[[int, int], None]
) -> ChainCheck:
    """Walk along the whole chain and keep what was found; the same `uuid` again does nothing.

    What the newest good check saw must still stand there: a chain that was made anew fits in itself.
    """
    done = ChainCheck.objects.filter(uuid=uuid).first()
    if done is not None:
        return done
    begun, earlier = clock(), newest_check(good=True)
    report = audit.walk_chain(heard=heard)
    broken = report.broken
    if broken is None and earlier is not None and not is_still_there(earlier):
        broken = max(earlier.length, 1)
    with transaction.atomic(durable=True):
        row, _is_new = ChainCheck.objects.get_or_create(
            uuid=uuid,
            defaults={
                "by_uuid": by,
                "length": report.length,
                "last_hash": report.last_hash,
                "broken_seq": broken,
                "begun_at": begun,
                "made_at": clock(),
            },
        )
    return row


def note_export(*, sought: str, rows: int, actor: Actor, now: datetime) -> None:
    """Write down that somebody takes away what a filter finds, before they have it.

    :raises NothingRecorded: there is no entry yet.
    """
    reason = _put_short(f"{sought or 'all'} · {rows}")
    with transaction.atomic(durable=True):
        audit.record(
            actor=actor,
            action=AuditAction.EXPORT_LOG,
            target=_head(),
            now=now,
            reason=reason,
            after={"rows": rows},
        )


def _put_short(text: str) -> str:
    most: int = AuditEntry._meta.get_field("reason").max_length or 0
    return text[:most]


def _head() -> AuditEntry:
    """Return the entry up to which the trail is known to who asks."""
    head = newest_entry()
    if head is None:
        raise NothingRecorded(_("Nothing is recorded yet."))
    return head
