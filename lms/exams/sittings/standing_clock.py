"""The clock of an attempt as it is shown and lived by: with the credit of an outage that nobody has decided on yet."""

from lms.exams.sittings import rules
from lms.exams.sittings.models import Attempt
from lms.exams.sittings.room_models import ActKind, ActState, RoomAct


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
