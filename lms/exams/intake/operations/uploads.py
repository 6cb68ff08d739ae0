"""What people do with a file of questions: send it, correct what was found, say what columns mean, confirm, cancel."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.transfers.steps import add_with_file
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import FileEnded, FileNotReady, TooManyFiles
from lms.exams.intake import rules
from lms.exams.intake.mappings import get_mapping, keep_mapping, refuse_name
from lms.exams.intake.models import QuestionUpload, SameCodes, UploadState
from lms.exams.intake.operations.steps import (
    FILES,
    KEPT,
    MOST_KEPT,
    MOST_OPEN,
    NewTransfer,
    ask_for_work,
    has_broken_off,
    lock_upload,
    take_step,
)
from lms.exams.intake.operations.taking import refuse_no_code
from lms.exams.intake.reading import Wishes


@dataclass(frozen=True, slots=True)
class ToCorrect:
    """What somebody says of a file, and of which bank."""

    bank: str
    wishes: Wishes


@dataclass(frozen=True, slots=True)
class ToMap:
    """What the columns of a file mean; `save_as`: keep it under this name, too."""

    mapping: Mapping[str, Any]
    save_as: str = ""
    to_save: Mapping[str, Any] | None = None


def receive_upload(
    *, new: NewTransfer, file: File, said: ToCorrect, actor: Actor, now: datetime
) -> QuestionUpload:
    """Keep a file as it comes and ask for a look at it; its name is for the eye only.

    The same form sent twice is one upload.

    :raises UnusableBank: the bank's code is none.
    :raises TooManyFiles: this person has others that wait to be taken in or cancelled.
    """
    known = QuestionUpload.objects.filter(key=new.key, by=new.by).first()
    if known is not None:
        return known
    refuse_no_code(said.bank)
    _refuse_many(new)
    row = QuestionUpload(
        **new.about(file, actor=actor, now=now, kept=KEPT),
        **_said(said),
    )
    if not add_with_file(row, file, FILES, partial(_add, actor=actor, now=now)):
        return QuestionUpload.objects.get(key=new.key, by=new.by)
    return row


def _said(said: ToCorrect) -> dict[str, str]:
    wishes = said.wishes
    return {
        "bank": said.bank,
        "format": wishes.format,
        "encoding": wishes.encoding,
        "language": wishes.language,
    }


def _refuse_many(new: NewTransfer) -> None:
    others = QuestionUpload.objects.filter(by=new.by, state__in=rules.WITH_FILE).exclude(key=new.key)
    on_the_way = others.filter(state__in=rules.ON_THE_WAY)
    if on_the_way.count() >= MOST_OPEN or others.count() >= MOST_KEPT:
        words = _("%(number)s files of yours are on the way already. Take in or cancel one of them first.")
        raise TooManyFiles(words % {"number": others.count()})


def _add(row: QuestionUpload, *, actor: Actor, now: datetime) -> None:
    with transaction.atomic(durable=True):
        User.objects.select_for_update().get(pk=row.by_id)  # two forms at once count each other
        _refuse_many(NewTransfer(row.key, row.by))
        row.save()
        facts = {"sha256": row.sha256, "bank": row.bank}
        audit.record(actor=actor, action=AuditAction.BRING_QUESTIONS, target=row, after=facts, now=now)
        ask_for_work(row, now=now)


def correct_upload(*, uuid: UUID, said: ToCorrect, actor: Actor, now: datetime) -> QuestionUpload:
    """Have a file read again as another format, encoding or language, or for another bank.

    A mapping that was made stays, unless the table has become another one.

    :raises UnusableBank: the bank's code is none.
    :raises FileNotReady: it is being read or taken in.
    :raises FileEnded: it is not kept any more.
    """
    refuse_no_code(said.bank)
    with transaction.atomic(durable=True):
        row = lock_upload(uuid)
        _refuse_busy(row, now=now)
        values: dict[str, Any] = _said(said)
        mapping = _mapping_that_stays(row, said)
        look = row.look if mapping else {}
        _read_again(row, actor=actor, now=now, mapping=mapping, look=look, **values)
    return row


def _mapping_that_stays(row: QuestionUpload, said: ToCorrect) -> dict[str, Any] | None:
    """Return the mapping that was confirmed, for the language said now; None if the table may be another one."""
    wishes = said.wishes
    if row.state != UploadState.READY or not row.mapping or not row.look:
        return None
    if (wishes.format, wishes.encoding) != (row.format, row.encoding):
        return None
    return {**row.mapping, "language": wishes.language or "zh"}


def _refuse_busy(row: QuestionUpload, *, now: datetime) -> None:
    """Refuse what is at work or over."""
    if rules.is_at_work(row.state):
        raise FileNotReady(_("This file is being worked on. Wait until that is done."))
    refuse_over(row, now=now)


def refuse_over(row: QuestionUpload, *, now: datetime) -> None:
    """Refuse what has no file any more.

    :raises FileEnded: always then.
    """
    if row.state not in rules.WITH_FILE or row.expires_at <= now:
        raise FileEnded(_("This file is not kept any more. Send it again."))


def _read_again(row: QuestionUpload, *, actor: Actor, now: datetime, **values: Any) -> None:
    changes = {"round": row.round + 1, "problems": [], "report": [], "expires_at": now + KEPT, **values}
    take_step(row, UploadState.READING, AuditAction.READ_QUESTIONS, actor=actor, now=now, **changes)
    ask_for_work(row, now=now)


def map_upload(*, uuid: UUID, said: ToMap, actor: Actor, now: datetime) -> QuestionUpload:
    """Say what the columns of a file mean and have it read; keep that under a name if one is given.

    :raises UnusableName: the name to save it under is none.
    :raises FileNotReady: it is being read or taken in, or it holds no tables.
    :raises FileEnded: it is not kept any more.
    """
    if said.save_as:
        refuse_name(said.save_as)
    with transaction.atomic(durable=True):
        row = lock_upload(uuid)
        _refuse_busy(row, now=now)
        if not row.look:
            raise FileNotReady(_("This file has no columns that could be named."))
        _read_again(row, actor=actor, now=now, mapping=dict(said.mapping))
        if said.save_as:
            keep_mapping(
                name=said.save_as, content=said.to_save or said.mapping, by=row.by, actor=actor, now=now
            )
    return row


def map_upload_as_saved(*, uuid: UUID, name: str, actor: Actor, now: datetime) -> QuestionUpload:
    """Read a file by a mapping that somebody saved.

    :raises MappingNotFound: nobody saved one under this name.
    :raises FileNotReady: it is being read or taken in, or it holds no tables.
    :raises FileEnded: it is not kept any more.
    """
    return map_upload(uuid=uuid, said=ToMap(get_mapping(name)), actor=actor, now=now)


def confirm_upload(
    *, uuid: UUID, round_: int, actor: Actor, now: datetime, same_codes: SameCodes = SameCodes.NEW
) -> QuestionUpload:
    """Say yes to the report of a reading and ask for the drafts. Saying it twice changes nothing.

    `same_codes`: what becomes of questions whose code the bank has.

    :raises FileNotReady: it is being read, or was read anew since the report was shown.
    :raises FileEnded: it is not kept any more.
    """
    with transaction.atomic(durable=True):
        row = lock_upload(uuid)
        if row.state in (UploadState.TAKING, UploadState.TAKEN):
            return row
        _refuse_busy(row, now=now)
        if row.state != UploadState.READY or row.round != round_:
            raise FileNotReady(_("This file was read anew since. Look at the report first."))
        changes = {"round": row.round + 1, "expires_at": now + KEPT, "same_codes": same_codes}
        take_step(row, UploadState.TAKING, AuditAction.CONFIRM_QUESTIONS, actor=actor, now=now, **changes)
        ask_for_work(row, now=now)
    return row


def discard_upload(*, uuid: UUID, actor: Actor, now: datetime) -> QuestionUpload:
    """Cancel: the file goes at once, and work on it ends without having written anything. Twice changes nothing.

    One that could not be read goes out of the list.

    :raises FileNotFound: there is no such upload.
    """
    with transaction.atomic(durable=True):
        row = lock_upload(uuid)
        if row.state in rules.UPLOAD_STEPS:
            take_step(row, UploadState.DISCARDED, AuditAction.END_QUESTIONS, actor=actor, now=now)
    return row


def tidy_unreadable(*, by: User, actor: Actor, now: datetime) -> int:
    """Put away every file of a person that could not be read, as it was or at all; return how many."""
    rows = QuestionUpload.objects.filter(by=by, state__in=rules.UNREADABLE, expires_at__gt=now)
    uuids = list(rows.order_by("pk").values_list("uuid", flat=True))
    for uuid in uuids:
        discard_upload(uuid=uuid, actor=actor, now=now)
    return len(uuids)


def retry_upload(*, uuid: UUID, actor: Actor, now: datetime) -> QuestionUpload:
    """Ask once more for work that broke off.

    :raises FileEnded: it is not kept any more.
    """
    with transaction.atomic(durable=True):
        row = lock_upload(uuid)
        if has_broken_off(row):
            refuse_over(row, now=now)
            row.round += 1
            row.save(update_fields=["round"])
            audit.record(actor=actor, action=AuditAction.RETRY_QUESTIONS, target=row, now=now)
            ask_for_work(row, now=now)
    return row
