"""Answers that were held: who decided that they count, and the answers made again from the log and those decisions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lms.core import audit
from lms.core.actor import Actor
from lms.core.prepared import Upsert, insert_rows
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import AttemptNotFound, UnusableDecision
from lms.exams.papers.operations import checked_reason
from lms.exams.sittings import rules
from lms.exams.sittings.answer_rows import held_back
from lms.exams.sittings.models import ENDED_STATES, AnswerCurrent, AnswerEvent, Attempt, AttemptState
from lms.exams.sittings.operations.ending import ask_for_mark, renew_receipt
from lms.exams.sittings.room_models import Decision
from lms.exams.sittings.standing_clock import clock_of_attempt

_NEWEST = Upsert(unique=("attempt", "item_uuid"), newer=("epoch", "seq"))
BY_RULE = gettext_noop("Made while the server was away, before the end of the time.")


@dataclass(frozen=True, slots=True)
class NewDecision:
    """Which held answers of an attempt count or do not, and why. The same key again is the same decision."""

    attempt_uuid: UUID
    sitting_uuid: UUID
    positions: tuple[int, ...]
    counts: bool
    reason: str
    client_key: UUID


def decide_evidence(*, decision: NewDecision, actor: Actor, now: datetime) -> Decision:
    """Say of held answers whether they count; an ended attempt is then signed anew and marked.

    :raises ReasonMissing: too short a reason to be one, or too long.
    :raises UnusableDecision: no answers, or answers that were not held.
    :raises AttemptNotFound: the candidate is not in this room.
    """
    why = checked_reason(decision.reason, _("Write down why these answers count or do not."))
    with transaction.atomic(durable=True):
        attempt = _lock(decision)
        known = Decision.objects.filter(client_key=decision.client_key, attempt=attempt).first()
        if known is not None:
            return known
        held = set(held_back(attempt.events.all()).values_list("position", flat=True))
        if not decision.positions or not held.issuperset(decision.positions):
            raise UnusableDecision(_("These answers are not held, or there are none."), field="positions")
        row = Decision(
            attempt=attempt,
            positions=sorted(decision.positions),
            counts=decision.counts,
            reason=why,
            at=now,
            actor_uuid=actor.user_uuid,
            client_key=decision.client_key,
        )
        keep_decision(row, actor=actor)
    return row


def _lock(decision: NewDecision) -> Attempt:
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("paper", "candidate__sitting")
    attempt = rows.filter(uuid=decision.attempt_uuid, candidate__sitting__uuid=decision.sitting_uuid).first()
    if attempt is None:
        raise AttemptNotFound(_("There is no such attempt."))
    return attempt


def let_in(attempt: Attempt, positions: Sequence[int], *, actor: Actor, now: datetime) -> None:
    """Let held answers of a locked attempt count by rule: they were made while the server was away."""
    keep_decision(
        Decision(attempt=attempt, positions=list(positions), counts=True, reason=BY_RULE, at=now), actor=actor
    )


def let_in_by_new_time(attempt: Attempt, *, reason: str, actor: Actor, now: datetime) -> None:
    """Judge a locked attempt's held answers again after an outage was confirmed or time was given.

    What is in time by the new end is let in; what was held because it came after a hand-in still waits for somebody.
    """
    clock = clock_of_attempt(attempt)
    decided = rules.ruled_on(attempt.decisions.values_list("positions", "counts"))
    granted = dict(attempt.leases.values_list("epoch", "granted_at"))
    positions = [
        row.position
        for row in held_back(attempt.events.all())
        if row.position not in decided and _counts_now(attempt, row, granted[row.epoch], clock)
    ]
    if positions:
        row = Decision(
            attempt=attempt,
            positions=positions,
            counts=True,
            reason=reason,
            at=now,
            actor_uuid=actor.user_uuid,
        )
        keep_decision(row, actor=actor)


def _counts_now(attempt: Attempt, row: AnswerEvent, granted_at: datetime, clock: rules.Clock) -> bool:
    arrival = rules.Arrival(
        received_at=row.received_at,
        made_after_grant=timedelta(milliseconds=row.client_monotonic_ms),
        granted_at=granted_at,
        is_open=_was_open(attempt, row, clock),
        is_known_seat=row.held != rules.OTHER_SEAT,
    )
    return not rules.reason_to_hold(arrival, clock) or rules.is_claim_of_outage(arrival, clock)


def _was_open(attempt: Attempt, row: AnswerEvent, clock: rules.Clock) -> bool:
    if attempt.state == AttemptState.IN_PROGRESS:
        return row.held != rules.AFTER_END
    return clock.closed_at is not None and row.received_at <= clock.closed_at


def keep_decision(row: Decision, *, actor: Actor) -> None:
    """Keep a decision on a locked attempt, fold its log anew, and sign and mark again what has ended."""
    with transaction.atomic(savepoint=False):
        row.save()
        after = {"positions": row.positions, "counts": row.counts}
        audit.record(
            actor=actor,
            action=AuditAction.DECIDE_EVIDENCE,
            target=row.attempt,
            reason=row.reason,
            after=after,
            now=row.at,
        )
        rebuild_answers(attempt=row.attempt)
        if row.attempt.state in ENDED_STATES:
            renew_receipt(row.attempt, reason=row.reason, actor=actor, now=row.at)
            ask_for_mark(row.attempt, f":d{row.pk}", now=row.at)


def rebuild_answers(*, attempt: Attempt) -> None:
    """Make the current answers again from the log. A building block inside the caller's transaction."""
    accepted = rules.accepted_in(attempt.decisions.order_by("pk").values_list("positions", "counts"))
    with transaction.atomic(savepoint=False):
        attempt.answers.all().delete()
        put_answers(attempt, rules.fold_answers(attempt.events.all(), accepted).values())


def rebuild_attempt(*, attempt_uuid: UUID) -> None:
    """Make the current answers of one attempt again from its log, under its lock. What was right stays as it is."""
    with transaction.atomic(durable=True):
        rebuild_answers(attempt=Attempt.objects.select_for_update().get(uuid=attempt_uuid))


def put_answers(attempt: Attempt, rows: Iterable[AnswerEvent]) -> None:
    """Let these events be the current answers of their items unless newer ones are. A building block, as the others."""
    answers = [
        AnswerCurrent(
            attempt=attempt, item_uuid=row.item_uuid, epoch=row.epoch, seq=row.seq, response=row.response
        )
        for row in rows
    ]
    if answers:
        insert_rows(answers, _NEWEST)
