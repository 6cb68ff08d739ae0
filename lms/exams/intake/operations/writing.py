"""What a worker does with a confirmed file: its questions become drafts, all of them or none."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lms.core.actor import Actor
from lms.core.unreadable import UnreadableFile
from lms.core.written_files import keep_once_committed, taken_back_on_failure
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import FileDamaged
from lms.exams.intake.models import QuestionUpload, UploadState
from lms.exams.intake.operations.reading import Parts, Stopped, read_row, unless_stopped
from lms.exams.intake.operations.steps import WORKER, lock_upload, take_step
from lms.exams.intake.operations.taking import ImportedFile, NewImport, consider, keep_entries
from lms.exams.interchange import tables


def take_upload(*, uuid: UUID, now: datetime, parts: Parts) -> None:
    """Take a confirmed file into its bank on behalf of who confirmed it. Done twice it changes nothing."""
    row = QuestionUpload.objects.select_related("by").get(uuid=uuid)
    if row.state != UploadState.TAKING:
        return
    try:
        read = read_row(row, parts(1))
        entries = consider(read.reading, unless_stopped(row, parts(2)))
    except Stopped:
        return
    except (UnreadableFile, FileDamaged, tables.UnusableMapping):  # another file than the one that was read
        _refuse(row, now=now)
        return
    parts(3)(0, 1)
    actor = Actor(row.by.uuid, row.role)
    file = ImportedFile(row.name, row.sha256, read.mapping)
    about = NewImport(row.bank, file, read.reading.format, read.reading.encoding, row.by, row.same_codes)
    with taken_back_on_failure(), transaction.atomic(durable=True):
        keep_once_committed()
        locked = lock_upload(
            uuid
        )  # before the chain of the audit: who cancels meanwhile waits, and comes too late
        if (locked.state, locked.round) != (row.state, row.round):
            return
        origin, _rows = keep_entries(about, entries, actor=actor, now=now)
        take_step(locked, UploadState.TAKEN, AuditAction.END_QUESTIONS, actor=WORKER, now=now, origin=origin)


def _refuse(row: QuestionUpload, *, now: datetime) -> None:
    with transaction.atomic(durable=True):
        locked = lock_upload(row.uuid)
        if (locked.state, locked.round) == (row.state, row.round):
            problems = [{"code": "damaged"}]
            take_step(
                locked,
                UploadState.REFUSED,
                AuditAction.END_QUESTIONS,
                actor=WORKER,
                now=now,
                problems=problems,
            )
