"""Background work: the job row is the truth (state, lease, attempt, key); Celery carries its id only.

A message may be lost, doubled or late: `lease_job` lets one runner in, the sweep rings again, handlers are idempotent.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from django.db import transaction
from django.db.models import F, Q, QuerySet

from lms.core import clock
from lms.core.models import Job, JobState

Handler = Callable[[Job], None]
Answer = TypeVar("Answer")
LEASE = timedelta(minutes=2)
SIGN_EVERY = 5.0  # seconds
MAX_ATTEMPTS = 8
KEPT = timedelta(days=90)
logger = logging.getLogger(__name__)
_handlers: dict[str, Handler] = {}


def register_job(kind: str) -> Callable[[Handler], Handler]:
    """Name the function that does jobs of this kind; it must be idempotent."""

    def remember(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return remember


def list_kinds() -> list[str]:
    """Return every kind of work that has a handler."""
    return sorted(_handlers)


def enqueue(*, kind: str, key: str, payload: dict, now: datetime) -> Job:
    """Write the job row once per (kind, key) in the caller's transaction and ring the worker on commit."""
    job, _created = Job.objects.get_or_create(
        kind=kind, key=key, defaults={"payload": payload, "created_at": now, "not_before": now}
    )
    if job.state == JobState.QUEUED:
        transaction.on_commit(partial(ring, job.pk))
    return job


def ring(job_id: int) -> None:
    """Tell a worker that this job waits. A broker that is away only delays: the sweep rings again."""
    from lms.core.tasks import run_job

    try:
        run_job.delay(job_id)
    except Exception:  # the row is committed; the sweep will ring
        logger.warning("Broker did not take job %s; the sweep rings again.", job_id)


def due_jobs(*, now: datetime) -> list[int]:
    """Return the ids of jobs that wait, or whose runner's lease has run out."""
    waiting = Q(state=JobState.QUEUED, not_before__lte=now)
    abandoned = Q(state=JobState.RUNNING, lease_until__lt=now)
    return list(Job.objects.filter(waiting | abandoned).order_by("pk").values_list("pk", flat=True)[:200])


def lease_job(*, job_id: int, now: datetime) -> Job | None:
    """Take the job for one runner, or return None when another holds it or it has ended."""
    with transaction.atomic(durable=True):
        job = Job.objects.select_for_update().filter(pk=job_id).first()
        free = job is not None and (
            (job.state == JobState.QUEUED and job.not_before <= now)
            or (job.state == JobState.RUNNING and job.lease_until is not None and job.lease_until < now)
        )
        if not free or job is None:
            return None
        if job.state == JobState.RUNNING and job.attempts >= MAX_ATTEMPTS:
            _give_up(job, now=now)
            return None
        job.state, job.lease_until, job.attempts = JobState.RUNNING, now + LEASE, job.attempts + 1
        job.save(update_fields=["state", "lease_until", "attempts"])
        return job


def _give_up(job: Job, *, now: datetime) -> None:
    """End a job whose runners die with it (no memory, a crash in a library): it would take the workers one by one."""
    logger.error("Job %s (%s) took its runner down %s times; given up.", job.pk, job.kind, job.attempts)
    job.state, job.finished_at, job.error_code = JobState.FAILED, now, "runner_died"
    job.save(update_fields=["state", "finished_at", "error_code"])


def run(*, job_id: int) -> JobState | None:
    """Do one job if it is free, and write how it ended; None when it was not free or another runner has it by now."""
    job = lease_job(job_id=job_id, now=clock.now())
    if job is None:
        return None
    try:
        _handlers[job.kind](job)
    except Exception as error:
        logger.exception("Job %s (%s) failed at attempt %s.", job.pk, job.kind, job.attempts)
        return _put_back(job, error=error, now=clock.now())
    return _finish(job, now=clock.now())


def retry_failed(*, now: datetime) -> int:
    """Let every job that was given up have one more attempt, and return how many; for after the cause is mended."""
    with transaction.atomic(durable=True):
        failed = Job.objects.select_for_update().filter(state=JobState.FAILED)
        ids = list(failed.values_list("pk", flat=True))
        Job.objects.filter(pk__in=ids).update(state=JobState.QUEUED, not_before=now, finished_at=None)
    for job_id in ids:
        ring(job_id)
    return len(ids)


def report_progress(job: Job, *, done: int, total: int) -> None:
    """Keep what a person sees of a long job, and hold on to the lease."""
    _held_by(job).update(progress_done=done, progress_total=total, lease_until=clock.now() + LEASE)


def while_alive(work: Callable[[], Answer], sign: Callable[[], None]) -> Answer:
    """Do long work that cannot report itself (a solver), and give signs of life meanwhile and at its end.

    The work is done in a thread of its own and must not touch the database: connections belong to threads.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        doing = pool.submit(work)
        while not doing.done():
            wait([doing], timeout=SIGN_EVERY)
            sign()
        return doing.result()


def _held_by(job: Job) -> QuerySet[Job]:
    """Return the row while this attempt holds it, else nothing: who lost the lease writes no state any more."""
    return Job.objects.filter(pk=job.pk, attempts=job.attempts, state=JobState.RUNNING)


def _finish(job: Job, *, now: datetime) -> JobState | None:
    kept = _held_by(job).update(
        state=JobState.DONE, finished_at=now, error_code="", progress_done=F("progress_total")
    )
    return JobState.DONE if kept else None


def _put_back(job: Job, *, error: Exception, now: datetime) -> JobState | None:
    state = JobState.FAILED if job.attempts >= MAX_ATTEMPTS else JobState.QUEUED
    kept = _held_by(job).update(
        state=state,
        not_before=now + _pause_after(job.attempts),
        error_code=str(getattr(error, "code", type(error).__name__))[:200],
        finished_at=now if state == JobState.FAILED else None,
    )
    return state if kept else None


def _pause_after(attempts: int) -> timedelta:
    """Return 2, 8, 32 ... seconds: the eight attempts span three hours, longer than a storage is usually away."""
    return timedelta(seconds=2 ** min(2 * attempts - 1, 13))


def delete_old_jobs(*, now: datetime) -> int:
    """Delete jobs that were done longer ago than they are kept, and return how many; failed ones stay."""
    old = Job.objects.filter(state=JobState.DONE, finished_at__lt=now - KEPT)
    return old.delete()[0]
