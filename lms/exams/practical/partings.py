"""Nobody is transferred, withdrawn or put to rest during a practical examination of theirs."""

from datetime import datetime

from lms.core.actor import Actor
from lms.enrolments.api import Parting
from lms.exams.practical.models import PracticalExamination, PracticalState
from lms.exams.practical.occupied import period_of
from lms.exams.sittings.partings import refuse_examined

_LIVE = (PracticalState.SCHEDULED, PracticalState.OPEN)


def refuse_at_practical(parting: Parting, *, actor: Actor, now: datetime) -> None:
    """Refuse while the person is at an open practical examination; when its time is over, marking goes on without them.

    :raises ExaminedNow: naming the examinations.
    """
    own = {"candidates__enrolment__person": parting.enrolment.person_id, "candidates__is_absent": False}
    pks = PracticalExamination.objects.filter(**own, state__in=_LIVE).values_list("pk", flat=True)
    locked = PracticalExamination.objects.select_for_update(of=("self",)).select_related("scheme")
    rows = locked.filter(pk__in=list(pks)).order_by("pk")
    refuse_examined(
        [row.title for row in rows if row.state == PracticalState.OPEN and now < period_of(row)[1]]
    )
