"""Days between two parts of a training, kept as a rest that is over: no register names the person then."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from lms.core.clock import local_date
from lms.enrolments.changing.models import Interruption, InterruptionReason
from lms.enrolments.changing.rules import pause_between
from lms.enrolments.models import Enrolment


@dataclass(frozen=True, slots=True)
class Note:
    """Why the days were no training, who wrote it down, and the key of the request."""

    reason: InterruptionReason
    by: UUID | None
    key: UUID


def keep_pause(row: Enrolment, last: date, note: Note, *, now: datetime) -> Interruption | None:
    """Keep the whole days after the last one of training until today; None where there are none.

    Part of the caller's transaction, which holds the enrolment.
    """
    pause = pause_between(last, local_date(now))
    if pause is None:
        return None
    return Interruption.objects.create(
        enrolment=row,
        reason=note.reason,
        began_on=pause[0],
        ended_on=pause[1],
        at=now,
        actor_uuid=note.by,
        ended_by=note.by,
        client_key=note.key,
    )
