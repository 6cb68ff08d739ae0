"""Background work of the app: checks of the audit chain."""

from uuid import UUID, uuid5

from celery import shared_task

from lms.auditing import operations
from lms.auditing.operations import CHECK_JOB
from lms.core import clock
from lms.core.jobs import register_job, report_progress
from lms.core.models import Job


@register_job(CHECK_JOB)
def check_chain_job(job: Job) -> None:
    """Check the chain for this job; again changes nothing."""

    def hear(done: int, total: int) -> None:
        report_progress(job, done=done, total=total)

    asked = job.payload.get("check")
    by = job.payload.get("by")
    operations.check_chain(
        uuid=UUID(asked) if asked else uuid5(job.uuid, CHECK_JOB),
        by=UUID(by) if by else None,
        clock=clock.now,
        heard=hear,
    )


@shared_task
def ask_for_nightly_check() -> None:
    """Asked each hour, done once a day: a worker that was away makes it late."""
    operations.ask_for_nightly_check(now=clock.now())
