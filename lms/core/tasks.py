"""Core's Celery tasks: run one job, and ring again for what a crash or a lost message left."""

from celery import shared_task

from lms.core import clock, jobs


@shared_task
def run_job(job_id: int) -> None:
    jobs.run(job_id=job_id)


@shared_task
def ring_due_jobs() -> None:
    for job_id in jobs.due_jobs(now=clock.now()):
        run_job.delay(job_id)
