"""Saving answers: numbered events, inserted or ignored in one transaction, acknowledged after commit.

The log itself is hash-chained, so a save writes no audit row (ADR 0010).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.prepared import Change, Columns, Question, insert_rows, slot, together
from lms.exams import eventlog
from lms.exams.audit_actions import AuditAction
from lms.exams.bank.rules import fits
from lms.exams.errors import SequenceConflict, UnknownEpoch, UnknownItem, UnusableResponse
from lms.exams.papers.queries import items_on_paper
from lms.exams.sittings import rules
from lms.exams.sittings.errors import OtherPage
from lms.exams.sittings.models import AnswerEvent, Attempt, AttemptState, Channel, Lease
from lms.exams.sittings.operations.evidence import let_in, put_answers
from lms.exams.sittings.operations.incidents import note_by_platform
from lms.exams.sittings.operations.locking import (
    AttemptRef,
    find_own_to_write,
    refuse_foreign,
)
from lms.exams.sittings.room_models import IncidentCategory
from lms.exams.sittings.sealing import page_proof
from lms.exams.sittings.standing_clock import asked_clock, clock_with

_LEASES = Question(lambda: Lease.objects.filter(attempt__uuid=slot(Attempt, "uuid")).order_by())
_KNOWN = Columns(
    lambda: (
        AnswerEvent.objects.filter(attempt__uuid=slot(Attempt, "uuid"), seq__gte=slot(AnswerEvent, "seq"))
        .order_by()
        .only("epoch", "seq", "body_hash")
    )
)
_HEAD = Change(
    lambda: Attempt.objects.filter(pk=slot(Attempt, "id")),
    log_count=slot(Attempt, "log_count"),
    log_head=slot(Attempt, "log_head"),
)


@dataclass(frozen=True, slots=True)
class NewEvent:
    """One change of one answer, as the terminal numbered it; its times decide nothing alone.

    With `marked` it is no answer: the candidate marked the question for later (true) or took the mark off.
    """

    seq: int
    item: UUID
    response: Any
    monotonic_ms: int
    client_at: str = ""
    marked: bool | None = None

    @property
    def content(self) -> Any:
        """Return what the log keeps of it. No answer has the form of a mark."""
        return self.response if self.marked is None else {"marked": self.marked}

    def body_hash(self, epoch: int) -> str:
        """Return the hash by which a repeated event is known from a forged one."""
        values = [epoch, self.seq, str(self.item), self.content, self.monotonic_ms, self.client_at]
        return eventlog.sha256(values)


@dataclass(frozen=True, slots=True)
class SaveReply:
    """What the terminal may rely on: everything here is committed. `browser_keys`: of browsers the sitting asks for."""

    acknowledged: dict[int, int]
    missing: dict[int, list[tuple[int, int]]]
    held: list[int]
    server_time: datetime
    deadline: datetime | None
    state: str
    lease_is_live: bool
    browser_keys: str


@dataclass(slots=True)
class _Batch:
    """The state in which a batch is judged, read under the attempt's lock.

    `known`: by epoch and number the hashes of what is there, empty below the batch's first number.
    """

    attempt: Attempt
    epoch: int
    ref: AttemptRef
    now: datetime
    leases: dict[int, Lease]
    clock: rules.Clock
    shown_clock: rules.Clock
    known: dict[int, dict[int, str]]
    conflicts: list[int] = field(default_factory=list)
    claims: list[int] = field(default_factory=list)

    @property
    def is_live(self) -> bool:
        lease = self.leases[self.epoch]
        return self.epoch == self.attempt.lease_epoch and lease.holder == self.ref.seat.holder

    @property
    def left_at(self) -> datetime | None:
        """When the candidate went on at another seat than that of the events."""
        return rules.seat_left_at(self.leases, self.epoch)

    @property
    def is_known_seat(self) -> bool:
        """Whether it is the seat that wrote the events, or the live one that uploads what the other left."""
        holders = {self.leases[self.epoch].holder, self.leases[self.attempt.lease_epoch].holder}
        return self.ref.seat.holder in holders

    @property
    def is_strange(self) -> bool:
        """Whether nobody may write here: neither the seat is known, nor is it the page that was given these numbers."""
        return not self.is_known_seat and not self._is_its_page

    @property
    def _is_its_page(self) -> bool:
        """Whether a page of that seat sends them, though another sign-in is around it now."""
        uuid, holder = self.attempt.uuid, self.leases[self.epoch].holder
        pages = [page_proof(uuid, lease.epoch) for lease in self.leases.values() if lease.holder == holder]
        return any(constant_time_compare(page, self.ref.page) for page in pages)


def save_events(
    *, ref: AttemptRef, epoch: int, events: Sequence[NewEvent], actor: Actor, now: datetime
) -> SaveReply:
    """Keep events; those known already change nothing. Late ones are kept as held and do not count.

    What was made while the server is confirmed to have been away counts, also when the attempt has ended since. The
    numbers of an epoch belong to the page that was given its lease: another session of the same candidate, or whoever
    knows the PIN, would use them up, and what the page numbers then could not be kept (ADR 0239).

    :raises AttemptNotFound: it is not there, or not the caller's (then it is audited).
    :raises UnknownEpoch: no lease with this number was ever given.
    :raises OtherPage: neither a seat that may write here sends them, nor the page that was given the lease.
    :raises UnknownItem: an item is not on the paper.
    :raises UnusableResponse: a response has another form than its item asks.
    :raises SequenceConflict: a known number came with another answer; nothing of the batch is kept.
    :raises ClockDoubted: nobody has said that the server's clock is right.
    """
    with transaction.atomic(durable=True):
        batch = _open_batch(ref, epoch=epoch, first=min((event.seq for event in events), default=1), now=now)
        held = _keep(batch, events, actor=actor) if batch and not batch.is_strange else []
        # After a conflict nothing was written: leaving normally is the same as rolling back.
    if batch is None:
        raise refuse_foreign(ref, actor=actor, now=now)
    if batch.is_strange:
        raise _refuse_strange(batch, actor=actor)
    if batch.conflicts:
        raise _refuse_conflict(batch, actor=actor)
    return _reply(batch, held)


def _open_batch(ref: AttemptRef, *, epoch: int, first: int, now: datetime) -> _Batch | None:
    """Lock the caller's attempt and read what events from the number `first` on are judged by.

    The log of an attempt grows, what a save reads of it does not: of one seat its length tells whether all is there.
    """
    attempt, (given, written, times, outages) = find_own_to_write(
        ref,
        _LEASES.asked(uuid=ref.uuid),
        _KNOWN.asked(uuid=ref.uuid, seq=first),
        *asked_clock(ref.uuid),
        now=now,
    )
    if attempt is None:
        return None
    leases = {lease.epoch: lease for lease in given}
    if epoch not in leases:
        raise UnknownEpoch(_("This seat was never given the examination."), field="epoch")
    known: dict[int, dict[int, str]] = {number: {} for number in leases}
    if attempt.lease_epoch == 1 and attempt.log_count - len(written) == first - 1:
        known[epoch] = dict.fromkeys(range(1, first), "")
    elif (
        first > 1
    ):  # one of the earlier is not there, and the terminal is told which; or there were more seats
        written = _KNOWN.rows(uuid=ref.uuid, seq=1)
    for _pk, known_epoch, seq, body in written:
        known[known_epoch][seq] = body
    clock = rules.clock_of(times)
    shown = clock_with(clock, next(iter(outages), None))
    return _Batch(attempt, epoch, ref, now, leases, clock, shown, known)


def _keep(batch: _Batch, events: Sequence[NewEvent], *, actor: Actor) -> list[int]:
    """Insert what is new and return the numbers of the events of this batch that are held."""
    _check_responses(batch.attempt, events)
    known = batch.known[batch.epoch]
    fresh: dict[int, NewEvent] = {}
    for event in events:
        body = event.body_hash(batch.epoch)
        if known.get(event.seq, body) != body:
            batch.conflicts.append(event.seq)
        elif event.seq not in known:
            known[event.seq], fresh[event.seq] = body, event
    if batch.conflicts or not fresh:
        return []
    rows = _chained(batch, [fresh[seq] for seq in sorted(fresh)])
    with together(and_commit=not batch.claims):
        insert_rows(rows)
        _HEAD.send(id=batch.attempt.pk, log_count=batch.attempt.log_count, log_head=batch.attempt.log_head)
        put_answers(batch.attempt, rules.fold_answers(rows).values())
    if batch.claims:
        let_in(batch.attempt, batch.claims, actor=actor, now=batch.now)
    held = [row for row in rows if row.held and not rules.is_mark(row.held)]
    return [row.seq for row in held if row.position not in batch.claims]


def _check_responses(attempt: Attempt, events: Sequence[NewEvent]) -> None:
    items = items_on_paper(attempt.paper_id, vars(attempt)["paper_sha256"])
    for event in events:
        shape = items.get(str(event.item))
        if shape is None:
            raise UnknownItem(_("This question is not on the paper."), field="item", reasons=[str(event.seq)])
        if event.marked is None and event.response is not None and not fits(shape, event.response):
            raise UnusableResponse(
                _("This answer does not fit its question."), field="response", reasons=[str(event.seq)]
            )


def _chained(batch: _Batch, events: list[NewEvent]) -> list[AnswerEvent]:
    channel = Channel.LIVE if batch.is_live else Channel.LATE
    return [_link(batch, event, channel) for event in events]


def _link(batch: _Batch, event: NewEvent, channel: Channel) -> AnswerEvent:
    attempt, body = batch.attempt, batch.known[batch.epoch][event.seq]
    arrival = _arrival(batch, event)
    held = rules.reason_to_hold(arrival, batch.clock)
    is_claim = bool(held) and rules.is_claim_of_outage(arrival, batch.clock)
    if event.marked is not None:
        held = rules.held_as_mark("" if is_claim else held)
    elif is_claim:
        batch.claims.append(attempt.log_count + 1)
    digest = eventlog.chain_hash(body, previous=attempt.log_head, received_at=batch.now, held=held)
    row = AnswerEvent(
        attempt=attempt,
        position=attempt.log_count + 1,
        epoch=batch.epoch,
        seq=event.seq,
        item_uuid=event.item,
        response=event.content,
        client_monotonic_ms=event.monotonic_ms,
        client_at=event.client_at,
        received_at=batch.now,
        channel=channel,
        held=held,
        body_hash=body,
        prev_hash=attempt.log_head,
        hash=digest,
    )
    attempt.log_count, attempt.log_head = row.position, digest
    return row


def _arrival(batch: _Batch, event: NewEvent) -> rules.Arrival:
    return rules.Arrival(
        received_at=batch.now,
        made_after_grant=timedelta(milliseconds=event.monotonic_ms),
        granted_at=batch.leases[batch.epoch].granted_at,
        is_open=batch.attempt.state == AttemptState.IN_PROGRESS,
        is_known_seat=batch.is_known_seat,
        left_at=batch.left_at,
    )


def _refuse_strange(batch: _Batch, *, actor: Actor) -> OtherPage:
    after = {"epoch": batch.epoch, "seat": batch.ref.seat.label}
    with transaction.atomic(durable=True):
        audit.record(
            actor=actor,
            action=AuditAction.REFUSE_OTHER_PAGE,
            target=batch.attempt,
            after=after,
            now=batch.now,
        )
    return OtherPage(_("Your examination is open at another seat."), field="page")


def _refuse_conflict(batch: _Batch, *, actor: Actor) -> SequenceConflict:
    numbers = [str(seq) for seq in batch.conflicts]
    with transaction.atomic(durable=True):
        audit.record(
            actor=actor,
            action=AuditAction.SEQUENCE_CONFLICT,
            target=batch.attempt,
            after={"epoch": batch.epoch, "seqs": numbers},
            now=batch.now,
        )
        note_by_platform(
            batch.attempt.candidate.sitting_id,
            IncidentCategory.CONFLICT,
            attempt=batch.attempt,
            text=", ".join(numbers)[:1000],
            now=batch.now,
        )
    return SequenceConflict(
        _("This number was already used for another answer."), field="seq", reasons=numbers
    )


def _reply(batch: _Batch, held: list[int]) -> SaveReply:
    return SaveReply(
        acknowledged=eventlog.acknowledged(batch.known),
        missing=eventlog.missing_in(batch.known),
        held=held,
        server_time=batch.now,
        deadline=batch.shown_clock.deadline_at(batch.now),
        state=batch.attempt.state,
        lease_is_live=batch.is_live,
        browser_keys=vars(batch.attempt)["browser_keys"],
    )
