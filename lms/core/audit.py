"""The audit trail: one row per write, in the writer's own transaction, chained by hash (security.md A10).

Lock order: the chain head is the last lock an operation takes.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet, TextChoices
from django.utils.translation import pgettext_lazy

from lms.core import prepared
from lms.core.actor import Actor
from lms.core.models import AuditChain, AuditEntry

PLATFORM_CHAIN = "platform"
_BESIDE = " · "
SLICE = 2000  # rows that a check reads at a time
# Every write on the platform waits for the head: it is held as short as can be.
_HEAD = prepared.Question(
    lambda: AuditChain.objects.select_for_update().filter(name=prepared.slot(AuditChain, "name"))
)
_MOVE = prepared.Change(
    lambda: AuditChain.objects.filter(pk=prepared.slot(AuditChain, "id")),
    last_seq=prepared.slot(AuditChain, "last_seq"),
    last_hash=prepared.slot(AuditChain, "last_hash"),
)
_catalogue: dict[str, TextChoices] = {}
_marked: dict[str, set[str]] = {}
_reasons: dict[str, Callable[[str], str]] = {}
_waiting: ContextVar[list[AuditEntry] | None] = ContextVar("audit_waiting", default=None)


class Target(Protocol):
    uuid: UUID
    _meta: ClassVar[Any]


class Mark(TextChoices):
    """What some actions of several apps have in common, for who reads the trail."""

    REVEAL = "reveal", pgettext_lazy("audit", "Identity numbers revealed")
    SECOND_PERSON = "second_person", pgettext_lazy("audit", "Decisions of a second person")
    SIGN_IN = "sign_in", pgettext_lazy("audit", "Signed in and out")


def register_actions(
    actions: type[TextChoices], marks: Mapping[Mark, Iterable[TextChoices]] | None = None
) -> None:
    """Add an app's actions to the closed catalogue, and say what some of them are."""
    _catalogue.update({action.value: action for action in actions})
    for mark, marked in (marks or {}).items():
        _marked.setdefault(mark.value, set()).update(action.value for action in marked)


def register_reasons(words: Mapping[TextChoices, Callable[[str], str]]) -> None:
    """Say for actions whose reason is a code what it is called; of a text that is no code it returns just that."""
    _reasons.update({action.value: named for action, named in words.items()})


def labels_of(choices: type[TextChoices]) -> Callable[[str], str]:
    """Return what calls codes by the labels of these choices, for `register_reasons`."""
    return lambda code: str(choices(code).label) if code in choices.values else code


def list_actions() -> list[str]:
    """Return every action that an audit row may carry."""
    return sorted(_catalogue)


def actions_marked(mark: Mark) -> list[str]:
    """Return the actions that are this."""
    return sorted(_marked.get(mark.value, ()))


def action_in_words(action: str) -> str:
    """Return what an action is called; one that no app knows any more stays its code."""
    known = _catalogue.get(action)
    return str(known.label) if known is not None else action


def coded_reason(code: str, note: str = "") -> str:
    """Return a reason as the trail keeps it: its code, and what somebody wrote beside it."""
    return _BESIDE.join(filter(None, [code, note]))


def reason_in_words(entry: AuditEntry) -> str:
    """Return why something was done: a code in words, and what staff wrote as it stands."""
    named = _reasons.get(entry.action)
    if named is None:
        return entry.reason
    code, beside, note = entry.reason.partition(_BESIDE)
    return entry.reason if named(code) == code else f"{named(code)}{beside}{note}"


def canonical(value: Any) -> bytes:
    """Return RFC 8785 bytes of a value made of objects, arrays, strings, integers, booleans and null."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def state_hash(state: dict | None, *, salt: str) -> str:
    """Return the salted commitment to a state; without the salt a short value could be guessed."""
    return "" if state is None else hashlib.sha256(salt.encode() + canonical(state)).hexdigest()


def entry_hash(entry: AuditEntry) -> str:
    """Return the SHA-256 that chains one row to the one before it."""
    return hashlib.sha256(canonical(entry.chained_values())).hexdigest()


def record(
    *,
    actor: Actor,
    action: TextChoices,
    target: Target,
    now: datetime,
    reason: str = "",
    before: dict | None = None,
    after: dict | None = None,
) -> AuditEntry:
    """Write one audit row inside the caller's transaction.

    :raises RuntimeError: outside a transaction, where the row could outlive or miss its write.
    :raises ValueError: when the action is not in the catalogue.
    """
    change = Change(target, before, after)
    return record_all(actor=actor, action=action, changes=[change], now=now, reason=reason)[0]


@dataclass(frozen=True, slots=True)
class Change:
    """What one audit row says of one target."""

    target: Target
    before: dict | None = None
    after: dict | None = None


def record_all(
    *, actor: Actor, action: TextChoices, changes: Sequence[Change], now: datetime, reason: str = ""
) -> list[AuditEntry]:
    """Write one audit row for each change, in their order; many at once cost one look at the chain's head.

    :raises RuntimeError: outside a transaction, where the rows could outlive or miss their writes.
    :raises ValueError: when the action is not in the catalogue.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit row is written in the transaction of the write it records.")
    if action.value not in _catalogue:
        raise ValueError(f"Unregistered audit action: {action.value}")
    entries = [_entry(actor, action, change, now, reason) for change in changes]
    waiting = _waiting.get()
    if waiting is None:
        return _append(entries)
    waiting.extend(entries)
    return entries


@contextmanager
def at_the_end() -> Iterator[None]:
    """Write the audit rows of a long transaction together when the block ends: until then nobody waits for the chain.

    An error drops them, as the transaction drops what they would have recorded. Blocks do not nest.
    """
    waiting: list[AuditEntry] = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    _append(waiting)


def _entry(actor: Actor, action: TextChoices, change: Change, now: datetime, reason: str) -> AuditEntry:
    salt = secrets.token_hex(16)
    return AuditEntry(
        at=now,
        actor_uuid=actor.user_uuid,
        acting_role=actor.role,
        terminal_uuid=actor.terminal_uuid,
        action=action.value,
        target_type=change.target._meta.label_lower,
        target_uuid=change.target.uuid,
        reason=reason,
        salt=salt,
        before_hash=state_hash(change.before, salt=salt),
        after_hash=state_hash(change.after, salt=salt),
    )


def _append(entries: list[AuditEntry]) -> list[AuditEntry]:
    if not entries:
        return []
    head = _lock_head()
    for entry in entries:
        entry.chain, entry.seq, entry.prev_hash = head, head.last_seq + 1, head.last_hash
        entry.hash = entry_hash(entry)
        head.last_seq, head.last_hash = entry.seq, entry.hash
    with prepared.together():
        prepared.insert_rows(entries)
        _MOVE.send(id=head.pk, last_seq=head.last_seq, last_hash=head.last_hash)
    return entries


def _lock_head() -> AuditChain:
    with prepared.together():
        prepared.check_references()  # at the commit it would be a lock after the last one
        head = _HEAD.first(name=PLATFORM_CHAIN)
    return head or AuditChain.objects.select_for_update().get_or_create(name=PLATFORM_CHAIN)[0]


def entries_about(
    kinds: type[Model] | Iterable[type[Model]], uuids: Iterable[UUID] | QuerySet
) -> QuerySet[AuditEntry]:
    """Return what the trail says of things: of which kinds, and their `uuids`, also as a query.

    The index of the trail begins with the kind: without it every look-up reads the whole trail.
    """
    of = [kinds] if isinstance(kinds, type) else kinds
    names = [kind._meta.label_lower for kind in of]
    return AuditEntry.objects.filter(target_type__in=names, target_uuid__in=uuids)


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a walk along a chain found: how many rows fit, the hash of the last of them, the first that does not fit."""

    length: int
    last_hash: str
    broken: int | None


def find_broken_entry(*, chain: str = PLATFORM_CHAIN) -> int | None:
    """Return the sequence number of the first row that does not fit the chain, or None when all fit."""
    return walk_chain(chain=chain).broken


def walk_chain(
    *, chain: str = PLATFORM_CHAIN, heard: Callable[[int, int], None] = lambda done, total: None
) -> ChainReport:
    """Check every row against the one before it, and the last against the head; `heard` gets rows done and in all.

    The platform may go on writing meanwhile: the head is read before the rows and again after them.
    """
    last_seq, last_hash = _head_of(chain)
    expected_seq, previous, hash_at_head = 1, "", ""
    for entry in _in_slices(chain):
        fits = entry.seq == expected_seq and entry.prev_hash == previous and entry.hash == entry_hash(entry)
        if not fits:
            return ChainReport(expected_seq - 1, previous, expected_seq)
        expected_seq, previous = expected_seq + 1, entry.hash
        hash_at_head = entry.hash if entry.seq == last_seq else hash_at_head
        if entry.seq % SLICE == 0:
            heard(entry.seq, max(last_seq, entry.seq))
    complete = last_seq < expected_seq <= _head_of(chain)[0] + 1 and hash_at_head == last_hash
    return ChainReport(expected_seq - 1, previous, None if complete else expected_seq)


def _in_slices(chain: str) -> Iterator[AuditEntry]:
    """Yield the rows in their order, some thousands at a time: no read lasts as long as the whole walk."""
    last = -1  # a row with the number 0 was put in afterwards
    while rows := list(AuditEntry.objects.filter(chain__name=chain, seq__gt=last).order_by("seq")[:SLICE]):
        yield from rows
        last = rows[-1].seq


def _head_of(chain: str) -> tuple[int, str]:
    return AuditChain.objects.filter(name=chain).values_list("last_seq", "last_hash").first() or (0, "")
