"""A bank goes out as a file: somebody asks, a worker writes it, somebody fetches it."""

from datetime import datetime
from typing import IO, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.transfers.files import DamagedFile
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import FileDamaged, FileEnded, FileNotFound, ItemNotFound, TooManyFiles, UnusableBank
from lms.exams.intake import rules
from lms.exams.intake.models import ExportState, QuestionExport
from lms.exams.intake.operations.steps import (
    FILES,
    KEPT,
    MOST_KEPT,
    MOST_OPEN,
    WORKER,
    NewTransfer,
    ask_for_work,
    has_broken_off,
    lock_export,
    take_step,
)
from lms.exams.intake.operations.taking import refuse_no_code
from lms.exams.intake.outgoing import FORMATS, Left, make_file, record_export


def request_export(
    *, new: NewTransfer, bank: str, format_name: str, actor: Actor, now: datetime
) -> QuestionExport:
    """Ask for the questions of a bank as a file. The same form sent twice is one export.

    :raises UnusableBank: no code, or no such format.
    :raises TooManyFiles: this person has others that are being written or wait to be fetched.
    """
    known = QuestionExport.objects.filter(key=new.key, by=new.by).first()
    if known is not None:
        return known
    refuse_no_code(bank)
    if format_name not in FORMATS:
        raise UnusableBank(_("There is no such format."), field="format")
    row = QuestionExport(
        key=new.key,
        by=new.by,
        role=actor.role,
        at=now,
        bank=bank,
        format=format_name,
        expires_at=now + KEPT,
    )
    try:
        with transaction.atomic(durable=True):
            User.objects.select_for_update().get(pk=row.by_id)  # two forms at once count each other
            _refuse_many(row)
            row.save()
            facts = {"bank": bank, "format": format_name}
            audit.record(actor=actor, action=AuditAction.REQUEST_QUESTIONS, target=row, after=facts, now=now)
            ask_for_work(row, now=now)
    except IntegrityError:  # the other click was first
        return QuestionExport.objects.get(key=new.key, by=new.by)
    return row


def _refuse_many(row: QuestionExport) -> None:
    others = QuestionExport.objects.filter(by=row.by_id, state__in=rules.WITH_FILE).exclude(key=row.key)
    if others.filter(state=ExportState.MAKING).count() >= MOST_OPEN or others.count() >= MOST_KEPT:
        words = _("%(number)s exports of yours are not over yet. Delete one of them first.")
        raise TooManyFiles(words % {"number": others.count()})


def make_export(*, uuid: UUID, now: datetime) -> None:
    """Write the file that somebody asked for, on that person's behalf, or keep that there is nothing to write."""
    row = QuestionExport.objects.select_related("by").get(uuid=uuid)
    if row.state != ExportState.MAKING:
        return
    try:
        made = make_file(bank=row.bank, format_name=row.format)
    except ItemNotFound:
        with transaction.atomic(durable=True):
            _end(row, ExportState.REFUSED, now=now)
        return
    sha256 = FILES.keep_bytes(uuid, made.data)
    values: dict[str, Any] = {"sha256": sha256, "size": len(made.data), "written": made.written}
    values |= {"left_out": [_as_kept(one) for one in made.left_out], "expires_at": now + KEPT}
    with transaction.atomic(durable=True):
        is_ours = _end(row, ExportState.READY, now=now, **values)
        if is_ours:
            record_export(
                made, bank=row.bank, format_name=row.format, actor=Actor(row.by.uuid, row.role), now=now
            )
    if not is_ours and not QuestionExport.objects.filter(uuid=uuid, sha256=sha256).exists():
        FILES.forget(uuid, sha256)  # cancelled, or made by another runner meanwhile


def _as_kept(left: Left) -> list[Any]:
    """Return what is kept of a question that is not in the file."""
    draft = str(left.draft) if left.draft else ""
    return [left.code, left.reason, left.number, left.stem, draft]


def _end(row: QuestionExport, state: ExportState, *, now: datetime, **values: Any) -> bool:
    """End the writing, unless another runner did; inside the caller's transaction. Return whether."""
    locked = lock_export(row.uuid)
    is_ours = (locked.state, locked.round) == (row.state, row.round)
    if is_ours:
        take_step(locked, state, AuditAction.END_QUESTIONS, actor=WORKER, now=now, **values)
    return is_ours


def retry_export(*, uuid: UUID, actor: Actor, now: datetime) -> QuestionExport:
    """Ask once more for a file whose writing broke off.

    :raises FileNotFound: there is no such export.
    """
    with transaction.atomic(durable=True):
        row = lock_export(uuid)
        if has_broken_off(row) and row.expires_at > now:
            row.round += 1
            row.save(update_fields=["round"])
            audit.record(actor=actor, action=AuditAction.RETRY_QUESTIONS, target=row, now=now)
            ask_for_work(row, now=now)
    return row


def discard_export(*, uuid: UUID, actor: Actor, now: datetime) -> QuestionExport:
    """Put a file away before its day is over, or stop its writing; it goes at once. Twice changes nothing.

    :raises FileNotFound: there is no such export.
    """
    with transaction.atomic(durable=True):
        row = lock_export(uuid)
        if row.state in rules.EXPORT_STEPS:
            take_step(row, ExportState.DISCARDED, AuditAction.END_QUESTIONS, actor=actor, now=now)
    return row


def fetch_export(*, uuid: UUID, actor: Actor, now: datetime) -> IO[bytes]:
    """Return the file and write down who took it: it holds keys.

    :raises FileNotFound: there is no such export.
    :raises FileEnded: the file is not written, or not kept any more.
    :raises FileDamaged: the kept file is not the one that was written.
    """
    row = QuestionExport.objects.filter(uuid=uuid).first()
    if row is None:
        raise FileNotFound(_("There is nothing at this address."))
    if row.state != ExportState.READY or row.expires_at <= now:
        raise FileEnded(_("This file is not kept any more. Ask for a new one."))
    try:
        file = FILES.open(row.uuid, row.sha256)
    except DamagedFile as error:
        raise FileDamaged(_("The kept file is damaged. Ask for a new one.")) from error
    with transaction.atomic(durable=True):
        audit.record(actor=actor, action=AuditAction.DOWNLOAD_QUESTIONS, target=row, now=now)
    return file
