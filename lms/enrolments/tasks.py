"""Background work of the app: files of admissions, proposed plans, and the weekly lists of people at risk."""

from uuid import UUID

from celery import shared_task

from lms.core import clock
from lms.core.jobs import register_job, report_progress
from lms.core.models import Job
from lms.enrolments.admission import operations
from lms.enrolments.admission.operations.files import ADMIT_JOB, READ_JOB
from lms.enrolments.planning.site_facts import PARTS
from lms.enrolments.proposals import operations as proposals
from lms.enrolments.proposals.operations import PLAN_JOB, RISK_JOB

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


@register_job(PLAN_JOB)
def propose_classes_job(job: Job) -> None:
    """Make the job's plan; again changes nothing."""

    def hear(part: int) -> None:
        report_progress(job, done=1 + part, total=2 + PARTS)

    hear(0)
    proposals.solve_proposal(uuid=UUID(job.payload["plan"]), heard=hear, now=clock.now())


@register_job(RISK_JOB)
def list_people_at_risk_job(job: Job) -> None:
    """Make the job's list; again changes nothing."""

    def hear(done: int, total: int) -> None:
        report_progress(job, done=done, total=max(total, 1))

    hear(0, 1)
    proposals.make_risk_list(uuid=UUID(job.payload["list"]), heard=hear, now=clock.now())


@shared_task
def make_weekly_risk_lists() -> None:
    """Ask for the lists that this week lacks. Idempotent."""
    proposals.ask_for_weekly_lists(now=clock.now())
