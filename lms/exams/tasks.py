"""Background work of the app: the sweep that closes what ran out of time, and the job that marks."""

from uuid import UUID

from celery import shared_task

from lms.core import clock
from lms.core.actor import Actor
from lms.core.jobs import register_job
from lms.core.models import Job
from lms.exams.intake import tasks as intake
from lms.exams.marking.operations import mark_attempt
from lms.exams.sittings import operations
from lms.exams.sittings.operations.ending import MARK_JOB


@shared_task
def close_overdue_attempts() -> int:
    return operations.close_overdue_attempts(actor=Actor.system("worker"), now=clock.now())


@register_job(MARK_JOB)
def mark_attempt_job(job: Job) -> None:
    """Mark the attempt that the job names; marking twice changes nothing."""
    mark_attempt(attempt_uuid=UUID(job.payload["attempt"]), actor=Actor.system("worker"), now=clock.now())


@shared_task
def tidy_question_files() -> None:
    """Let files of questions expire, and delete files that belong to nothing. Idempotent."""
    intake.tidy()
