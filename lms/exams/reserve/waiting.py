"""Whom the opening of a packet reaches, also while it waits for a second person: time ends none (ADR 0120)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from lms.exams.reserve.booklets import booklet_digest, is_same_paper
from lms.exams.reserve.models import (
    OpeningState,
    PaperSheet,
    PaperSheetState,
    ReserveOpening,
    SealedReserve,
)
from lms.exams.sittings.models import Attempt, AttemptState
from lms.exams.sittings.rules import Clock, clock_of
from lms.exams.sittings.standing_clock import clock_with, waiting_outage


@dataclass(frozen=True, slots=True)
class Reach:
    """What is opened, when it was asked for, and for which candidate numbers; none: for all who have not ended."""

    reserve: SealedReserve
    asked_at: datetime
    numbers: frozenset[int] = frozenset()

    @classmethod
    def of(cls, opening: ReserveOpening) -> "Reach":
        """Return the reach of an opening. `reserve` is joined."""
        return cls(opening.reserve, opening.asked_at, frozenset(opening.numbers))


def fits_booklet(reserve: SealedReserve, attempt: Attempt) -> bool:
    """Return whether a packet holds a booklet of the attempt's paper and order. `paper` is joined."""
    return is_same_paper(reserve.booklets.get(str(attempt.uuid), ""), booklet_digest(attempt))


def reached(reach: Reach, attempts: QuerySet[Attempt], *, clock: Callable[[Attempt], Clock]) -> list[Attempt]:
    """Return whom of the attempts an opening reaches: their booklet is in the packet, and they have still to write.

    Whose time was over when it was asked for has ended. `clock` returns the standing clock of an attempt, with which an
    outage that waits counts as time given back. `paper` and `candidate` are joined.
    """
    rows = attempts.filter(
        candidate__sitting=reach.reserve.sitting_id,
        uuid__in=list(reach.reserve.booklets),
        state__in=(AttemptState.PREPARED, AttemptState.IN_PROGRESS),
    ).exclude(pk__in=PaperSheet.objects.exclude(state=PaperSheetState.NONE).values("attempt"))
    # Their booklets of this packet were given out before, and may be written on.
    rows = rows.exclude(pk__in=PaperSheet.objects.filter(opening__reserve=reach.reserve).values("attempt"))
    return [
        row
        for row in rows
        if (not reach.numbers or row.candidate.number in reach.numbers)
        and fits_booklet(reach.reserve, row)
        and not clock(row).is_over(reach.asked_at)
    ]


def list_reached(opening: ReserveOpening) -> list[Attempt]:
    """Return whom an opening reaches as things stand, by candidate number, with the person joined."""
    people = "candidate__enrolment__person"
    rows = Attempt.objects.select_related("paper", people).defer("paper__content")
    rows = rows.prefetch_related("time_events").order_by("candidate__number")
    outage = waiting_outage(opening.reserve.sitting_id)
    return reached(
        Reach.of(opening), rows, clock=lambda row: clock_with(clock_of(row.time_events.all()), outage)
    )


def is_asked_for(attempt: Attempt, clock: Clock) -> bool:
    """Return whether an opening that waits reaches this attempt.

    `clock` is the standing clock. Until somebody decides, no sweep and no page that has run out of time ends it: the
    sheet could not be handed in. Refused, it ends by its time.
    """
    waiting = ReserveOpening.objects.filter(
        reserve__sitting=attempt.candidate.sitting_id, state=OpeningState.WAITING
    )
    row = Attempt.objects.filter(pk=attempt.pk).select_related("paper", "candidate").defer("paper__content")
    return any(
        reached(Reach.of(opening), row, clock=lambda _row: clock)
        for opening in waiting.select_related("reserve")
    )
