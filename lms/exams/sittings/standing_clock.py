"""Clocks as they are shown and lived by: rooms that stand still, and the credit of an outage nobody has decided on."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from lms.core.prepared import Asked, Question, answers, slot
from lms.exams.sittings import room_rules, rules
from lms.exams.sittings.models import Attempt, Sitting, TimeEvent
from lms.exams.sittings.room_models import ActKind, ActState, RoomAct

_ROOM_ACTS = Question(
    lambda: (
        RoomAct.objects.filter(sitting=slot(RoomAct, "sitting"), attempt=None)
        .exclude(state=ActState.REFUSED)
        .order_by("pk")
    )
)
_WAITING = RoomAct.objects.filter(kind=ActKind.OUTAGE, state=ActState.WAITING)
_OUTAGE = Question(lambda: _WAITING.filter(sitting__candidates__attempts__uuid=slot(Attempt, "uuid")))
_TIME_EVENTS = Question(lambda: TimeEvent.objects.filter(attempt__uuid=slot(Attempt, "uuid")).order_by("pk"))


def asked_clock(attempt: UUID) -> tuple[Asked[TimeEvent], Asked[RoomAct]]:
    """Return what tells the clock of an attempt and the outage that waits, to be asked with something else."""
    return _TIME_EVENTS.asked(uuid=attempt), _OUTAGE.asked(uuid=attempt)


def acts_on_room(sitting: Sitting) -> list[RoomAct]:
    """Return what was done to a whole room, and the outage on which nobody has decided."""
    return _ROOM_ACTS.rows(sitting=sitting.pk)


def is_paused(sitting: Sitting) -> bool:
    """Return whether a room stands still, so that nobody starts in it."""
    return stands_still(acts_on_room(sitting))


def asked_room(sitting_id: int) -> Asked[RoomAct]:
    """Return what tells whether a room stands still and until when one may start, to be asked with something else."""
    return _ROOM_ACTS.asked(sitting=sitting_id)


def stands_still(acts: Iterable[RoomAct]) -> bool:
    """Return whether a room stands still, by the answer to that."""
    return room_rules.is_room_paused(act.kind for act in acts if act.state == ActState.DONE)


def last_start(sitting: Sitting, *, now: datetime) -> datetime:
    """Return the last moment to start in a sitting, as it looks now."""
    return room_rules.last_start(sitting.closes_at, acts_on_room(sitting), now=now)


def last_starts(sittings: Iterable[Sitting], *, now: datetime) -> dict[int, datetime]:
    """Return the last moment to start in each of these sittings by its key, as it looks now, in one query."""
    found = {sitting.pk: sitting for sitting in sittings}
    acts: dict[int, list[RoomAct]] = defaultdict(list)
    rows = RoomAct.objects.filter(sitting__in=found, attempt=None).exclude(state=ActState.REFUSED)
    for act in rows.order_by("pk") if found else ():
        acts[act.sitting_id].append(act)
    return {pk: room_rules.last_start(row.closes_at, acts[pk], now=now) for pk, row in found.items()}


def waiting_outage(sitting_id: int) -> RoomAct | None:
    """Return the outage of a sitting on which nobody has decided."""
    return _WAITING.filter(sitting=sitting_id).first()


def clock_of_attempt(attempt: Attempt) -> rules.Clock:
    """Return the clock by which answers count and attempts end: the fold of the time events."""
    return rules.clock_of(_TIME_EVENTS.rows(uuid=attempt.uuid))


def clock_with(clock: rules.Clock, outage: RoomAct | None) -> rules.Clock:
    """Return the clock as it would be if the outage were given back; what was decided stays out of it."""
    if outage is None:
        return clock
    return rules.extended(clock, sum(rules.outage_credits(clock, outage.away), timedelta()))


def standing_clock(attempt: Attempt) -> rules.Clock:
    """Return the clock that a terminal is shown: while an outage waits for its decision, nobody is sent away for it."""
    return clock_from(*answers(*asked_clock(attempt.uuid)))


def clock_from(times: Iterable[TimeEvent], outages: Iterable[RoomAct]) -> rules.Clock:
    """Return the same clock from the answers to `asked_clock`."""
    return clock_with(rules.clock_of(times), next(iter(outages), None))
