"""Background work of the app: the sweep that closes what ran out of time, and the job that marks."""

from uuid import UUID

from celery import shared_task
from celery.signals import worker_init
from django.utils import translation

from lms.core import clock
from lms.core.actor import Actor
from lms.core.jobs import register_job, report_progress
from lms.core.models import Job
from lms.exams.errors import AttemptNotOpen, EvidenceUndecided, MarksMissing
from lms.exams.intake import tasks as intake
from lms.exams.marking.operations import mark_attempt
from lms.exams.paperdesk.operations import DRAW_JOB, draw_ordered
from lms.exams.reserve import operations as reserve
from lms.exams.reserve.packets import LAY_OUT_JOB
from lms.exams.sittings import operations, pulse
from lms.exams.sittings.operations.ending import MARK_JOB
from lms.exams.sittings.operations.scheduling import FIGURES_JOB
from lms.exams.statistics.operations import ask_for_figures, reckon_when_ready


@worker_init.connect
def count_by_the_monotonic_clock(**_kwargs: object) -> None:
    pulse.start()


@shared_task
def keep_time() -> None:
    """Keep the time from the worker too: when the web server is away, the proposed outage grows meanwhile."""
    pulse.beat(is_web=False)


@shared_task
def close_overdue_attempts() -> int:
    """Close what ran out of time; nothing while candidates could not have reached the web server."""
    pulse.beat(is_web=False)
    now = pulse.now()
    if operations.is_web_away(now=now):
        return 0
    return operations.close_overdue_attempts(actor=Actor.system("worker"), now=now)


@register_job(MARK_JOB)
def mark_attempt_job(job: Job) -> None:
    """Mark the attempt that the job names; marking twice changes nothing.

    What waits for a decision or a marker, was reopened or declared void is asked for again when that has ended.
    """
    uuid = UUID(job.payload["attempt"])
    try:
        mark_attempt(attempt_uuid=uuid, actor=Actor.system("worker"), now=clock.now())
    except (EvidenceUndecided, AttemptNotOpen, MarksMissing):
        return
    # Looked at after the mark is committed: either this sees the sitting closed, or its closing sees the mark.
    ask_for_figures(attempt_uuid=uuid, now=clock.now())


@register_job(FIGURES_JOB)
def reckon_figures_job(job: Job) -> None:
    """Reckon the figures of the job's sitting once all of it is released; again changes nothing."""
    reckon_when_ready(
        sitting_uuid=UUID(job.payload["sitting"]), actor=Actor.system("worker"), now=clock.now()
    )


@shared_task
def tidy_question_files() -> None:
    """Let files of questions expire, and delete files that belong to nothing. Idempotent."""
    intake.tidy()


@register_job(DRAW_JOB)
def draw_papers_job(job: Job) -> None:
    """Draw what the order asks for; an order that was drawn or cancelled stays as it is."""
    report_progress(job, done=1, total=2)
    draw_ordered(uuid=UUID(job.payload["order"]), now=clock.now())


@register_job(LAY_OUT_JOB)
def lay_out_reserve_job(job: Job) -> None:
    """Lay out the packet that was asked for; laid out, sealed or struck out it stays as it is."""
    with translation.override(job.payload["language"]):
        reserve.lay_out(
            step_uuid=UUID(job.payload["step"]),
            now=clock.now(),
            seen=lambda done, total: report_progress(job, done=done, total=total),
        )


@shared_task
def tidy_reserve_files() -> None:
    """Delete files of packets that were kept long enough, and those that belong to nothing. Idempotent."""
    reserve.tidy_files(now=clock.now())
