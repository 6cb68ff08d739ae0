"""Minutes that somebody else gave a moment ago: two invigilators at two desks answer the same power cut. Reads only."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lms.exams.sittings.models import Attempt, Sitting, TimeEvent
from lms.exams.sittings.people import when_by_whom
from lms.exams.sittings.room_models import ActKind, ActState, RoomAct

# Longer ago, it was for something else, or the giver has told the others.
LATELY = timedelta(minutes=5)
_GIVING = (ActKind.EXTRA, ActKind.OUTAGE)


@dataclass(frozen=True, slots=True)
class Given:
    """An act of somebody else that gave minutes a moment ago, or waits to, and what is said of it."""

    act: RoomAct
    words: str

    @property
    def uuid(self) -> str:
        """Return by what the page says that it was shown."""
        return str(self.act.uuid)


def given_lately(attempts: Iterable[Attempt], *, by: UUID | None, now: datetime) -> list[Given]:
    """Return what others than `by` gave to any of these within the last minutes, the earliest first, then what waits.

    Who is nobody in person stands at no desk, and is told nothing.
    """
    if by is None:
        return []
    attempts = list(attempts)
    rows = RoomAct.objects.filter(
        time_events__attempt__in=attempts, state=ActState.DONE, kind__in=_GIVING, decided_at__gt=now - LATELY
    )
    # Who asked for it or agreed to it knows.
    others = rows.exclude(asked_by=by).exclude(decided_by=by).select_related("attempt__candidate")
    given = [Given(row, _in_words(row)) for row in others.distinct().order_by("decided_at", "pk")]
    return given + [Given(row, _asked_in_words(row)) for row in _asked_for(attempts).exclude(asked_by=by)]


def lately_in(sitting: Sitting, attempt_uuid: UUID | None, *, by: UUID | None, now: datetime) -> list[Given]:
    """Return the same before minutes are given to one candidate, or without one to the whole room."""
    rows = Attempt.objects.filter(candidate__sitting=sitting)
    return given_lately(rows.filter(uuid=attempt_uuid) if attempt_uuid else rows, by=by, now=now)


def lately_beside(act: RoomAct, *, by: UUID | None, now: datetime) -> list[Given]:
    """Return the same beside an act that waits for a decision; nothing where it gives no minutes, or is decided."""
    if act.state != ActState.WAITING or act.kind not in _GIVING:
        return []
    told = lately_in(act.sitting, act.attempt.uuid if act.attempt else None, by=by, now=now)
    return [one for one in told if one.act.pk != act.pk]


def keep_beside(act: RoomAct, told: Sequence[Given]) -> None:
    """Keep in an act what its giver was told: which acts, and the most minutes, begun ones too, that one person had.

    What waits has given nothing yet, and is not kept: it stands in the log of the room as it is.
    """
    done = [one.uuid for one in told if one.act.state == ActState.DONE]
    act.beside = sorted({*act.beside, *done})
    events = TimeEvent.objects.filter(act__uuid__in=act.beside, attempt__candidate__sitting=act.sitting_id)
    if act.attempt_id is not None:
        events = events.filter(attempt=act.attempt_id)
    seconds: Counter[int] = Counter()
    for attempt, given in events.values_list("attempt", "seconds") if act.beside else ():
        seconds[attempt] += given
    act.beside_minutes = ceil(max(seconds.values(), default=0) / 60)


def _asked_for(attempts: list[Attempt]) -> QuerySet[RoomAct]:
    rooms = Attempt.objects.filter(pk__in=[one.pk for one in attempts]).values("candidate__sitting")
    waiting = RoomAct.objects.filter(
        sitting__in=rooms, state=ActState.WAITING, kind=ActKind.EXTRA, asked_by__isnull=False
    )
    whom = Q(attempt__isnull=True) | Q(attempt__in=attempts)
    return waiting.filter(whom).select_related("attempt__candidate").order_by("asked_at", "pk")


def _asked_in_words(row: RoomAct) -> str:
    who = when_by_whom(row.asked_at, row.asked_by)
    return _("At %(time)s %(name)s asked for %(minutes)d minutes; it waits for a second person.") % {
        **who,
        "minutes": row.minutes or 0,
    }


def _in_words(row: RoomAct) -> str:
    who = when_by_whom(row.decided_at, row.asked_by or row.decided_by)
    if row.kind == ActKind.OUTAGE:
        return _("At %(time)s %(name)s confirmed an outage; its time was given back.") % who
    if row.attempt is None:
        words = _("At %(time)s %(name)s gave everybody %(minutes)d minutes.")
        return words % {**who, "minutes": row.minutes}
    words = _("At %(time)s %(name)s gave candidate %(number)s %(minutes)d minutes.")
    return words % {**who, "minutes": row.minutes, "number": row.attempt.candidate}
