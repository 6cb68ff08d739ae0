"""Work on a transfer that was given up is asked for once more; asking again while it waits changes nothing."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from courses.pages.audit_actions import AuditAction
from courses.pages.errors import TransferEnded
from courses.pages.transfers import rules
from courses.pages.transfers.models import PackExport, PackUpload
from courses.pages.transfers.operations.steps import (
    CHECK_JOB,
    EXPORT_JOB,
    LOAD_JOB,
    ask_for,
    has_broken_off,
    lock_export,
    lock_upload,
)
from lms.core import audit
from lms.core.actor import Actor
from lms.core.models import Job
from lms.core.transfers.models import Transfer


def retry_upload(*, uuid: UUID, actor: Actor, now: datetime) -> PackUpload:
    """Ask once more for the check or the load that broke off.

    :raises TransferNotFound: there is no such upload.
    :raises TransferEnded: its day is over.
    """
    with transaction.atomic(durable=True):
        row = lock_upload(uuid)
        if has_broken_off(row):
            _refuse_old(row, now=now)
            row.round += 1
            row.save(update_fields=["round"])
            kind = CHECK_JOB if row.state == rules.CHECKING else LOAD_JOB
            _ask_again(kind, row, row.round, actor=actor, now=now)
    return row


def retry_export(*, uuid: UUID, actor: Actor, now: datetime) -> PackExport:
    """Ask once more for a file whose making broke off.

    :raises TransferNotFound: there is no such export.
    :raises TransferEnded: its day is over.
    """
    with transaction.atomic(durable=True):
        row = lock_export(uuid)
        if has_broken_off(row):
            _refuse_old(row, now=now)
            earlier = Job.objects.filter(kind=EXPORT_JOB, key__startswith=f"{row.uuid}:").count()
            _ask_again(EXPORT_JOB, row, earlier + 1, actor=actor, now=now)
    return row


def _refuse_old(row: Transfer, *, now: datetime) -> None:
    if row.expires_at <= now:
        raise TransferEnded(_("This file is not kept any more. Send it again."))


def _ask_again(kind: str, row: Transfer, round_: int, *, actor: Actor, now: datetime) -> None:
    audit.record(actor=actor, action=AuditAction.RETRY_PACK, target=row, after={"job": kind}, now=now)
    ask_for(kind, row, round_, now=now)
