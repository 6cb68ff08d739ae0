"""Core's Celery tasks: run one job, and ring again for what a crash or a lost message left."""

from celery import shared_task
from django.core.management import call_command

from lms.core import clock, jobs


@shared_task
def run_job(job_id: int) -> None:
    jobs.run(job_id=job_id)


@shared_task
def ring_due_jobs() -> None:
    for job_id in jobs.due_jobs(now=clock.now()):
        run_job.delay(job_id)


@shared_task
def tidy_up() -> None:
    """Once a day: remove jobs that ended long ago and sessions that ran out."""
    jobs.delete_old_jobs(now=clock.now())
    call_command("clearsessions")
