"""Minutes that somebody else gave a moment ago: two invigilators at two desks answer the same power cut. Reads only."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lms.exams.sittings.models import Attempt
from lms.exams.sittings.people import when_by_whom
from lms.exams.sittings.room_models import ActKind, ActState, RoomAct

# Longer ago, it was for something else, or the giver has told the others.
LATELY = timedelta(minutes=5)


def given_lately(attempts: Iterable[Attempt], *, by: UUID | None, now: datetime) -> list[str]:
    """Return in words what others than `by` gave to any of these within the last minutes, the earliest first.

    Who is nobody in person stands at no desk, and is told nothing.
    """
    if by is None:
        return []
    attempts = list(attempts)
    rows = RoomAct.objects.filter(
        time_events__attempt__in=attempts,
        state=ActState.DONE,
        kind__in=(ActKind.EXTRA, ActKind.OUTAGE),
        decided_at__gt=now - LATELY,
    )
    # Who asked for it or agreed to it knows.
    others = rows.exclude(asked_by=by).exclude(decided_by=by).select_related("attempt__candidate")
    given = [_in_words(row) for row in others.distinct().order_by("decided_at", "pk")]
    return given + [_asked_in_words(row) for row in _asked_for(attempts).exclude(asked_by=by)]


def lately_beside(act: RoomAct, *, by: UUID | None, now: datetime) -> list[str]:
    """Return the same beside an act that waits for a decision; nothing where it gives no minutes, or is decided."""
    if act.state != ActState.WAITING or act.kind not in (ActKind.EXTRA, ActKind.OUTAGE):
        return []
    whole = Attempt.objects.filter(candidate__sitting=act.sitting_id)
    told = given_lately(whole if act.attempt_id is None else whole.filter(pk=act.attempt_id), by=by, now=now)
    own = _asked_in_words(act)
    return [line for line in told if line != own]


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
