"""The one place where sheets are locked, after their attempt where that is needed as well."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lms.exams.reserve.errors import ReserveNotFound
from lms.exams.reserve.models import PaperSheet
from lms.exams.sittings.models import Attempt

_RELATED = ("attempt__paper", "attempt__candidate__enrolment", "attempt__candidate__sitting__scheme")


def sheets_with_attempts(rows: QuerySet[PaperSheet]) -> QuerySet[PaperSheet]:
    """Return sheets with what is asked of them; what is on the paper is left out."""
    return rows.select_related(*_RELATED, "opening__reserve").defer("attempt__paper__content")


def lock_sheet(uuid: UUID) -> PaperSheet:
    """Lock and return a sheet. Call inside a transaction.

    :raises ReserveNotFound: when there is none.
    """
    rows = sheets_with_attempts(PaperSheet.objects.select_for_update(of=("self",)))
    sheet = rows.filter(uuid=uuid).first()
    if sheet is None:
        raise not_found()
    return sheet


def lock_sheet_and_attempt(uuid: UUID) -> PaperSheet:
    """Lock the attempt of a sheet and then the sheet, and return it with the locked attempt.

    :raises ReserveNotFound: when there is none.
    """
    rows = Attempt.objects.select_for_update(of=("self",)).select_related(
        "paper", "candidate__sitting__scheme"
    )
    attempt = rows.defer("paper__content").filter(sheets__uuid=uuid).first()
    if attempt is None:
        raise not_found()
    sheet = lock_sheet(uuid)
    sheet.attempt = attempt
    return sheet


def not_found() -> ReserveNotFound:
    """Return the refusal that looks the same for what is not there and for what is not this person's."""
    return ReserveNotFound(_("There is no such answer sheet for you."))
