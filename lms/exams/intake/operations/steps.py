"""Building blocks: lock a file of questions, let it take its next step, ask for the work that follows."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lms.core.actor import Actor
from lms.core.models import Job
from lms.core.transfers import steps
from lms.core.transfers.files import DamagedFile, KeptFiles
from lms.core.transfers.steps import NewTransfer
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import FileDamaged, FileNotFound
from lms.exams.intake import rules
from lms.exams.intake.models import QuestionExport, QuestionUpload

__all__ = ["NewTransfer"]
READ_JOB, TAKE_JOB, WRITE_JOB = "exams.read_questions", "exams.take_questions", "exams.write_questions"
KEPT = timedelta(hours=24)
MOST_OPEN = 5  # files of one person on the way
MOST_KEPT = 15  # with those that could not be read
FILES = KeptFiles("questions", "bin")
UPLOADS = steps.Way(rules.UPLOAD_STEPS, rules.WITH_FILE, FILES)
EXPORTS = steps.Way(rules.EXPORT_STEPS, rules.WITH_FILE, FILES)
WORKER = Actor.system("worker")


def lock_upload(uuid: UUID) -> QuestionUpload:
    """Return the upload, locked for the caller's transaction.

    :raises FileNotFound: there is none.
    """
    row = QuestionUpload.objects.select_for_update().filter(uuid=uuid).first()
    if row is None:
        raise FileNotFound(_("There is nothing at this address."))
    return row


def lock_export(uuid: UUID) -> QuestionExport:
    """Return the export, locked for the caller's transaction.

    :raises FileNotFound: there is none.
    """
    row = QuestionExport.objects.select_for_update().filter(uuid=uuid).first()
    if row is None:
        raise FileNotFound(_("There is nothing at this address."))
    return row


def take_step(
    row: QuestionUpload | QuestionExport,
    state: str,
    action: AuditAction,
    *,
    actor: Actor,
    now: datetime,
    **values: Any,
) -> None:
    """Give the row its next state and further values; what was read of a file goes with the file."""
    way = UPLOADS if isinstance(row, QuestionUpload) else EXPORTS
    if isinstance(row, QuestionUpload) and state not in rules.WITH_FILE:
        values = {"look": {}, "report": [], "problems": [], **values}
    steps.take_step(row, steps.Step(state, action), way, actor=actor, now=now, **values)


def content_of(row: QuestionUpload) -> bytes:
    """Return the bytes of a kept file.

    :raises FileDamaged: they are not those that were sent.
    """
    try:
        with FILES.open(row.uuid, row.sha256) as file:
            return file.read()
    except DamagedFile as error:
        raise FileDamaged(_("The kept file is not the one that was sent. Send it again.")) from error


def job_of(row: QuestionUpload | QuestionExport) -> Job | None:
    """Return the work that is being done on a file, or was done last."""
    return Job.objects.filter(kind=kind_of(row), key=f"{row.uuid}:{row.round}").first()


def kind_of(row: QuestionUpload | QuestionExport) -> str:
    """Return the kind of work that a row waits for."""
    if isinstance(row, QuestionExport):
        return WRITE_JOB
    return TAKE_JOB if row.state == rules.TAKING else READ_JOB


def has_broken_off(row: QuestionUpload | QuestionExport) -> bool:
    """Return whether work is needed that nobody will do any more."""
    return rules.is_at_work(row.state) and steps.is_given_up(job_of(row))


def ask_for_work(row: QuestionUpload | QuestionExport, *, now: datetime) -> None:
    """Ask a worker for the next piece of work on a row; each round is a job of its own."""
    steps.ask_for(kind_of(row), row, row.round, now=now)
