"""Building blocks: lock a row, let it take its next step with an audit row, ask for the work that follows."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from courses.pages.audit_actions import AuditAction
from courses.pages.errors import TransferNotFound
from courses.pages.transfers import rules, storage
from courses.pages.transfers.models import PackExport, PackUpload
from lms.core.actor import Actor
from lms.core.models import Job
from lms.core.transfers import steps
from lms.core.transfers.models import Transfer
from lms.core.transfers.steps import NewTransfer, ask_for

__all__ = ["NewTransfer", "ask_for"]
CHECK_JOB, LOAD_JOB, EXPORT_JOB = "pages.check_pack", "pages.load_pack", "pages.export_pack"
# A preview is of a day; whoever comes back later sees what has become of it.
KEPT = timedelta(hours=24)
UPLOADS = steps.Way(rules.UPLOAD_STEPS, rules.WITH_FILE, storage.FILES)
EXPORTS = steps.Way(rules.EXPORT_STEPS, rules.WITH_FILE, storage.FILES)


def lock_upload(uuid: UUID) -> PackUpload:
    """Return the upload, locked for the caller's transaction.

    :raises TransferNotFound: there is none.
    """
    row = PackUpload.objects.select_for_update().filter(uuid=uuid).first()
    if row is None:
        raise TransferNotFound(_("There is nothing at this address."))
    return row


def lock_export(uuid: UUID) -> PackExport:
    """Return the export, locked for the caller's transaction.

    :raises TransferNotFound: there is none.
    """
    row = PackExport.objects.select_for_update().filter(uuid=uuid).first()
    if row is None:
        raise TransferNotFound(_("There is nothing at this address."))
    return row


def take_step(
    row: Transfer, state: str, action: AuditAction, *, actor: Actor, now: datetime, **values: Any
) -> None:
    """Give the row its next state and further values, with the audit row; its file goes when nobody needs it."""
    way = UPLOADS if isinstance(row, PackUpload) else EXPORTS
    steps.take_step(row, steps.Step(state, action), way, actor=actor, now=now, **values)


def job_of(row: PackUpload | PackExport) -> Job | None:
    """Return the work that is being done on a transfer, or was done last."""
    if isinstance(row, PackExport):
        return Job.objects.filter(kind=EXPORT_JOB, key__startswith=f"{row.uuid}:").order_by("-pk").first()
    kind = CHECK_JOB if row.state == rules.CHECKING else LOAD_JOB
    return Job.objects.filter(kind=kind, key=f"{row.uuid}:{row.round}").first()


def has_broken_off(row: PackUpload | PackExport) -> bool:
    """Return whether work is needed that nobody will do any more."""
    return rules.is_at_work(row.state) and steps.is_given_up(job_of(row))
