"""Answers that were written on paper: appended to the same log under a lease of its own. Building blocks.

The lease's number is higher than that of every terminal, so that what stands on paper counts where something stands
there, and what was acknowledged before stays and counts elsewhere (ADR 0120).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.exams import eventlog
from lms.exams.audit_actions import AuditAction
from lms.exams.bank.rules import fits
from lms.exams.errors import UnusableResponse
from lms.exams.papers.queries import items_on_paper
from lms.exams.sittings import rules
from lms.exams.sittings.arrangements import duration_for
from lms.exams.sittings.models import (
    AnswerEvent,
    Attempt,
    AttemptState,
    Channel,
    Lease,
    TimeEvent,
    TimeKind,
)
from lms.exams.sittings.operations.evidence import put_answers
from lms.exams.sittings.operations.saving import NewEvent


@dataclass(frozen=True, slots=True)
class FromPaper:
    """What two people keyed from a sheet: the answers by item, who they are, the digest of how it was agreed."""

    answers: Mapping[str, Any]
    keyers: tuple[UUID, UUID]
    digest: str

    @property
    def holder(self) -> str:
        """Return the name under which the lease of these answers stands: it says who keyed them."""
        return f"paper:{self.keyers[0].hex}+{self.keyers[1].hex}"


def stop_clock(
    attempt: Attempt, *, reason: str, actor: Actor, now: datetime, asked_at: datetime | None = None
) -> None:
    """Let the clock of a locked, running attempt stand still; one that stands still already stays so.

    Where its time ran out after somebody asked for this, it stands still as of `asked_at`: nobody loses by how long a
    second person takes. But not before what was last done to the clock.
    """
    events = list(attempt.time_events.order_by("pk"))
    clock = rules.clock_of(events)
    if clock.paused_at is None:
        was_in_time = asked_at is not None and clock.is_over(now) and not clock.is_over(asked_at)
        since = max(asked_at, *(row.at for row in events)) if asked_at and was_in_time else now
        _time(attempt, TimeKind.PAUSE, reason=reason, actor=actor, now=min(since, now))
    audit.record(actor=actor, action=AuditAction.PAUSE_ATTEMPT, target=attempt, reason=reason, now=now)


def let_clock_go_on(attempt: Attempt, *, reason: str, actor: Actor, now: datetime) -> None:
    """Let the clock of a locked attempt go on that goes back to its terminal."""
    _time(attempt, TimeKind.RESUME, reason=reason, actor=actor, now=now)
    audit.record(actor=actor, action=AuditAction.RESUME_ATTEMPT, target=attempt, reason=reason, now=now)


def _time(attempt: Attempt, kind: TimeKind, *, reason: str, actor: Actor, now: datetime) -> None:
    TimeEvent.objects.create(attempt=attempt, kind=kind, at=now, reason=reason, actor_uuid=actor.user_uuid)


def append_from_paper(
    attempt: Attempt, found: FromPaper, *, began: datetime, actor: Actor, now: datetime
) -> int:
    """Append keyed answers to a locked attempt's log and return their epoch; one that never started starts at `began`.

    :raises UnusableResponse: an answer does not fit its question.
    """
    _check(attempt, found)
    if attempt.state == AttemptState.PREPARED:
        _start(attempt, began=began, actor=actor, now=now)
    attempt.lease_epoch += 1
    Lease.objects.create(
        attempt=attempt,
        epoch=attempt.lease_epoch,
        holder=found.holder,
        granted_at=now,
        granted_by=actor.user_uuid,
    )
    rows = [_link(attempt, event, now=now) for event in _events(found)]
    AnswerEvent.objects.bulk_create(rows)
    attempt.save(update_fields=["state", "lease_epoch", "log_count", "log_head"])
    put_answers(attempt, rules.fold_answers(rows).values())
    return attempt.lease_epoch


def _check(attempt: Attempt, found: FromPaper) -> None:
    items = items_on_paper(attempt.paper_id, attempt.paper.sha256)
    for item, response in found.answers.items():
        if item not in items or response is None or not fits(items[item], response):
            raise UnusableResponse(_("This answer does not fit its question."), field="response")


def _start(attempt: Attempt, *, began: datetime, actor: Actor, now: datetime) -> None:
    seconds = duration_for(attempt.candidate, attempt.candidate.sitting.scheme.duration_minutes * 60)
    attempt.state = AttemptState.IN_PROGRESS
    TimeEvent.objects.create(
        attempt=attempt, kind=TimeKind.START, at=began, seconds=seconds, actor_uuid=actor.user_uuid
    )
    audit.record(actor=actor, action=AuditAction.START_ATTEMPT, target=attempt, now=now)


def _events(found: FromPaper) -> list[NewEvent]:
    """Return the answers as numbered events; the words of the terminal's time name what they rest on."""
    source = f"paper:{found.digest[:32]}"
    return [
        NewEvent(seq=seq, item=UUID(item), response=response, monotonic_ms=0, client_at=source)
        for seq, (item, response) in enumerate(found.answers.items(), start=1)
    ]


def _link(attempt: Attempt, event: NewEvent, *, now: datetime) -> AnswerEvent:
    body = event.body_hash(attempt.lease_epoch)
    digest = eventlog.chain_hash(body, previous=attempt.log_head, received_at=now, held="")
    row = AnswerEvent(
        attempt=attempt,
        position=attempt.log_count + 1,
        epoch=attempt.lease_epoch,
        seq=event.seq,
        item_uuid=event.item,
        response=event.response,
        client_monotonic_ms=event.monotonic_ms,
        client_at=event.client_at,
        received_at=now,
        channel=Channel.PAPER,
        body_hash=body,
        prev_hash=attempt.log_head,
        hash=digest,
    )
    attempt.log_count, attempt.log_head = row.position, digest
    return row
