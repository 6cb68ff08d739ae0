"""What is agreed becomes the attempt's answers and is handed in, with a receipt as any other; or there is no sheet.

One sheet, or all of a room that an officer has chosen.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.errors import DomainError
from lms.exams import eventlog
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import ClockDoubted
from lms.exams.papers.operations import checked_reason
from lms.exams.reserve import rules
from lms.exams.reserve.booklets import lines_of
from lms.exams.reserve.errors import ReserveRefused
from lms.exams.reserve.models import ON_PAPER, PaperSheet, PaperSheetState
from lms.exams.reserve.operations.deciding import decided_on, done_keyings
from lms.exams.reserve.operations.locking import lock_sheet_and_attempt, not_found
from lms.exams.sittings.models import AttemptState, Receipt
from lms.exams.sittings.operations.ending import End, end_attempt
from lms.exams.sittings.operations.locking import refuse_in_doubt
from lms.exams.sittings.operations.on_paper import FromPaper, append_from_paper, let_clock_go_on
from lms.exams.sittings.standing_clock import is_paused

CAN_END = (AttemptState.PREPARED, AttemptState.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class SheetOutcome:
    """What became of one sheet of several: handed in just now (`is_new`), before, or refused with the reason."""

    sheet_uuid: UUID
    number: str
    receipt: Receipt | None = None
    is_new: bool = False
    refusal: DomainError | None = None


def hand_in_sheet(*, sheet_uuid: UUID, actor: Actor, now: datetime) -> Receipt:
    """Append what is agreed to the attempt's log and hand it in; again returns the newest receipt.

    :raises ReserveNotFound: when there is no such sheet.
    :raises ReserveRefused: it is not agreed yet, or the attempt has ended or is void.
    :raises ClockDoubted: nobody may rely on the time now.
    """
    return _hand_in(sheet_uuid, actor=actor, now=now)[0]


def hand_in_sheets(
    *, sitting_uuid: UUID, sheet_uuids: Collection[UUID], actor: Actor, clock: Callable[[], datetime]
) -> list[SheetOutcome]:
    """Hand in the sheets of one room that an officer chose, by candidate number; say of each what became of it.

    Each in a transaction of its own, as if they were handed in one by one. Every sheet is a candidate's examination:
    one that is refused must not hold back a room, no terminal waits for more than one sheet, and what was handed in
    before a power cut stays so. Sent twice, or by two officers at once, each sheet is handed in once. A room takes a
    while: `clock` tells the examination's time anew for each sheet.

    :raises ReserveNotFound: one of them is no sheet of this room; then none is handed in.
    :raises ClockDoubted: nobody may rely on the time any more; what was handed in until then stays.
    """
    rows = PaperSheet.objects.filter(opening__reserve__sitting__uuid=sitting_uuid, uuid__in=sheet_uuids)
    sheets = list(rows.select_related("attempt__candidate").order_by("attempt__candidate__number", "pk"))
    if {row.uuid for row in sheets} != set(sheet_uuids):
        raise not_found()
    return [_outcome(row, actor=actor, now=clock()) for row in sheets]


def _outcome(sheet: PaperSheet, *, actor: Actor, now: datetime) -> SheetOutcome:
    number = str(sheet.attempt.candidate)
    try:
        receipt, is_new = _hand_in(sheet.uuid, actor=actor, now=now)
    except ClockDoubted:
        raise
    except DomainError as refusal:
        return SheetOutcome(sheet.uuid, number, refusal=refusal)
    return SheetOutcome(sheet.uuid, number, receipt, is_new)


def _hand_in(sheet_uuid: UUID, *, actor: Actor, now: datetime) -> tuple[Receipt, bool]:
    """Return the receipt of a sheet, and whether it was handed in by this call."""
    with transaction.atomic(durable=True):
        refuse_in_doubt(now=now)
        sheet = lock_sheet_and_attempt(sheet_uuid)
        attempt = sheet.attempt
        if sheet.state == PaperSheetState.HANDED_IN:
            return attempt.receipts.order_by("-number")[0], False
        if sheet.state != PaperSheetState.AGREED:
            raise ReserveRefused(_("This sheet is not agreed yet."))
        if attempt.state not in CAN_END:
            raise ReserveRefused(_("This examination has ended, or was declared void."))
        found = agreed_from(sheet)
        began = sheet.opening.decided_at or now
        epoch = append_from_paper(attempt, found, began=began, actor=actor, now=now)
        receipt = end_attempt(attempt, End("hand_in"), actor=actor, now=now)
        sheet.state, sheet.epoch, sheet.digest = PaperSheetState.HANDED_IN, epoch, found.digest
        sheet.ended_at, sheet.ended_by = now, actor.user_uuid
        sheet.save(update_fields=["state", "epoch", "digest", "ended_at", "ended_by"])
        after = {"digest": found.digest, "answers": len(found.answers)}
        audit.record(actor=actor, action=AuditAction.HAND_IN_SHEET, target=sheet, after=after, now=now)
    return receipt, True


def agreed_from(sheet: PaperSheet) -> FromPaper:
    """Return what two people keyed from an agreed sheet, with the digest over how it came about."""
    first, second = done_keyings(sheet)
    decided = decided_on(sheet)
    answers = rules.agreed_answers(lines_of(sheet.attempt), first.answers, decided)
    keyers = (first.keyer.uuid, second.keyer.uuid)
    digest = eventlog.sha256(
        [str(sheet.uuid), [str(one) for one in keyers], first.answers, second.answers, decided, answers]
    )
    return FromPaper(answers, keyers, digest)


def note_no_sheet(*, sheet_uuid: UUID, reason: str, actor: Actor, now: datetime) -> PaperSheet:
    """Say that there is nothing on paper of a candidate, who is absent or goes back to a computer; its clock goes on.

    :raises ReasonMissing: too short a reason to be one, or too long.
    :raises ReserveNotFound: when there is no such sheet.
    :raises ReserveRefused: it was handed in, or somebody has keyed something from it.
    """
    why = checked_reason(reason, _("Write down why there is nothing on paper."))
    with transaction.atomic(durable=True):
        sheet = lock_sheet_and_attempt(sheet_uuid)
        if sheet.state == PaperSheetState.NONE:
            return sheet
        is_void = sheet.attempt.state == AttemptState.VOIDED
        if sheet.state not in ON_PAPER or (not is_void and sheet.keyings.filter(given_back_at=None).exists()):
            raise ReserveRefused(_("Somebody keys from this sheet, or it was handed in."))
        sheet.state, sheet.none_reason = PaperSheetState.NONE, why
        sheet.ended_at, sheet.ended_by = now, actor.user_uuid
        sheet.save(update_fields=["state", "none_reason", "ended_at", "ended_by"])
        is_standing = is_paused(sheet.attempt.candidate.sitting)
        if sheet.attempt.state == AttemptState.IN_PROGRESS and not is_standing:
            let_clock_go_on(sheet.attempt, reason=why, actor=actor, now=now)
        audit.record(actor=actor, action=AuditAction.NOTE_NO_SHEET, target=sheet, reason=why, now=now)
    return sheet
