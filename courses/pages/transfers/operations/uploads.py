"""What people do with an upload: send the file, confirm what was shown, discard it."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from courses.pages.audit_actions import AuditAction
from courses.pages.errors import TooManyUploads, TransferEnded, UploadNotReady
from courses.pages.packs.differences import basis_of
from courses.pages.packs.loader import refuse_during_examination
from courses.pages.transfers import rules, storage
from courses.pages.transfers.models import PackUpload, UploadState
from courses.pages.transfers.operations.steps import (
    CHECK_JOB,
    KEPT,
    LOAD_JOB,
    NewTransfer,
    ask_for,
    has_broken_off,
    lock_upload,
    take_step,
)
from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.transfers.steps import add_with_file

MOST_OPEN = 3


def receive_upload(*, new: NewTransfer, file: File, actor: Actor, now: datetime) -> PackUpload:
    """Keep a file as it comes and ask for its check; nothing in it is looked at; its name is for the eye only.

    The same form sent twice is one upload.

    :raises TooManyUploads: this person has others that wait to be loaded or discarded.
    """
    known = PackUpload.objects.filter(key=new.key).first()
    if known is not None:
        return known
    _refuse_many(new)  # before a large file is written
    row = PackUpload(
        **new.about(file, actor=actor, now=now, kept=KEPT),
    )
    if not add_with_file(row, file, storage.FILES, partial(_add, actor=actor, now=now)):
        return PackUpload.objects.get(key=new.key)
    return row


def _refuse_many(new: NewTransfer) -> None:
    """Keep uploads of a few hundred megabytes each from filling the disk; the form itself, sent twice, is one."""
    others = PackUpload.objects.filter(by=new.by, state__in=rules.UPLOAD_STEPS).exclude(key=new.key)
    if others.count() >= MOST_OPEN:
        words = _("%(number)s files of yours are on the way in already. Load or discard one of them first.")
        raise TooManyUploads(words % {"number": MOST_OPEN})


def _add(row: PackUpload, *, actor: Actor, now: datetime) -> None:
    with transaction.atomic(durable=True):
        User.objects.select_for_update().get(pk=row.by_id)  # two forms at once count each other
        _refuse_many(NewTransfer(row.key, row.by))
        row.save()
        audit.record(
            actor=actor, action=AuditAction.UPLOAD_PACK, target=row, after={"sha256": row.sha256}, now=now
        )
        ask_for(CHECK_JOB, row, row.round, now=now)


def confirm_upload(*, uuid: UUID, sha256: str, by: User, actor: Actor, now: datetime) -> PackUpload:
    """Say yes to what the preview showed and ask for the load. Who comes second finds it confirmed.

    :raises TransferNotFound: there is no such upload.
    :raises TransferEnded: it has expired or was discarded or refused.
    :raises ExaminationRunning: somebody is being examined; it may be confirmed later.
    :raises UploadNotReady: it is still checked, is not the file that was shown, or something here was changed since:
        then it is checked anew.
    """
    with transaction.atomic(durable=True):
        row = lock_upload(uuid)
        if row.state in (UploadState.LOADING, UploadState.LOADED, UploadState.UNCHANGED):
            return row
        _refuse_unready(row, sha256, now=now)
        refuse_during_examination()
        row.round += 1
        is_stale = basis_of(row.preview["facts"]["programme"]) != row.basis
        if is_stale:
            take_step(
                row, UploadState.CHECKING, AuditAction.CHECK_PACK, actor=actor, now=now, round=row.round
            )
            ask_for(CHECK_JOB, row, row.round, now=now)
        else:
            _confirm(row, by, actor=actor, now=now)
    if is_stale:
        raise UploadNotReady(
            _(
                "Something of this programme was changed here since the preview. The file is being checked again."
            )
        )
    return row


def _refuse_unready(row: PackUpload, sha256: str, *, now: datetime) -> None:
    if row.state == UploadState.CHECKING or sha256 != row.sha256:
        raise UploadNotReady(_("This file is not ready to be loaded. Look at the preview first."))
    if row.state != UploadState.READY or row.expires_at <= now:
        raise TransferEnded(_("This file is not kept any more. Send it again."))


def _confirm(row: PackUpload, by: User, *, actor: Actor, now: datetime) -> None:
    take_step(
        row,
        UploadState.LOADING,
        AuditAction.CONFIRM_PACK,
        actor=actor,
        now=now,
        round=row.round,
        confirmed_by=by,
        confirmed_role=actor.role,
        reasons={},
        expires_at=now + KEPT,
    )
    ask_for(LOAD_JOB, row, row.round, now=now)


def discard_upload(*, uuid: UUID, actor: Actor, now: datetime) -> PackUpload:
    """Put an upload away that is not to be loaded; its file goes at once. Discarding twice changes nothing.

    :raises TransferNotFound: there is no such upload.
    :raises UploadNotReady: it is being loaded.
    """
    with transaction.atomic(durable=True):
        row = lock_upload(uuid)
        if row.state == UploadState.LOADING and not has_broken_off(row):
            raise UploadNotReady(_("This file is being loaded; that cannot be stopped half-way."))
        if row.state in rules.UPLOAD_STEPS:
            take_step(row, UploadState.DISCARDED, AuditAction.END_PACK_UPLOAD, actor=actor, now=now)
    return row
