"""What acts in the room do to attempts: events of their clocks, an end, a reopening. Building blocks of `acts`."""

from collections.abc import Callable, Sequence
from datetime import datetime

from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.sittings import rules
from lms.exams.sittings.answer_rows import held_back
from lms.exams.sittings.models import AnswerEvent, Attempt, AttemptState, TimeEvent, TimeKind
from lms.exams.sittings.operations.ending import End, end_attempt
from lms.exams.sittings.operations.evidence import decide_as_agreed, let_in_by_new_time
from lms.exams.sittings.operations.on_paper import stop_clock
from lms.exams.sittings.paper_state import is_on_paper
from lms.exams.sittings.room_models import ActKind, RoomAct
from lms.exams.sittings.standing_clock import clock_of_attempt, is_paused

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
            seconds=seconds,
            since=away.since if away else None,
            until=away.until if away else None,
            reason=act.reason,
            actor_uuid=actor.user_uuid,
        )
        for attempt in attempts
        for seconds, away in _gifts(act, attempt)
    )
    _record(act, attempts, actor, now)


def _gifts(act: RoomAct, attempt: Attempt) -> list[tuple[int, rules.Span | None]]:
    """Return the seconds that an act gives; an outage for each time that the server was away."""
    if act.kind != ActKind.OUTAGE:
        return [(act.minutes * 60, None)]
    given = rules.outage_credits(clock_of_attempt(attempt), act.away)
    return [(round(credit.total_seconds()), away) for credit, away in zip(given, act.away, strict=True)]


def _record(act: RoomAct, attempts: Sequence[Attempt], actor: Actor, now: datetime) -> None:
    # A room in which nobody writes may be stopped and let go on as well.
    targets: Sequence[Attempt | RoomAct] = attempts or [act]
    after = {"minutes": act.minutes, "beside": act.beside_minutes}
    changes = [audit.Change(target, after=after) for target in targets]
    action = _AUDITED[ActKind(act.kind)]
    audit.record_all(actor=actor, action=action, changes=changes, reason=act.reason, now=now)


def _give_time(act: RoomAct, attempts: Sequence[Attempt], actor: Actor, now: datetime) -> None:
    """Move the end, and judge again what was held because it came after the end that was."""
    _write_time(act, attempts, actor, now)
    for attempt in Attempt.objects.filter(pk__in=_with_held(attempts)).select_related(
        "paper", "candidate__sitting"
    ):
        let_in_by_new_time(attempt, act, actor=actor, now=now)


def _with_held(attempts: Sequence[Attempt]) -> set[int]:
    events = AnswerEvent.objects.filter(attempt__in=attempts)
    return set(held_back(events).order_by().values_list("attempt_id", flat=True))


def _force(act: RoomAct, attempts: Sequence[Attempt], actor: Actor, now: datetime) -> None:
    for attempt in attempts:
        end_attempt(attempt, End("force", by=act), actor=actor, now=now)


def _reopen(act: RoomAct, attempts: Sequence[Attempt], actor: Actor, now: datetime) -> None:
    for attempt in attempts:
        attempt.state, attempt.ended_at = AttemptState.IN_PROGRESS, None
        attempt.save(update_fields=["state", "ended_at"])
    _write_time(act, attempts, actor, now)
    # Who is reopened into a room that stands still goes on with the others.
    stands_still = is_paused(act.sitting)
    for attempt in attempts:
        if stands_still or is_on_paper(attempt):
            stop_clock(attempt, reason=act.reason, actor=actor, now=now)


def _void(act: RoomAct, attempts: Sequence[Attempt], actor: Actor, now: datetime) -> None:
    for attempt in attempts:
        if attempt.state == AttemptState.IN_PROGRESS:
            end_attempt(attempt, End("void", by=act), actor=actor, now=now)
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
    ActKind.EXTRA: _give_time,
    ActKind.OUTAGE: _give_time,
    ActKind.FORCE: _force,
    ActKind.REOPEN: _reopen,
    ActKind.VOID: _void,
    ActKind.COUNT: _decide,
    ActKind.DISCOUNT: _decide,
}
