"""Whether an attempt goes on on paper: then its terminal neither starts, nor goes on, nor hands in (ADR 0120)."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lms.core.prepared import Columns, slot
from lms.exams.errors import AttemptNotOpen
from lms.exams.reserve.models import ON_PAPER, PaperSheet
from lms.exams.sittings.models import Attempt, Sitting

_SHEETS = Columns(
    lambda: (
        PaperSheet.objects.filter(attempt=slot(PaperSheet, "attempt"), state__in=ON_PAPER)
        .order_by()
        .only("state")
    )
)


def is_on_paper(attempt: Attempt) -> bool:
    """Return whether the candidate goes on on paper and nothing of it was handed in yet."""
    return bool(_SHEETS.rows(attempt=attempt.pk))


def sheets_open() -> QuerySet[PaperSheet]:
    """Return the sheets of which nothing was handed in yet."""
    return PaperSheet.objects.filter(state__in=ON_PAPER)


def sheets_open_in(sitting: Sitting) -> QuerySet[PaperSheet]:
    """Return the sheets of a sitting of which nothing was handed in yet."""
    return sheets_open().filter(attempt__candidate__sitting=sitting)


def refuse_on_paper(attempt: Attempt) -> None:
    """Refuse what a terminal asks while its candidate writes on paper.

    :raises AttemptNotOpen: so it is.
    """
    if is_on_paper(attempt):
        raise AttemptNotOpen(_("Your examination goes on on paper. Nothing that was saved is lost."))
