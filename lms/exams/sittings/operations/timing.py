"""What acts in the room do to attempts: events of their clocks, an end, a reopening. Building blocks of `acts`."""

from collections.abc import Callable, Sequence
from datetime import datetime

from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.sittings import rules
from lms.exams.sittings.models import Attempt, AttemptState, TimeEvent, TimeKind
from lms.exams.sittings.operations.ending import end_attempt
from lms.exams.sittings.operations.evidence import decide_as_agreed, let_in_after_outage
from lms.exams.sittings.operations.on_paper import stop_clock
from lms.exams.sittings.paper_state import is_on_paper
from lms.exams.sittings.room_models import ActKind, RoomAct
from lms.exams.sittings.standing_clock import clock_of_attempt

_AUDITED = {
    ActKind.PAUSE: AuditAction.PAUSE_ATTEMPT,
    ActKind.RESUME: AuditAction.RESUME_ATTEMPT,
    ActKind.EXTRA: AuditAction.GIVE_EXTRA_TIME,
    ActKind.OUTAGE: AuditAction.CREDIT_OUTAGE,
    ActKind.REOPEN: AuditAction.REOPEN_ATTEMPT,
    ActKind.VOID: AuditAction.VOID_ATTEMPT,
}


def apply_act(act: RoomAct, attempts: Sequence[Attempt], *, actor: Actor, now: datetime) -> None:
    """Do an act to locked attempts that are in the state for it, in the caller's transaction."""
    _APPLY[ActKind(act.kind)](act, attempts, actor, now)


def _write_time(act: RoomAct, attempts: Sequence[Attempt], actor: Actor, now: datetime) -> None:
    TimeEvent.objects.bulk_create(
        TimeEvent(
            attempt=attempt,
            act=act,
            kind=TimeKind(act.kind),
            at=now,
            seconds=_seconds(act, attempt),
            since=act.since,
            until=act.until,
            reason=act.reason,
            actor_uuid=actor.user_uuid,
        )
        for attempt in attempts
    )
    _record(act, attempts, actor, now)


def _seconds(act: RoomAct, attempt: Attempt) -> int:
    if act.kind != ActKind.OUTAGE or act.since is None:
        return act.minutes * 60
    clock = clock_of_attempt(attempt)
    return round(rules.outage_credit(clock, rules.Span(act.since, act.until)).total_seconds())


def _record(act: RoomAct, attempts: Sequence[Attempt], actor: Actor, now: datetime) -> None:
    # A room in which nobody writes may be stopped and let go on as well.
    targets: Sequence[Attempt | RoomAct] = attempts or [act]
    changes = [audit.Change(target, after={"minutes": act.minutes}) for target in targets]
    action = _AUDITED[ActKind(act.kind)]
    audit.record_all(actor=actor, action=action, changes=changes, reason=act.reason, now=now)


def _credit(act: RoomAct, attempts: Sequence[Attempt], actor: Actor, now: datetime) -> None:
    _write_time(act, attempts, actor, now)
    for attempt in attempts:
        # Read anew: what was prefetched lacks the row just written.
        fresh = Attempt.objects.select_related("paper", "candidate__sitting").get(pk=attempt.pk)
        let_in_after_outage(fresh, act, actor=actor, now=now)


def _force(act: RoomAct, attempts: Sequence[Attempt], actor: Actor, now: datetime) -> None:
    for attempt in attempts:
        end_attempt(attempt, "force", by=act, actor=actor, now=now)


def _reopen(act: RoomAct, attempts: Sequence[Attempt], actor: Actor, now: datetime) -> None:
    for attempt in attempts:
        attempt.state, attempt.ended_at = AttemptState.IN_PROGRESS, None
        attempt.save(update_fields=["state", "ended_at"])
    _write_time(act, attempts, actor, now)
    for attempt in filter(is_on_paper, attempts):
        stop_clock(attempt, reason=act.reason, actor=actor, now=now)


def _void(act: RoomAct, attempts: Sequence[Attempt], actor: Actor, now: datetime) -> None:
    for attempt in attempts:
        if attempt.state == AttemptState.IN_PROGRESS:
            end_attempt(attempt, "void", by=act, actor=actor, now=now)
        else:
            attempt.state = AttemptState.VOIDED
            attempt.save(update_fields=["state"])
            _record(act, [attempt], actor, now)


def _decide(act: RoomAct, attempts: Sequence[Attempt], actor: Actor, now: datetime) -> None:
    for attempt in attempts:
        decide_as_agreed(act, attempt, actor=actor, now=now)


_APPLY: dict[ActKind, Callable[[RoomAct, Sequence[Attempt], Actor, datetime], None]] = {
    ActKind.PAUSE: _write_time,
    ActKind.RESUME: _write_time,
    ActKind.EXTRA: _write_time,
    ActKind.OUTAGE: _credit,
    ActKind.FORCE: _force,
    ActKind.REOPEN: _reopen,
    ActKind.VOID: _void,
    ActKind.COUNT: _decide,
    ActKind.DISCOUNT: _decide,
}
