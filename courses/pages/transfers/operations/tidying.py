"""Puts away what is over: transfers whose day has passed, and files that a process left when it died."""

from datetime import datetime

from django.db import transaction

from courses.pages.audit_actions import AuditAction
from courses.pages.transfers import rules, storage
from courses.pages.transfers.models import ExportState, PackExport, PackUpload, UploadState
from courses.pages.transfers.operations.steps import lock_export, lock_upload, take_step
from lms.core.actor import Actor

SWEEPER = Actor.system("worker")


def tidy_transfers(*, now: datetime) -> int:
    """Let what is older than its day expire, delete files that belong to nothing, and return how many rows expired."""
    old = {"expires_at__lte": now}
    uploads = PackUpload.objects.filter(**old, state__in=rules.UPLOAD_STEPS)
    exports = PackExport.objects.filter(**old, state__in=rules.EXPORT_STEPS)
    number = sum(_expire_upload(row, now=now) for row in uploads)
    number += sum(_expire_export(row, now=now) for row in exports)
    _delete_strays(now=now)
    return number


def _expire_upload(row: PackUpload, *, now: datetime) -> bool:
    with transaction.atomic(durable=True):
        row = lock_upload(row.uuid)
        is_open = row.state in rules.UPLOAD_STEPS
        if is_open:
            take_step(row, UploadState.EXPIRED, AuditAction.END_PACK_UPLOAD, actor=SWEEPER, now=now)
    return is_open


def _expire_export(row: PackExport, *, now: datetime) -> bool:
    with transaction.atomic(durable=True):
        row = lock_export(row.uuid)
        is_open = row.state in rules.EXPORT_STEPS
        if is_open:
            take_step(row, ExportState.EXPIRED, AuditAction.END_PACK_EXPORT, actor=SWEEPER, now=now)
    return is_open


def _delete_strays(*, now: datetime) -> None:
    kept = list(storage.list_kept())
    rows = [
        *PackUpload.objects.filter(state__in=rules.UPLOAD_STEPS).values_list("uuid", "sha256"),
        *PackExport.objects.filter(state__in=rules.EXPORT_STEPS).values_list("uuid", "sha256"),
    ]
    needed = {storage.name_of(uuid, sha256) for uuid, sha256 in rows}
    storage.FILES.delete_strays(needed, kept, now=now)
