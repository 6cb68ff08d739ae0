"""Clocks as they are shown and lived by: rooms that stand still, and the credit of an outage nobody has decided on."""

from lms.core.prepared import Question, slot
from lms.exams.sittings import rules
from lms.exams.sittings.models import Attempt, Sitting, TimeEvent
from lms.exams.sittings.room_models import ActKind, ActState, RoomAct
from lms.exams.sittings.room_rules import is_room_paused

_OUTAGE = Question(
    lambda: RoomAct.objects.filter(
        sitting=slot(RoomAct, "sitting"), kind=ActKind.OUTAGE, state=ActState.WAITING
    )
)
_TIME_EVENTS = Question(lambda: TimeEvent.objects.filter(attempt=slot(TimeEvent, "attempt")).order_by("pk"))


def is_paused(sitting: Sitting) -> bool:
    """Return whether a room stands still, so that nobody starts in it."""
    acts = RoomAct.objects.filter(sitting=sitting, attempt=None, state=ActState.DONE).order_by("pk")
    return is_room_paused(acts.values_list("kind", flat=True))


def waiting_outage(sitting_id: int) -> RoomAct | None:
    """Return the outage of a sitting on which nobody has decided."""
    return _OUTAGE.first(sitting=sitting_id)


def clock_of_attempt(attempt: Attempt) -> rules.Clock:
    """Return the clock by which answers count and attempts end: the fold of the time events."""
    return rules.clock_of(_TIME_EVENTS.rows(attempt=attempt.pk))


def clock_with(clock: rules.Clock, outage: RoomAct | None) -> rules.Clock:
    """Return the clock as it would be if the outage were given back; what was decided stays out of it."""
    if outage is None or outage.since is None or outage.until is None:
        return clock
    credit = rules.outage_credit(clock, rules.Span(outage.since, outage.until))
    return rules.extended(clock, credit)


def standing_clock(attempt: Attempt) -> rules.Clock:
    """Return the clock that a terminal is shown: while an outage waits for its decision, nobody is sent away for it."""
    return clock_with(clock_of_attempt(attempt), waiting_outage(attempt.candidate.sitting_id))
