"""Noting events, making them entries, and making checkpoints. Lock order: credential, the head here, the audit last.

An event is noted in the transaction of what it tells of and gets its place with the next checkpoint, among all that
wait, in the order of their digests: places in the order of issuing would tell who was in one batch.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from certificates.issuing.keys.operations import lock_published_key
from certificates.issuing.outside import ENTRIES_JOB, ask_for_files
from certificates.issuing.register.hours import last_due
from certificates.issuing.register.models import (
    RegisterCheckpoint,
    RegisterEvent,
    RegisterHead,
    RegisterNode,
    WaitingEvent,
)
from certificates.issuing.register.signing import signer_in_use
from certificates.issuing.register.tree import position_of, read_nodes
from certificates.verifier import merkle, notes
from certificates.verifier.entries import Event, EventKind, read_event
from certificates.verifier.merkle import Node

REGISTER = "credentials"


def note_event(event: Event, *, now: datetime) -> None:
    """Note an event inside the caller's transaction: it becomes an entry with the next checkpoint.

    :raises RuntimeError: outside a transaction: the event could outlive or miss what it tells of.
    :raises IntegrityError: when this event was noted or entered before.
    """
    _refuse_outside_transaction()
    if RegisterEvent.objects.filter(digest=event.digest, kind=event.kind.value).exists():
        raise IntegrityError("The register has this event.")
    WaitingEvent.objects.create(
        kind=event.kind.value, digest=event.digest, entry=event.to_bytes(), recorded_at=now
    )


def append_events(events: Sequence[Event], *, now: datetime) -> range:
    """Make entries of events inside the caller's transaction, in this order, and return their places.

    :raises RuntimeError: outside a transaction.
    :raises IntegrityError: when one of them was entered before.
    """
    _refuse_outside_transaction()
    head = _lock_head()
    places = range(head.size, head.size + len(events))
    entries = [event.to_bytes() for event in events]
    grown = _grown(places, entries)
    RegisterEvent.objects.bulk_create(
        RegisterEvent(index=index, kind=event.kind.value, digest=event.digest, entry=entry, recorded_at=now)
        for index, event, entry in zip(places, events, entries, strict=True)
    )
    RegisterNode.objects.bulk_create(
        RegisterNode(position=position_of(node), hash=kept) for node, kept in grown.items()
    )
    RegisterHead.objects.filter(pk=head.pk).update(size=places.stop)
    return places


def _grown(places: range, entries: Sequence[bytes]) -> dict[Node, bytes]:
    """Return the nodes that become complete; those of the tree that is there are read once each."""
    made: dict[Node, bytes] = {}
    stored: dict[Node, bytes] = {}

    def read(nodes: Sequence[Node]) -> Mapping[Node, bytes]:
        unread = [node for node in nodes if node not in made and node not in stored]
        if unread:
            stored.update(read_nodes(unread))
        return {node: made.get(node) or stored[node] for node in nodes}

    for index, entry in zip(places, entries, strict=True):
        made |= merkle.append(index, merkle.hash_leaf(entry), read)
    return made


def _enter_waiting(*, now: datetime) -> None:
    """Make entries of all that wait, in the order of their digests; of one digest, what was issued stands first."""
    rows = sorted(WaitingEvent.objects.all(), key=lambda row: (row.digest, row.kind))
    append_events([read_event(bytes(row.entry)) for row in rows], now=now)
    WaitingEvent.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _refuse_outside_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An event is noted in the transaction of what it tells of.")


def make_due_checkpoint(*, now: datetime) -> RegisterCheckpoint | None:
    """Make the checkpoint of the last due hour, unless there is one; return it when it is new.

    What waits becomes entries before, and the key that signs is entered first when the register does not know it. It
    signs while nobody waits for the register: a holder may take its time, and what was there stays the beginning of
    what comes.

    :raises CannotSign: when no key signs, or it was removed meanwhile.
    """
    due = last_due(now)
    if RegisterCheckpoint.objects.filter(due_at=due).exists():
        return None
    signer = signer_in_use(now=now)
    with transaction.atomic(durable=True):
        _lock_head()
        _enter_key(signer.key, now=now)
        _enter_waiting(now=now)
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
        if is_new:
            _pass_on(made, now=now)
    return made if is_new else None


def _pass_on(made: RegisterCheckpoint, *, now: datetime) -> None:
    first = RegisterCheckpoint.objects.exclude(pk=made.pk).aggregate(Max("size"))["size__max"] or 0
    about = {"first": first, "last": made.size}
    ask_for_files(ENTRIES_JOB, key=made.due_at.isoformat(), about=about, now=now)


def _enter_key(key: notes.NoteKey, *, now: datetime) -> None:
    digest = hashlib.sha256(key.public).hexdigest()
    if not RegisterEvent.objects.filter(kind=EventKind.KEY_ADDED.value, digest=digest).exists():
        append_events([Event(EventKind.KEY_ADDED, digest)], now=now)


def _lock_head() -> RegisterHead:
    rows = RegisterHead.objects.select_for_update()
    return rows.filter(name=REGISTER).first() or rows.get_or_create(name=REGISTER)[0]
