"""The third look: where two keyed differently, a third person says what stands on the sheet, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.papers.operations import checked_reason
from lms.exams.reserve import rules
from lms.exams.reserve.booklets import lines_of
from lms.exams.reserve.errors import ReserveMoved, ReserveNotFound, ReserveRefused, UnreadableKeying
from lms.exams.reserve.models import Keying, PaperSheet, PaperSheetState, SheetDecision
from lms.exams.reserve.operations.keying import refuse_conflicted
from lms.exams.reserve.operations.locking import lock_sheet
from lms.exams.reserve.words import problem_words


@dataclass(frozen=True, slots=True)
class NewThirdLook:
    """What a third person reads on a sheet for one question, as it is typed; nothing typed: nothing is there."""

    sheet_uuid: UUID
    item: str
    texts: tuple[str, ...]
    reason: str
    by: User
    client_key: UUID


def decide_keyed_answer(*, look: NewThirdLook, actor: Actor, now: datetime) -> SheetDecision:
    """Keep what stands on the sheet; when nothing is open any more, the sheet is agreed. The same key is the same look.

    :raises ReasonMissing: too short a reason to be one, or too long.
    :raises ReserveNotFound: there is no such sheet.
    :raises ReserveRefused: the caller keyed it, or may not; or nothing is to be decided on this question.
    :raises ReserveMoved: the key is that of another look.
    :raises UnreadableKeying: what was typed is no answer to the question.
    """
    why = checked_reason(look.reason, _("Write down what you see on the sheet."))
    with transaction.atomic(durable=True):
        sheet = lock_sheet(look.sheet_uuid)
        known = SheetDecision.objects.filter(client_key=look.client_key).first()
        if known is not None:
            if (known.sheet_id, str(known.item_uuid), known.texts) != (sheet.pk, look.item, [*look.texts]):
                raise ReserveMoved(_("This form was used before. Open it again and repeat it."))
            return known
        if sheet.state not in (PaperSheetState.APART, PaperSheetState.AGREED):
            raise ReserveRefused(_("Nothing is to be decided on this sheet now."))
        first, second = done_keyings(sheet)
        if look.by.pk in (first.keyer_id, second.keyer_id):
            raise ReserveRefused(_("You keyed this sheet: a third person has to look at it."))
        refuse_conflicted(sheet, look.by)
        lines = lines_of(sheet.attempt)
        apart = rules.differences(lines, first.answers, second.answers)
        if look.item not in apart:
            raise ReserveRefused(_("Both keyed the same here."))
        row = SheetDecision.objects.create(
            sheet=sheet,
            item_uuid=look.item,
            texts=[*look.texts],
            response=_read(next(line for line in lines if line.item == look.item), look.texts),
            reason=why,
            first_keyer=first.keyer.uuid,
            second_keyer=second.keyer.uuid,
            decided_by=look.by.uuid,
            client_key=look.client_key,
            at=now,
        )
        if not set(apart) - set(decided_on(sheet)):
            sheet.state = PaperSheetState.AGREED
            sheet.save(update_fields=["state"])
        after = {"item": look.item}
        action = AuditAction.DECIDE_KEYED_ANSWER
        audit.record(actor=actor, action=action, target=sheet, reason=why, after=after, now=now)
    return row


def _read(line: rules.Line, texts: Sequence[str]) -> Any:
    try:
        return rules.response_of(line, texts)
    except rules.NotReadable as error:
        raise UnreadableKeying(problem_words(str(error)), field="answer") from None


def done_keyings(sheet: PaperSheet) -> tuple[Keying, Keying]:
    """Return the two keyings of a sheet that both are finished.

    :raises ReserveNotFound: they are not.
    """
    rows = list(sheet.keyings.filter(done_at__isnull=False).select_related("keyer").order_by("turn"))
    if len(rows) != 2:
        raise ReserveNotFound(_("This sheet was not keyed twice yet."))
    return rows[0], rows[1]


def decided_on(sheet: PaperSheet) -> Mapping[str, Any]:
    """Return by item what third persons read; the later of two holds."""
    return {str(row.item_uuid): row.response for row in sheet.decisions.order_by("pk")}
