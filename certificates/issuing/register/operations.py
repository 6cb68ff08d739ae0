"""Appending to the register and making its checkpoints. Lock order: credential, then the head here, the audit last."""

import hashlib
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction

from certificates.issuing.keys.operations import lock_published_key
from certificates.issuing.register.models import (
    RegisterCheckpoint,
    RegisterEvent,
    RegisterHead,
    RegisterNode,
)
from certificates.issuing.register.signing import signer_in_use
from certificates.issuing.register.tree import position_of, read_nodes
from certificates.verifier import merkle, notes
from certificates.verifier.entries import Event, EventKind

REGISTER = "credentials"
A_DAY = timedelta(days=1)


def append_event(event: Event, *, now: datetime) -> int:
    """Append one event inside the caller's transaction, and return its index.

    :raises RuntimeError: outside a transaction: the entry could outlive or miss what it tells of.
    :raises IntegrityError: when this event was appended before.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An entry is appended in the transaction of what it tells of.")
    head = _lock_head()
    entry, index = event.to_bytes(), head.size
    made = merkle.append(index, merkle.hash_leaf(entry), read_nodes)
    RegisterEvent.objects.create(
        index=index, kind=event.kind.value, digest=event.digest, entry=entry, recorded_at=now
    )
    RegisterNode.objects.bulk_create(
        RegisterNode(position=position_of(node), hash=kept) for node, kept in made.items()
    )
    RegisterHead.objects.filter(pk=head.pk).update(size=index + 1)
    return index


def last_due(now: datetime) -> datetime:
    """Return the last instant at which a checkpoint was due: the same hour every day, whatever is issued when."""
    due = now.astimezone(UTC).replace(hour=settings.REGISTER_HOUR_UTC, minute=0, second=0, microsecond=0)
    return due if due <= now else due - A_DAY


def make_due_checkpoint(*, now: datetime) -> RegisterCheckpoint | None:
    """Make the checkpoint of the last due hour, unless there is one; return it when it is new.

    The key that signs is entered first when the register does not know it. It signs while nobody waits for the
    register: a holder may take its time, and what was there stays the beginning of what comes.

    :raises CannotSign: when no key signs, or it was removed meanwhile.
    """
    due = last_due(now)
    if RegisterCheckpoint.objects.filter(due_at=due).exists():
        return None
    signer = signer_in_use(now=now)
    with transaction.atomic(durable=True):
        _lock_head()
        _enter_key(signer.key, now=now)
        size = _lock_head().size
        root = merkle.root(size, read_nodes)
    note = notes.sign_note(
        notes.Checkpoint(signer.key.name, size, root).body(), key=signer.key, sign=signer.sign
    )
    with transaction.atomic(durable=True):
        lock_published_key(signer.row)
        made, is_new = RegisterCheckpoint.objects.get_or_create(
            due_at=due, defaults={"size": size, "root": root.hex(), "note": note, "made_at": now}
        )
    return made if is_new else None


def _enter_key(key: notes.NoteKey, *, now: datetime) -> None:
    digest = hashlib.sha256(key.public).hexdigest()
    if not RegisterEvent.objects.filter(kind=EventKind.KEY_ADDED.value, digest=digest).exists():
        append_event(Event(EventKind.KEY_ADDED, digest), now=now)


def _lock_head() -> RegisterHead:
    rows = RegisterHead.objects.select_for_update()
    return rows.filter(name=REGISTER).first() or rows.get_or_create(name=REGISTER)[0]
