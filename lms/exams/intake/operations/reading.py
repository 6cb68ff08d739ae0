"""What a worker does with a file that came in: look at it, or read it by what was said of it, and keep the report."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from lms.core.unreadable import UnreadableFile
from lms.core.workbooks.cells import Seen
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import FileDamaged
from lms.exams.intake import rules
from lms.exams.intake.looks import look_as_kept, questions_in
from lms.exams.intake.models import QuestionUpload, UploadState
from lms.exams.intake.operations.steps import WORKER, content_of, lock_upload, take_step
from lms.exams.intake.operations.taking import look_over
from lms.exams.intake.reading import ReadFile, Wishes, read_file
from lms.exams.intake.reports import as_kept, languages_of
from lms.exams.intake.summing import summary_as_kept
from lms.exams.interchange import tables

# Number of a part of the work -> who hears how much of it is done.
Parts = Callable[[int], Seen]


class Stopped(Exception):
    """Somebody cancelled the file, or had it read anew, while a worker was at it."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a reading ends with."""

    state: UploadState
    values: dict[str, Any]


def read_upload(*, uuid: UUID, now: datetime, parts: Parts) -> None:
    """Read the file and keep the report, or what has to be said first, or why it cannot be read."""
    row = QuestionUpload.objects.get(uuid=uuid)
    if row.state != UploadState.READING:
        return
    try:
        outcome = _outcome(row, parts)
    except Stopped:
        return
    with transaction.atomic(durable=True):
        locked = lock_upload(uuid)
        if (locked.state, locked.round) == (row.state, row.round):
            take_step(
                locked, outcome.state, AuditAction.READ_QUESTIONS, actor=WORKER, now=now, **outcome.values
            )


def _outcome(row: QuestionUpload, parts: Parts) -> _Outcome:
    try:
        read = read_row(row, parts(1))
    except UnreadableFile as error:
        state = UploadState.STUCK if error.code in rules.MENDABLE else UploadState.REFUSED
        return _Outcome(state, {"problems": [_problem(error)]})
    except FileDamaged:
        return _Outcome(UploadState.REFUSED, {"problems": [{"code": "damaged"}]})
    except tables.UnusableMapping as error:
        return _Outcome(UploadState.MAPPING, {"problems": [_problem(each) for each in error.problems]})
    return _looked_at(row, read) or _read(row, read, parts)


def read_row(row: QuestionUpload, seen: Seen) -> ReadFile:
    """Return what the file of a row holds, read as its person said.

    :raises UnreadableFile: it is refused as a whole.
    :raises FileDamaged: the kept file is not the one that was sent.
    :raises tables.UnusableMapping: the mapping does not fit.
    :raises Stopped: it was cancelled meanwhile.
    """
    mapping = tables.from_json(row.mapping) if row.mapping else None
    wishes = Wishes(row.format, row.encoding, row.language)
    return read_file(content_of(row), row.name, wishes, mapping, seen=unless_stopped(row, seen))


def unless_stopped(row: QuestionUpload, seen: Seen) -> Seen:
    """Return the hearer of progress, which ends the work when nobody wants it any more."""

    def hear(done: int, total: int) -> None:
        if not QuestionUpload.objects.filter(pk=row.pk, state=row.state, round=row.round).exists():
            raise Stopped
        seen(done, total)

    return hear


def _problem(error: UnreadableFile | tables.Problem) -> dict[str, str]:
    return {"code": error.code, "place": error.place, "detail": error.detail}


def _looked_at(row: QuestionUpload, read: ReadFile) -> _Outcome | None:
    """Return that somebody has to say more, or None: what was asked before and not answered is answered by that."""
    if read.look is None or (row.mapping is None and not read.needs_mapping):
        return None
    mapping = tables.to_json(read.look.proposal) if read.needs_mapping else read.mapping
    kept = look_as_kept(read.look, tables.from_json(mapping) if row.mapping else None)
    is_new = questions_in(kept) - questions_in(row.look)
    if read.needs_mapping or is_new:
        values: dict[str, Any] = {"look": kept, "mapping": mapping, "found": _found(read), "problems": []}
        return _Outcome(UploadState.MAPPING, values)
    row.look = kept
    return None


def _read(row: QuestionUpload, read: ReadFile, parts: Parts) -> _Outcome:
    rows = look_over(bank=row.bank, reading=read.reading, seen=unless_stopped(row, parts(2)))
    values: dict[str, Any] = {
        "look": row.look,
        "mapping": read.mapping,
        "found": _found(read) | summary_as_kept(read, rows),
        "report": as_kept(rows),
        "problems": [],
    }
    return _Outcome(UploadState.READY, values)


def _found(read: ReadFile) -> dict[str, Any]:
    """Return what was found out about a file."""
    language = read.look.proposal.language if read.look else ""
    languages = [str(language)] if language else languages_of(read.reading)
    return {"format": read.reading.format, "encoding": read.reading.encoding, "languages": languages}
