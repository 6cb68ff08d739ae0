"""Clocks as they are shown and lived by: rooms that stand still, and the credit of an outage nobody has decided on."""

from lms.exams.sittings import rules
from lms.exams.sittings.models import Attempt, Sitting
from lms.exams.sittings.room_models import ActKind, ActState, RoomAct
from lms.exams.sittings.room_rules import is_room_paused


def is_paused(sitting: Sitting) -> bool:
    """Return whether a room stands still, so that nobody starts in it."""
    acts = RoomAct.objects.filter(sitting=sitting, attempt=None, state=ActState.DONE).order_by("pk")
    return is_room_paused(acts.values_list("kind", flat=True))


def waiting_outage(sitting_id: int) -> RoomAct | None:
    """Return the outage of a sitting on which nobody has decided."""
    rows = RoomAct.objects.filter(sitting_id=sitting_id, kind=ActKind.OUTAGE, state=ActState.WAITING)
    return rows.first()


def clock_with(clock: rules.Clock, outage: RoomAct | None) -> rules.Clock:
    """Return the clock as it would be if the outage were given back; what was decided stays out of it."""
    if outage is None or outage.since is None or outage.until is None:
        return clock
    credit = rules.outage_credit(clock, rules.Span(outage.since, outage.until))
    return rules.extended(clock, credit)


def standing_clock(attempt: Attempt) -> rules.Clock:
    """Return the clock that a terminal is shown: while an outage waits for its decision, nobody is sent away for it."""
    clock = rules.clock_of(attempt.time_events.all())
    return clock_with(clock, waiting_outage(attempt.candidate.sitting_id))
