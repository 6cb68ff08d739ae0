"""Answers that were held: who decided that they count, and the answers made again from the log and those decisions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
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
from lms.exams.errors import ActRefused, AttemptNotFound, SittingNotFound, UnusableDecision
from lms.exams.papers.operations import checked_reason
from lms.exams.sittings import room_rules, rules
from lms.exams.sittings.answer_rows import held_back
from lms.exams.sittings.errors import EvidenceOutdated
from lms.exams.sittings.models import (
    ENDED_STATES,
    AnswerCurrent,
    AnswerEvent,
    Attempt,
    AttemptState,
    Lease,
)
from lms.exams.sittings.operations.ending import ask_for_mark, renew_receipt
from lms.exams.sittings.operations.incidents import KEY_USED
from lms.exams.sittings.operations.locking import lock_sitting
from lms.exams.sittings.room_models import ActKind, ActState, Decision, RoomAct
from lms.exams.sittings.seen_evidence import stand_of
from lms.exams.sittings.standing_clock import clock_of_attempt

_NEWEST = Upsert(unique=("attempt", "item_uuid"), newer=("epoch", "seq"))
BY_RULE = gettext_noop("Made while the server was away, before the end of the time.")


@dataclass(frozen=True, slots=True)
class NewDecision:
    """Which held answers of an attempt count or do not, and why. The same key again is the same act.

    `seen`: the token of what a page showed (`stand_of`); None where it was decided without one.
    """

    attempt_uuid: UUID
    sitting_uuid: UUID
    positions: tuple[int, ...]
    counts: bool
    reason: str
    client_key: UUID
    seen: str | None = None


def decide_evidence(*, decision: NewDecision, actor: Actor, now: datetime) -> Decision | RoomAct:
    """Say of held answers whether they count; an ended attempt is then signed anew and marked.

    Where answers made after the end of the time would count, what two people let in would not any more, or a result
    that the candidate was told changes, it is asked for, and happens when a second person agrees (ADR 0131): then the
    request is returned.

    :raises ReasonMissing: too short a reason to be one, or too long.
    :raises UnusableDecision: no answers, or answers that were not held.
    :raises AttemptNotFound: the candidate is not in this room.
    :raises EvidenceOutdated: somebody decided or asked for it since the page was drawn, and nothing is done.
    :raises ActRefused: the same was asked for before, or the key is that of something else.
    """
    why = checked_reason(decision.reason, _("Write down why these answers count or do not."))
    with transaction.atomic(durable=True):
        attempt = _lock(decision)
        known = _known(decision, attempt)
        if known is not None:
            return known
        _refuse_unseen(decision, attempt)
        held = set(held_back(attempt.events.all()).values_list("position", flat=True))
        if not decision.positions or not held >= set(decision.positions):
            raise UnusableDecision(_("These answers are not held, or there are none."), field="positions")
        if needs_second(attempt, decision.positions, counts=decision.counts):
            return _ask(attempt, decision, why, actor=actor, now=now)
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


def _refuse_unseen(decision: NewDecision, attempt: Attempt) -> None:
    stand = stand_of(attempt)
    if decision.seen not in (None, stand.token):
        raise EvidenceOutdated(stand.in_words)


def _known(decision: NewDecision, attempt: Attempt) -> Decision | RoomAct | None:
    """Return what this key did before; where that was something else, whoever decides would be told that it is done."""
    asked = RoomAct.objects.filter(client_key=decision.client_key).first()
    known = asked or Decision.objects.filter(client_key=decision.client_key).first()
    if known is None:
        return None
    counts = known.kind == ActKind.COUNT if isinstance(known, RoomAct) else known.counts
    is_evidence = isinstance(known, Decision) or room_rules.is_about_evidence(known.kind)
    done = (known.attempt_id, known.positions, counts)
    if not is_evidence or done != (attempt.pk, sorted(decision.positions), decision.counts):
        raise ActRefused(str(KEY_USED))
    return known


def needs_second(attempt: Attempt, positions: Collection[int], *, counts: bool) -> bool:
    """Return whether another person has to agree that these held answers count or do not."""
    held = dict(held_back(attempt.events.all()).values_list("position", "held"))
    is_told = attempt.results.filter(released_at__isnull=False).exists()
    return room_rules.needs_second_for_evidence(
        positions,
        counts=counts,
        after_deadline=_after_deadline(attempt, held),
        accepted=rules.accepted_in(attempt.decisions.order_by("pk").values_list("positions", "counts")),
        firm=held if is_told else _agreed(attempt),
    )


def _agreed(attempt: Attempt) -> set[int]:
    """Return the held answers that two people let in: of each the last decision is one that was agreed to."""
    keys = attempt.acts.filter(kind=ActKind.COUNT, state=ActState.DONE).values_list("client_key", flat=True)
    agreed = set(keys)
    last = {place: row.client_key for row in attempt.decisions.order_by("pk") for place in row.positions}
    return {place for place, key in last.items() if key in agreed}


def _after_deadline(attempt: Attempt, held: Mapping[int, str]) -> set[int]:
    """Return which held answers were made after the end of the time.

    One from a seat that was not given the examination is held for that, whenever it was made.
    """
    found = {place for place, why in held.items() if why == rules.AFTER_DEADLINE}
    strange = [place for place, why in held.items() if why == rules.OTHER_SEAT]
    if strange:
        clock, leases = clock_of_attempt(attempt), _leases(attempt)
        rows = attempt.events.filter(position__in=strange)
        found |= {
            row.position
            for row in rows
            if rules.is_after_deadline(_arrival(attempt, row, leases, clock), clock)
        }
    return found


def _ask(attempt: Attempt, decision: NewDecision, why: str, *, actor: Actor, now: datetime) -> RoomAct:
    """Ask for a decision that a second person has to agree to."""
    kind = ActKind.COUNT if decision.counts else ActKind.DISCOUNT
    waiting = attempt.acts.filter(kind__in=(ActKind.COUNT, ActKind.DISCOUNT), state=ActState.WAITING)
    if waiting.exists():
        raise ActRefused(_("Held answers of this candidate wait for a second person already."))
    row = RoomAct.objects.create(
        sitting=attempt.candidate.sitting,
        attempt=attempt,
        kind=kind,
        state=ActState.WAITING,
        needs_second=True,
        positions=sorted(decision.positions),
        reason=why,
        client_key=decision.client_key,
        asked_by=actor.user_uuid,
        asked_at=now,
    )
    after = {"kind": row.kind, "positions": row.positions}
    audit.record(actor=actor, action=AuditAction.ASK_FOR_ACT, target=row, reason=why, after=after, now=now)
    return row


def decide_as_agreed(act: RoomAct, attempt: Attempt, *, actor: Actor, now: datetime) -> None:
    """Keep the decision that somebody asked for and another person agreed to, on a locked attempt."""
    row = Decision(
        attempt=attempt,
        positions=act.positions,
        counts=act.kind == ActKind.COUNT,
        reason=act.reason,
        at=now,
        actor_uuid=actor.user_uuid,
        client_key=act.client_key,
    )
    keep_decision(row, actor=actor)


def _lock(decision: NewDecision) -> Attempt:
    """Lock the room and its attempt, in the order of all acts: a request is a row of the room."""
    with suppress(SittingNotFound):
        lock_sitting(decision.sitting_uuid)
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


def let_in_by_new_time(attempt: Attempt, act: RoomAct, *, actor: Actor, now: datetime) -> None:
    """Judge a locked attempt's held answers again after an outage was confirmed or time given; let in what is in time.

    Also what somebody refused before, where it is this act that brings it into time: nobody knew of that time then.
    What was refused although it was in time stays refused, what came after a hand-in waits for somebody as before, and
    a later decision holds as ever.
    """
    clock = clock_of_attempt(attempt)
    before = rules.clock_of(attempt.time_events.exclude(act=act).order_by("pk"))
    decided = rules.ruled_on(attempt.decisions.values_list("positions", "counts"))
    leases = _leases(attempt)

    def is_in_time(row: AnswerEvent, clock: rules.Clock) -> bool:
        return _counts_by(clock, attempt, row, leases)

    positions = [
        row.position
        for row in held_back(attempt.events.all())
        if is_in_time(row, clock)
        and (row.position not in decided or not (decided[row.position] or is_in_time(row, before)))
    ]
    if positions:
        row = Decision(
            attempt=attempt,
            positions=positions,
            counts=True,
            reason=act.decision_reason or act.reason,
            at=now,
            actor_uuid=actor.user_uuid,
        )
        keep_decision(row, actor=actor)


def _counts_by(clock: rules.Clock, attempt: Attempt, row: AnswerEvent, leases: Mapping[int, Lease]) -> bool:
    arrival = _arrival(attempt, row, leases, clock)
    return not rules.reason_to_hold(arrival, clock) or rules.is_claim_of_outage(arrival, clock)


def _leases(attempt: Attempt) -> dict[int, Lease]:
    """Return the leases by epoch: the clock of a page counts from when its own was given."""
    return {lease.epoch: lease for lease in attempt.leases.all()}


def _arrival(
    attempt: Attempt, row: AnswerEvent, leases: Mapping[int, Lease], clock: rules.Clock
) -> rules.Arrival:
    return arrival_of(row, leases, is_open=_was_open(attempt, row, clock))


def arrival_of(row: AnswerEvent, leases: Mapping[int, Lease], *, is_open: bool = True) -> rules.Arrival:
    """Return the circumstances of an event of the log; `is_open` says nothing of when and where it was made."""
    return rules.Arrival(
        received_at=row.received_at,
        made_after_grant=timedelta(milliseconds=row.client_monotonic_ms),
        granted_at=leases[row.epoch].granted_at,
        is_open=is_open,
        is_known_seat=row.held != rules.OTHER_SEAT,
        left_at=rules.seat_left_at(leases, row.epoch),
    )


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
