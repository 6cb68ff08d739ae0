"""Puts away what is over: files whose day has passed, and what a process left when it died."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction

from lms.exams.audit_actions import AuditAction
from lms.exams.bank.models import Attached, ItemAttachment
from lms.exams.intake import rules
from lms.exams.intake.models import (
    DraftAttachment,
    ExportState,
    QuestionExport,
    QuestionUpload,
    UploadState,
)
from lms.exams.intake.operations.steps import FILES, WORKER, lock_export, lock_upload, take_step
from lms.exams.intake.operations.taking import FOLDER

# Long enough for whoever wonders where a picture went, and for a backup to be put back with its files.
UNUSED_FOR = timedelta(days=7)


def tidy_files(*, now: datetime) -> int:
    """Let what is older than its day expire, delete files that belong to nothing, and return how many rows expired."""
    old = {"expires_at__lte": now, "state__in": rules.WITH_FILE}
    uploads = QuestionUpload.objects.filter(**old).values_list("uuid", flat=True)
    exports = QuestionExport.objects.filter(**old).values_list("uuid", flat=True)
    number = sum(_expire_upload(uuid, now=now) for uuid in list(uploads))
    number += sum(_expire_export(uuid, now=now) for uuid in list(exports))
    _delete_strays(now=now)
    _delete_unused_pictures(now=now)
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


def _delete_unused_pictures(*, now: datetime) -> None:
    """Delete old pictures that no wording and no draft has: replaced ones, and those of writes that were killed.

    What is on a paper belongs to a wording, and wordings stay. Who has a picture is asked after the pictures were
    listed, so that what was taken up meanwhile is seen.
    """
    found = set(_pictures())
    unused = found - {*_files_of(ItemAttachment), *_files_of(DraftAttachment)}
    old = {name for name in unused if _is_older(name, now - UNUSED_FOR)}
    for name in old:
        default_storage.delete(name)
    for folder in {name.rpartition("/")[0] for name in old}:
        with suppress(OSError):  # it went, or somebody put a file into it at this moment
            if not any(default_storage.listdir(folder)):
                default_storage.delete(folder)


def _is_older(name: str, moment: datetime) -> bool:
    """Return whether a file is older than a moment; one that has vanished meanwhile is not."""
    try:
        return default_storage.get_modified_time(name) < moment
    except FileNotFoundError:
        return False


def _pictures() -> Iterator[str]:
    for folder in _listed(FOLDER)[0]:
        yield from (f"{FOLDER}/{folder}/{name}" for name in _listed(f"{FOLDER}/{folder}")[1])


def _listed(folder: str) -> tuple[list[str], list[str]]:
    """Return the folders and files in a folder; none of one that is not there, or not any more."""
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def _files_of(rows: type[Attached]) -> Iterator[str]:
    return rows._default_manager.exclude(file="").values_list("file", flat=True).iterator()
