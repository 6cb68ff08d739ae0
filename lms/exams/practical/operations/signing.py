"""The signature of an assessor: in two phases like a hand-in, over a digest of the marks; after it nothing changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.eventlog import missing_ranges, sha256, short_code
from lms.exams.practical.conflicts import conflicted
from lms.exams.practical.errors import (
    ConflictRefused,
    MarksMoved,
    PracticalNotFound,
    SheetEnded,
    SheetIncomplete,
)
from lms.exams.practical.models import DrawnTask, MarkSheet, MarkSignature, SheetState
from lms.exams.practical.operations.locking import MarkRef, lock_member
from lms.exams.practical.operations.marking import known_numbers
from lms.exams.practical.rules.marks import task_mark
from lms.exams.practical.rules.states import SHEET_TRANSITIONS, next_state
from lms.exams.practical.standing import lines_of, shown_marks, values_by_sheet
from lms.exams.sittings.signing import key_id, sign


@dataclass(frozen=True, slots=True)
class Signing:
    """Either what the server still lacks, or the signature."""

    missing: list[tuple[int, int]] = field(default_factory=list)
    signature: MarkSignature | None = None


@dataclass(frozen=True, slots=True)
class Final:
    """What the page has written, its epoch and its last number; and what it shows of the sheet: values by place.

    `left_out` are numbers that the server refused to take: nobody waits for these, and the signature names them.
    """

    epoch: int
    seq: int
    shown: Mapping[str, Any]
    left_out: frozenset[int] = frozenset()


def sign_sheet(*, ref: MarkRef, sheet_uuid: UUID, final: Final, actor: Actor, now: datetime) -> Signing:
    """Sign a sheet once everything up to the page's last number is here; until then answer what is missing.

    The caller has asked for the assessor's own secret before. Signing again returns the same signature.

    :raises PracticalNotFound: it is not the caller's.
    :raises SheetEnded: it was set aside.
    :raises ConflictRefused: since the examination opened it has become known that the assessor taught the candidate.
    :raises MarksMoved: the sheet holds other marks than the page shows, as another page of theirs delivered late.
    :raises SheetIncomplete: naming the tasks that have a criterion without a mark.
    """
    with transaction.atomic(durable=True):
        member = lock_member(ref)
        related = ("candidate__examination__scheme", "candidate__enrolment")
        sheet = member.sheets.select_related(*related).filter(uuid=sheet_uuid).first()
        if sheet is None:
            raise PracticalNotFound(_("There is no such sheet for you."))
        if sheet.state == SheetState.SIGNED:
            return Signing(signature=sheet.signature)
        target = next_state(SHEET_TRANSITIONS, sheet.state, "sign")
        if target is None:
            raise SheetEnded(_("This sheet was set aside; it is not signed."))
        _refuse_teacher(ref, sheet)
        known = set(known_numbers(member).get(final.epoch, {}))
        missing = missing_ranges(known | final.left_out, final.seq)
        if missing:
            return Signing(missing=missing)
        _refuse_unseen(sheet, final)
        left_out = sorted(number for number in final.left_out - known if number <= final.seq)
        payload = _payload(sheet, ref, now) | ({"left_out": {str(final.epoch): left_out}} if left_out else {})
        sheet.state = target
        sheet.save(update_fields=["state"])
        row = MarkSignature.objects.create(
            sheet=sheet,
            payload=payload,
            signature=sign(payload),
            short_code=short_code(sha256(payload)),
            signed_at=now,
        )
        after = {"digest": payload["marks_digest"], **({"left_out": left_out} if left_out else {})}
        audit.record(actor=actor, action=AuditAction.SIGN_MARKS, target=sheet, after=after, now=now)
    return Signing(signature=row)


def _refuse_teacher(ref: MarkRef, sheet: MarkSheet) -> None:
    if conflicted(ref.user, [sheet.candidate.enrolment]):
        raise ConflictRefused(
            _(
                "You teach this candidate, so your marks cannot count. "
                "Choose “I may not mark a candidate”; another assessor is then called."
            )
        )


def _refuse_unseen(sheet: MarkSheet, final: Final) -> None:
    """Refuse marks that the page does not show: nobody signs what they have not seen."""
    marks = shown_marks(sheet.events.select_related("sheet", "task"))
    counting = {place: mark["response"] for place, mark in marks.items() if mark["response"] is not None}
    if counting != {place: value for place, value in final.shown.items() if value is not None}:
        raise MarksMoved(
            _("Marks of yours have arrived that this page did not show. Look at them, then sign again."),
            marks=marks,
        )


def _payload(sheet: MarkSheet, ref: MarkRef, now: datetime) -> dict[str, Any]:
    candidate, member = sheet.candidate, sheet.member
    values = values_by_sheet(sheet.events.all()).get(sheet.pk, {})
    tasks = list(candidate.tasks.select_related("rubric"))
    _refuse_incomplete(tasks, values)
    return {
        "kind": "practical-marks",
        "sheet": str(sheet.uuid),
        "examination": str(candidate.examination.uuid),
        "scheme": str(candidate.examination.scheme.uuid),
        "candidate": str(candidate.uuid),
        "candidate_number": str(candidate),
        "assessor": str(ref.user.uuid),
        "marks_digest": marks_digest(tasks, values),
        "tasks": len(tasks),
        "log_count": member.log_count,
        "log_head": member.log_head,
        "signed_at": now.isoformat(),
        "key": key_id(),
    }


def marks_digest(tasks: list[DrawnTask], values: dict[int, dict[str, Any]]) -> str:
    """Return the digest over everything that counts on a sheet; a value taken back is none."""
    content = {
        str(task.uuid): {line: value for line, value in values.get(task.pk, {}).items() if value is not None}
        for task in tasks
    }
    return sha256(content)


def _refuse_incomplete(tasks: list[DrawnTask], values: dict[int, dict[str, Any]]) -> None:
    words = _("%(task)s: criteria without a mark: %(count)s")
    reasons = []
    for task in tasks:
        missing = task_mark(lines_of(task), values.get(task.pk, {})).missing
        if missing:
            reasons.append(words % {"task": task.rubric.title, "count": len(missing)})
    if reasons:
        raise SheetIncomplete(_("Some criteria have no mark yet."), reasons=reasons)
