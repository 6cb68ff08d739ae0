"""The work behind published files: jobs that issuing asked for, and the timer that keeps them complete."""

from functools import partial

from certificates.issuing.outside import ENTRIES_JOB, RECORD_JOB, is_wanted
from certificates.published import operations
from lms.core import clock
from lms.core.jobs import register_job, report_progress
from lms.core.models import Job


@register_job(RECORD_JOB)
def publish_record(job: Job) -> None:
    operations.publish_record(job.payload["record"])


@register_job(ENTRIES_JOB)
def publish_entries(job: Job) -> None:
    operations.publish_entries(job.payload["first"], job.payload["last"])


@register_job(operations.EVERYTHING_JOB)
def publish_everything(job: Job) -> None:
    told = partial(_report, job)
    operations.publish_everything(now=clock.now(), progress=told)


def keep() -> None:
    """Keep the files complete and their age told, where somebody reads them."""
    if is_wanted():
        operations.keep_published(now=clock.now())


def _report(job: Job, done: int, total: int) -> None:
    report_progress(job, done=done, total=total)
