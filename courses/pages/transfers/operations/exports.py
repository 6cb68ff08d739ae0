"""A programme goes out: somebody asks for the file, a worker makes it, somebody fetches it."""

from collections.abc import Callable
from datetime import datetime
from typing import IO
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.catalog.api import ProgrammeVersion, VersionState
from courses.pages.audit_actions import AuditAction
from courses.pages.errors import ExportNotReady, TransferEnded, TransferNotFound
from courses.pages.packs.differences import in_each_language
from courses.pages.packs.export import MadePack, make_pack, record_export
from courses.pages.transfers import rules, storage
from courses.pages.transfers.models import ExportState, PackExport
from courses.pages.transfers.operations.loading import reasons_of
from courses.pages.transfers.operations.steps import (
    EXPORT_JOB,
    KEPT,
    NewTransfer,
    ask_for,
    has_broken_off,
    lock_export,
    take_step,
)
from lms.core import audit
from lms.core.actor import Actor
from lms.core.errors import Busy, DomainError


def request_export(*, new: NewTransfer, version_uuid: UUID, actor: Actor, now: datetime) -> PackExport:
    """Ask for the file of a published version. The same form sent twice is one export.

    :raises TransferNotFound: there is no such published version.
    """
    version = ProgrammeVersion.objects.filter(uuid=version_uuid, state=VersionState.PUBLISHED).first()
    if version is None:
        raise TransferNotFound(_("There is no published version at this address."))
    known = PackExport.objects.filter(key=new.key).first()
    if known is not None:
        return known
    row = PackExport(key=new.key, by=new.by, role=actor.role, at=now, version=version, expires_at=now + KEPT)
    try:
        with transaction.atomic(durable=True):
            row.save()
            audit.record(actor=actor, action=AuditAction.REQUEST_PACK_EXPORT, target=row, now=now)
            ask_for(EXPORT_JOB, row, 1, now=now)
    except IntegrityError:  # the other click was first
        return PackExport.objects.get(key=new.key)
    return row


def make_export(*, uuid: UUID, now: datetime, report: Callable[[int], None]) -> None:
    """Make the file that somebody asked for, on that person's behalf, or keep why it cannot be made."""
    row = PackExport.objects.select_related("by", "version__programme").get(uuid=uuid)
    if row.state != ExportState.MAKING:
        return
    actor = Actor(user_uuid=row.by.uuid, role=row.role)
    try:
        made = make_pack(version=row.version, now=now)
    except Busy:
        raise  # nothing is wrong with the programme: the job is done again
    except DomainError:
        reasons = in_each_language(lambda: _why_refused(row, now=now))
        with transaction.atomic(durable=True):
            _end(uuid, ExportState.REFUSED, now=now, reasons=reasons)
        return
    report(1)
    sha256 = storage.keep_bytes(uuid, made.content)
    with transaction.atomic(durable=True):
        values = {"sha256": sha256, "size": len(made.content), "expires_at": now + KEPT}
        notes = in_each_language(lambda: _notes_on(made)) if made.planned else {}
        is_ours = _end(uuid, ExportState.READY, now=now, reasons=notes, **values)
        if is_ours:
            record_export(made=made, version=row.version, actor=actor, now=now)
    if not is_ours and not PackExport.objects.filter(uuid=uuid, sha256=sha256).exists():
        storage.forget(uuid, sha256)  # discarded or made by another runner meanwhile


def _notes_on(made: MadePack) -> list[str]:
    words = _("These lessons have no published page here; the file has them in its plan only: %(codes)s.")
    return [words % {"codes": ", ".join(made.planned)}]


def _why_refused(row: PackExport, *, now: datetime) -> list[str]:
    try:
        make_pack(version=row.version, now=now)
    except DomainError as error:
        return reasons_of(error)
    return [_("Something here changed while the file was made. Ask for it again.")]


def _end(uuid: UUID, state: ExportState, *, now: datetime, **values: object) -> bool:
    """End the making, unless another runner of the job did; inside the caller's transaction. Return whether."""
    row = lock_export(uuid)
    is_ours = row.state == ExportState.MAKING
    if is_ours:
        take_step(row, state, AuditAction.END_PACK_EXPORT, actor=Actor.system("worker"), now=now, **values)
    return is_ours


def discard_export(*, uuid: UUID, actor: Actor, now: datetime) -> PackExport:
    """Put a file away before its day is over; it goes at once. Discarding twice changes nothing.

    :raises TransferNotFound: there is no such export.
    :raises ExportNotReady: it is being made.
    """
    with transaction.atomic(durable=True):
        row = lock_export(uuid)
        if row.state == ExportState.MAKING and not has_broken_off(row):
            raise ExportNotReady(_("This file is being made. Discard it when it is ready."))
        if row.state in rules.EXPORT_STEPS:
            take_step(row, ExportState.DISCARDED, AuditAction.END_PACK_EXPORT, actor=actor, now=now)
    return row


def fetch_export(*, uuid: UUID, actor: Actor, now: datetime) -> IO[bytes]:
    """Return the file and write down who took it: it holds keys of examination items.

    :raises TransferNotFound: there is no such export.
    :raises TransferEnded: the file is not made, or not kept any more.
    :raises UploadDamaged: the kept file is not the one that was made.
    """
    row = PackExport.objects.filter(uuid=uuid).first()
    if row is None:
        raise TransferNotFound(_("There is nothing at this address."))
    if row.state != ExportState.READY or row.expires_at <= now:
        raise TransferEnded(_("This file is not kept any more. Ask for a new one."))
    file = storage.open_kept(row.uuid, row.sha256)
    with transaction.atomic(durable=True):
        audit.record(actor=actor, action=AuditAction.DOWNLOAD_PACK, target=row, now=now)
    return file
