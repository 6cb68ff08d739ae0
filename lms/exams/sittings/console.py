"""Reads for the invigilator's console: the roster with clock, seat, last sign of life, open questions."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.exams.errors import SittingNotFound
from lms.exams.sittings import rules
from lms.exams.sittings.models import (
    AnswerCurrent,
    AnswerEvent,
    Attempt,
    AttemptState,
    SeatDecision,
    SeatRequest,
    Sitting,
)
from lms.exams.sittings.policies import sittings_on_console_of

logger = logging.getLogger(__name__)
# Signs of life stay out of the database: 60 seats every 15 seconds would be its heaviest writer.
HEARTBEAT_SECONDS = 6 * 3600
# Terminals report every 15 seconds; three times nothing is worth a look.
SILENT_AFTER = timedelta(seconds=45)
# A seat asks every four seconds; whoever has not asked for so long has gone.
SEAT_WAITS = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The last sign of life of a terminal."""

    at: datetime
    unsynced: int


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One candidate as the invigilator sees them."""

    attempt: Attempt
    candidate_number: str
    name: str
    deadline: datetime | None
    extra_minutes: int
    seat: str
    epoch: int
    heartbeat: Heartbeat | None
    answered: int
    held: int
    request: SeatRequest | None
    is_silent: bool

    @property
    def is_writing(self) -> bool:
        """Return whether the clock of this candidate runs."""
        return self.attempt.state == AttemptState.IN_PROGRESS

    @property
    def kind(self) -> str:
        """Return the kind of tag that shows the state."""
        if self.is_writing:
            return "accent"
        return "neutral" if self.attempt.state == AttemptState.PREPARED else "success"


def list_console_sittings(user: User) -> QuerySet[Sitting]:
    """Return the sittings of the user's sites, newest first, with the number of candidates."""
    rows = sittings_on_console_of(user).select_related("scheme", "room")
    return rows.annotate(candidate_count=Count("candidates")).order_by("-opens_at", "-pk")


def get_console_sitting(user: User, sitting_uuid: UUID) -> Sitting:
    """Return one sitting of the user's sites.

    :raises SittingNotFound: it is not there, or at another site.
    """
    rows = sittings_on_console_of(user).select_related("scheme", "room")
    sitting = rows.filter(uuid=sitting_uuid).first()
    if sitting is None:
        raise SittingNotFound(_("There is no such sitting."))
    return sitting


def roster(sitting: Sitting, *, now: datetime) -> list[RosterLine]:
    """Return all candidates of a sitting; the number of queries does not depend on how many there are."""
    attempts = Attempt.objects.filter(candidate__sitting=sitting).order_by("candidate__number")
    rows = list(
        attempts.select_related("candidate__enrolment__person").prefetch_related(
            "leases", "time_events", "seat_requests"
        )
    )
    answered = _counts(AnswerCurrent.objects.filter(attempt__in=attempts, response__isnull=False))
    held = _counts(AnswerEvent.objects.filter(attempt__in=attempts).exclude(held=""))
    beats = _beats(rows)
    return [
        _line(
            row,
            now=now,
            beat=beats.get(_beat_key(row.uuid)),
            counts=(answered.get(row.pk, 0), held.get(row.pk, 0)),
        )
        for row in rows
    ]


def _beats(rows: list[Attempt]) -> dict[str, Heartbeat]:
    try:
        return cache.get_many([_beat_key(row.uuid) for row in rows])
    except Exception:
        logger.warning("The cache is away; the console knows no signs of life.")
        return {}


def _counts(rows: QuerySet[Any]) -> dict[int, int]:
    return dict(rows.order_by().values("attempt").annotate(total=Count("pk")).values_list("attempt", "total"))


def _line(row: Attempt, *, now: datetime, beat: Heartbeat | None, counts: tuple[int, int]) -> RosterLine:
    events = list(row.time_events.all())
    leases = list(row.leases.all())
    asked = [request for request in row.seat_requests.all() if _is_waiting(request, now=now)]
    return RosterLine(
        attempt=row,
        candidate_number=str(row.candidate),
        name=row.candidate.enrolment.person.full_name,
        deadline=rules.clock_of(events).deadline_at(now),
        extra_minutes=sum(event.seconds for event in events if event.kind == "extra") // 60,
        seat=leases[-1].seat if leases else "",
        epoch=row.lease_epoch,
        heartbeat=beat,
        answered=counts[0],
        held=counts[1],
        request=max(asked, key=lambda request: request.asked_at) if asked else None,
        is_silent=beat is not None and now - beat.at > SILENT_AFTER,
    )


def _is_waiting(request: SeatRequest, *, now: datetime) -> bool:
    return request.state == SeatDecision.ASKED and now - request.last_asked_at <= SEAT_WAITS


def note_heartbeat(*, attempt_uuid: UUID, unsynced: int, now: datetime) -> None:
    """Remember a terminal's sign of life, outside the database; the examination goes on without the cache."""
    try:
        cache.set(_beat_key(attempt_uuid), Heartbeat(now, unsynced), HEARTBEAT_SECONDS)
    except Exception:
        logger.warning("The cache is away; a sign of life was not kept.")


def _beat_key(attempt_uuid: UUID) -> str:
    return f"exams.heartbeat.{attempt_uuid}"
