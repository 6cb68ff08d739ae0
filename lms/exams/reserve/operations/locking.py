"""The one place where packets and sheets are locked, a sheet after its attempt where that is needed as well."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lms.exams.reserve.errors import ReserveNotFound
from lms.exams.reserve.models import PaperSheet, SealedReserve
from lms.exams.reserve.packets import PacketState
from lms.exams.sittings.models import Attempt, Sitting
from lms.exams.sittings.operations.locking import lock_sitting

_RELATED = ("attempt__paper", "attempt__candidate__enrolment", "attempt__candidate__sitting__scheme")


def lock_packet(reserve_uuid: UUID) -> tuple[Sitting, PacketState]:
    """Lock the sitting of a packet, as all its packets change under it, and return both. Call inside a transaction.

    :raises ReserveNotFound: when there is none.
    """
    row = SealedReserve.objects.select_related("sitting").filter(uuid=reserve_uuid).first()
    if row is None:
        raise packet_not_found()
    return lock_sitting(row.sitting.uuid), PacketState.of(row)


def packet_not_found() -> ReserveNotFound:
    """Return the refusal of a packet that is not there."""
    return ReserveNotFound(_("There is no such packet in this room."))


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
