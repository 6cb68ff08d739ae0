"""Background work of the app: files of admissions are read, their people admitted, old ones put away."""

from uuid import UUID

from celery import shared_task

from lms.core import clock
from lms.core.jobs import register_job, report_progress
from lms.core.models import Job
from lms.enrolments.admission import operations
from lms.enrolments.admission.operations.files import ADMIT_JOB, READ_JOB

_WHOLE = 1000


@register_job(READ_JOB)
def read_admissions_job(job: Job) -> None:
    """Read the job's file; again changes nothing."""

    def hear(done: int, total: int) -> None:
        report_progress(job, done=int(_WHOLE * min(done / max(total, 1), 1)), total=_WHOLE)

    hear(0, 1)
    operations.read_file(uuid=UUID(job.payload["transfer"]), seen=hear, now=clock.now())


@register_job(ADMIT_JOB)
def admit_file_job(job: Job) -> None:
    """Admit the people of the job's file; again changes nothing."""
    report_progress(job, done=1, total=2)
    operations.admit_file(uuid=UUID(job.payload["transfer"]), now=clock.now())


@shared_task
def tidy_admission_files() -> None:
    """Let files expire that nobody confirmed. Idempotent."""
    operations.tidy_files(now=clock.now())
