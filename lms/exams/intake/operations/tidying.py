"""Puts away what is over: files whose day has passed, and what a process left when it died."""

from datetime import datetime
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction

from lms.core.transfers.files import UNKNOWN_FOR
from lms.exams.audit_actions import AuditAction
from lms.exams.intake import rules
from lms.exams.intake.models import ExportState, ItemImport, QuestionExport, QuestionUpload, UploadState
from lms.exams.intake.operations.steps import FILES, WORKER, lock_export, lock_upload, take_step
from lms.exams.intake.operations.taking import FOLDER


def tidy_files(*, now: datetime) -> int:
    """Let what is older than its day expire, delete files that belong to nothing, and return how many rows expired."""
    old = {"expires_at__lte": now, "state__in": rules.WITH_FILE}
    uploads = QuestionUpload.objects.filter(**old).values_list("uuid", flat=True)
    exports = QuestionExport.objects.filter(**old).values_list("uuid", flat=True)
    number = sum(_expire_upload(uuid, now=now) for uuid in list(uploads))
    number += sum(_expire_export(uuid, now=now) for uuid in list(exports))
    _delete_strays(now=now)
    _delete_stray_pictures(now=now)
    return number


def _expire_upload(uuid: UUID, *, now: datetime) -> bool:
    with transaction.atomic(durable=True):
        row = lock_upload(uuid)
        is_over = row.state in rules.WITH_FILE and row.expires_at <= now
        if is_over:
            take_step(row, UploadState.EXPIRED, AuditAction.END_QUESTIONS, actor=WORKER, now=now)
    return is_over


def _expire_export(uuid: UUID, *, now: datetime) -> bool:
    with transaction.atomic(durable=True):
        row = lock_export(uuid)
        is_over = row.state in rules.WITH_FILE and row.expires_at <= now
        if is_over:
            take_step(row, ExportState.EXPIRED, AuditAction.END_QUESTIONS, actor=WORKER, now=now)
    return is_over


def _delete_strays(*, now: datetime) -> None:
    kept = list(FILES.list_kept())
    rows = [
        *QuestionUpload.objects.filter(state__in=rules.WITH_FILE).values_list("uuid", "sha256"),
        *QuestionExport.objects.filter(state__in=rules.WITH_FILE).values_list("uuid", "sha256"),
    ]
    FILES.delete_strays({FILES.name_of(uuid, sha256) for uuid, sha256 in rows}, kept, now=now)


def _delete_stray_pictures(*, now: datetime) -> None:
    """Delete the pictures of imports that were never committed: their process was killed while it wrote."""
    try:
        folders = default_storage.listdir(FOLDER)[0]
    except FileNotFoundError:
        return
    known = {uuid.hex for uuid in ItemImport.objects.values_list("uuid", flat=True)}
    for folder in set(folders) - known:
        names = [f"{FOLDER}/{folder}/{name}" for name in default_storage.listdir(f"{FOLDER}/{folder}")[1]]
        if all(default_storage.get_modified_time(name) < now - UNKNOWN_FOR for name in names):
            for name in names:
                default_storage.delete(name)
            default_storage.delete(f"{FOLDER}/{folder}")
