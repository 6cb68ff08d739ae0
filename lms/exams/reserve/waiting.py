"""Who is to go on on paper while an opening waits for its second person: time ends none of them (ADR 0120)."""

from lms.exams.reserve.booklets import booklet_digest
from lms.exams.reserve.models import OpeningState, PaperSheet, ReserveOpening, SealedReserve
from lms.exams.sittings.models import Attempt
from lms.exams.sittings.rules import Clock


def fits_booklet(reserve: SealedReserve, attempt: Attempt) -> bool:
    """Return whether a packet holds a booklet of the attempt's paper and order. `paper` is joined."""
    return reserve.booklets.get(str(attempt.uuid)) == booklet_digest(attempt)


def is_asked_for(attempt: Attempt, clock: Clock) -> bool:
    """Return whether an opening that waits is for this attempt, and its time was not over when it was asked for.

    `clock` is the standing clock. Until somebody decides, no sweep and no page that has run out of time ends it: the
    sheet could not be handed in. Refused, it ends by its time. `paper` and `candidate` are joined.
    """
    waiting = ReserveOpening.objects.filter(
        reserve__sitting=attempt.candidate.sitting_id, state=OpeningState.WAITING
    )
    return any(
        (not opening.numbers or attempt.candidate.number in opening.numbers)
        and not clock.is_over(opening.asked_at)
        and fits_booklet(opening.reserve, attempt)
        # Its booklet was given out before: this opening does not reach it.
        and not PaperSheet.objects.filter(opening__reserve=opening.reserve_id, attempt=attempt).exists()
        for opening in waiting.select_related("reserve")
    )
