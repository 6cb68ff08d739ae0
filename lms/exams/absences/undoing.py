"""When an excuse cannot be taken back: asked before the form is shown, and again when it comes. Reads only."""

from datetime import datetime

from django.utils.translation import gettext as _

from lms.exams.absences import rules
from lms.exams.absences.counts import counts_by_day
from lms.exams.absences.errors import ExcuseRefused, ExcuseTaken
from lms.exams.absences.models import AbsenceExcuse
from lms.exams.sittings.excused import ExcuseState


def refuse_to_take_back(excuse: AbsenceExcuse, *, now: datetime) -> None:
    """Refuse where nobody can ask that this is taken back.

    :raises ExcuseRefused: it is no excuse that holds, or tries rest on it.
    :raises ExcuseTaken: somebody has asked for it already.
    """
    if excuse.is_undoing or excuse.state != ExcuseState.HOLDS:
        raise ExcuseRefused(_("This is no excuse that holds: there is nothing to take back."))
    if excuse.undone_by.filter(state=ExcuseState.WAITING).exists():
        raise ExcuseTaken(_("Somebody has asked already that this is taken back."))
    refuse_rested_on(excuse, now=now)


def refuse_rested_on(excuse: AbsenceExcuse, *, now: datetime) -> None:
    """Refuse while tries rest on an excuse.

    :raises ExcuseRefused: tries were given that it alone has made room for.
    """
    if any(rules.is_rested_on(count) for count in counts_by_day(excuse.candidate, now=now)):
        raise ExcuseRefused(
            _(
                "Tries were given that this excuse has made room for. Take the person out of the sitting that waits "
                "first; what was written stays, and so does the excuse."
            )
        )
