"""Saving marks: numbered events, inserted or ignored in one transaction, acknowledged after commit.

The same protocol as answers; the log is hash-chained, so a save writes no audit row (ADR 0010, ADR 0110).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import SequenceConflict, UnknownEpoch
from lms.exams.eventlog import acknowledged, chain_hash, missing_in, sha256
from lms.exams.practical.errors import UnusableMark
from lms.exams.practical.models import (
    DrawnTask,
    MarkDevice,
    MarkEvent,
    MarkSheet,
    PanelMember,
    SheetState,
)
from lms.exams.practical.operations.locking import MarkRef, lock_member
from lms.exams.practical.rules.marks import AFTER_SIGNATURE, SET_ASIDE
from lms.exams.practical.standing import lines_of

_HELD = {SheetState.OPEN: "", SheetState.SIGNED: AFTER_SIGNATURE, SheetState.SET_ASIDE: SET_ASIDE}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mark stands: the sheet of a candidate, the task, the line of its rubric."""

    sheet: UUID
    task: UUID
    line: str

    def __str__(self) -> str:
        return f"{self.sheet}:{self.task}:{self.line}"


@dataclass(frozen=True, slots=True)
class NewMark:
    """One change of one mark, as the tablet numbered it; its times decide nothing."""

    seq: int
    place: Place
    value: Any
    monotonic_ms: int
    client_at: str = ""

    def body_hash(self, epoch: int) -> str:
        """Return the hash by which a repeated event is known from a forged one."""
        return sha256([epoch, self.seq, str(self.place), self.value, self.monotonic_ms, self.client_at])


@dataclass(frozen=True, slots=True)
class MarkReply:
    """What the tablet may rely on: everything here is committed."""

    acknowledged: dict[int, int]
    missing: dict[int, list[tuple[int, int]]]
    held: list[int]
    server_time: datetime
    is_newest: bool
    sheets: dict[str, str]


@dataclass(slots=True)
class _Batch:
    """The state in which a batch is judged, read under the lock of the assessor's log."""

    member: PanelMember
    epoch: int
    now: datetime
    sheets: dict[UUID, MarkSheet]
    tasks: dict[UUID, DrawnTask]
    known: dict[int, dict[int, str]]
    conflicts: list[int] = field(default_factory=list)


def open_device(*, ref: MarkRef, actor: Actor, now: datetime) -> MarkDevice:
    """Give this load of the marking page its own epoch; an earlier page may still deliver what it has.

    :raises PracticalNotFound: the caller does not mark there.
    """
    with transaction.atomic(durable=True):
        member = lock_member(ref)
        member.epoch += 1
        member.save(update_fields=["epoch"])
        device = MarkDevice.objects.create(
            member=member, epoch=member.epoch, holder=ref.holder[:80], granted_at=now
        )
        audit.record(
            actor=actor,
            action=AuditAction.OPEN_MARKING_DEVICE,
            target=member,
            after={"epoch": member.epoch},
            now=now,
        )
    return device


def save_marks(
    *, ref: MarkRef, epoch: int, marks: Sequence[NewMark], actor: Actor, now: datetime
) -> MarkReply:
    """Keep marks; those known already change nothing. What comes after the signature is held and does not count.

    :raises PracticalNotFound: the caller does not mark there.
    :raises UnknownEpoch: no page was ever given this number.
    :raises UnusableMark: a line that is not on the caller's sheet, or a value that cannot stand there.
    :raises SequenceConflict: a known number came with another mark; nothing of the batch is kept.
    """
    with transaction.atomic(durable=True):
        batch = _open_batch(lock_member(ref), epoch, now)
        held = _keep(batch, marks)
        # After a conflict nothing was written: leaving normally is the same as rolling back.
    if batch.conflicts:
        raise _refuse_conflict(batch, actor=actor)
    return _reply(batch, held)


def known_numbers(member: PanelMember) -> dict[int, dict[int, str]]:
    """Return the hashes of everything in a log by epoch and number, an epoch without events included."""
    known: dict[int, dict[int, str]] = {number: {} for number in range(1, member.epoch + 1)}
    for epoch, seq, body in member.events.order_by().values_list("epoch", "seq", "body_hash"):
        known[epoch][seq] = body
    return known


def _open_batch(member: PanelMember, epoch: int, now: datetime) -> _Batch:
    known = known_numbers(member)
    if epoch not in known:
        raise UnknownEpoch(_("This page was never given the marking."), field="epoch")
    sheets = {row.uuid: row for row in member.sheets.all()}
    tasks = DrawnTask.objects.filter(candidate__sheets__member=member).select_related("rubric")
    return _Batch(member, epoch, now, sheets, {row.uuid: row for row in tasks}, known)


def _keep(batch: _Batch, marks: Sequence[NewMark]) -> list[int]:
    """Insert what is new and return the numbers of the events of this batch that are held."""
    known = batch.known[batch.epoch]
    fresh: dict[int, NewMark] = {}
    for mark in marks:
        _check(batch, mark)
        body = mark.body_hash(batch.epoch)
        if known.get(mark.seq, body) != body:
            batch.conflicts.append(mark.seq)
        elif mark.seq not in known:
            known[mark.seq], fresh[mark.seq] = body, mark
    if batch.conflicts or not fresh:
        return []
    rows = [_link(batch, fresh[seq]) for seq in sorted(fresh)]
    MarkEvent.objects.bulk_create(rows)
    batch.member.save(update_fields=["log_count", "log_head"])
    return [row.seq for row in rows if row.held]


def _check(batch: _Batch, mark: NewMark) -> None:
    sheet, task = batch.sheets.get(mark.place.sheet), batch.tasks.get(mark.place.task)
    number = [str(mark.seq)]
    if sheet is None or task is None or task.candidate_id != sheet.candidate_id:
        raise UnusableMark(_("This task is not on your sheet."), field="item", reasons=number)
    if not lines_of(task).takes(mark.place.line, mark.value):
        raise UnusableMark(_("This mark cannot stand on this line."), field="value", reasons=number)


def _link(batch: _Batch, mark: NewMark) -> MarkEvent:
    member, body = batch.member, batch.known[batch.epoch][mark.seq]
    sheet = batch.sheets[mark.place.sheet]
    held = _HELD[SheetState(sheet.state)]
    digest = chain_hash(body, previous=member.log_head, received_at=batch.now, held=held)
    row = MarkEvent(
        member=member,
        position=member.log_count + 1,
        epoch=batch.epoch,
        seq=mark.seq,
        sheet=sheet,
        task=batch.tasks[mark.place.task],
        line=mark.place.line,
        value=mark.value,
        client_monotonic_ms=mark.monotonic_ms,
        client_at=mark.client_at,
        received_at=batch.now,
        held=held,
        body_hash=body,
        prev_hash=member.log_head,
        hash=digest,
    )
    member.log_count, member.log_head = row.position, digest
    return row


def _refuse_conflict(batch: _Batch, *, actor: Actor) -> SequenceConflict:
    numbers = [str(seq) for seq in batch.conflicts]
    with transaction.atomic(durable=True):
        audit.record(
            actor=actor,
            action=AuditAction.MARK_CONFLICT,
            target=batch.member,
            after={"epoch": batch.epoch, "seqs": numbers},
            now=batch.now,
        )
    return SequenceConflict(_("This number was already used for another mark."), field="seq", reasons=numbers)


def _reply(batch: _Batch, held: list[int]) -> MarkReply:
    return MarkReply(
        acknowledged=acknowledged(batch.known),
        missing=missing_in(batch.known),
        held=held,
        server_time=batch.now,
        is_newest=batch.epoch == batch.member.epoch,
        sheets={str(row.uuid): row.state for row in batch.sheets.values()},
    )


def find_broken_mark(member: PanelMember) -> int | None:
    """Return the position of the first event of a log whose chain does not fit, or None."""
    head, position = "", 0
    for event in member.events.select_related("sheet", "task").order_by("position").iterator(chunk_size=500):
        position += 1
        digest = chain_hash(event.body_hash, previous=head, received_at=event.received_at, held=event.held)
        place = Place(event.sheet.uuid, event.task.uuid, event.line)
        mark = NewMark(event.seq, place, event.value, event.client_monotonic_ms, event.client_at)
        fits = (event.position, event.prev_hash, event.hash, event.body_hash) == (
            position,
            head,
            digest,
            mark.body_hash(event.epoch),
        )
        if not fits:
            return position
        head = event.hash
    return None if (position, head) == (member.log_count, member.log_head) else position + 1
