"""Nobody is transferred, withdrawn or put to rest while writing an examination: the room comes first.

Runs in the transaction of the parting; the enrolment is locked, and the sittings after it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from lms.core.actor import Actor
from lms.enrolments.api import Enrolment, Parting
from lms.exams.errors import ExaminedNow
from lms.exams.sittings.models import Attempt, AttemptState, CandidateState, Sitting, SittingState

_LIVE = (SittingState.SCHEDULED, SittingState.OPEN)
_UNFINISHED = (AttemptState.PREPARED, AttemptState.IN_PROGRESS)


def refuse_while_writing(parting: Parting, *, actor: Actor, now: datetime) -> None:
    """Refuse while the person has a paper in an open room and has not handed it in, by whichever enrolment.

    :raises ExaminedNow: naming the examinations.
    """
    row = parting.enrolment
    own = Sitting.objects.filter(candidates__enrolment__person=row.person_id, state__in=_LIVE)
    # All of the person at once and in one order: two who move people never wait for each other in a ring.
    locked = lock_sittings(own.values_list("pk", flat=True))
    refuse_examined([sitting.title for sitting in locked if sitting.pk in _written_by(row)])


def lock_sittings(pks: Iterable[int]) -> list[Sitting]:
    """Lock sittings, so that none is opened, and nothing is done in a room, before the parting is through."""
    rows = Sitting.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=list(pks))
    return list(rows.order_by("pk"))


def _written_by(row: Enrolment) -> set[int]:
    """Return the open sittings in which the person has a paper that is not handed in."""
    papers = Attempt.objects.filter(
        candidate__enrolment__person=row.person_id,
        candidate__state=CandidateState.ADMITTED,
        candidate__sitting__state=SittingState.OPEN,
        state__in=_UNFINISHED,
    )
    return set(papers.values_list("candidate__sitting", flat=True))


def refuse_examined(titles: Sequence[str]) -> None:
    """Refuse a parting that meets examinations.

    :raises ExaminedNow: there are any.
    """
    if titles:
        words = _(
            "The person is being examined now. Try again after hand-in, or when the examination is over."
        )
        raise ExaminedNow(words, reasons=titles)
