"""Background work of packs on their way; each job names its transfer and may be done twice."""

from uuid import UUID

from courses.pages.transfers import operations
from courses.pages.transfers.operations.steps import CHECK_JOB, EXPORT_JOB, LOAD_JOB
from courses.pages.transfers.presentation import STEPS
from lms.core import clock
from lms.core.jobs import register_job, report_progress
from lms.core.models import Job


class Report:
    """Tells the job row how many steps are done."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.total = STEPS[job.kind]
        self(0)

    def __call__(self, done: int) -> None:
        report_progress(self.job, done=done, total=self.total)


@register_job(CHECK_JOB)
def check(job: Job) -> None:
    operations.check_upload(uuid=UUID(job.payload["transfer"]), now=clock.now(), report=Report(job))


@register_job(LOAD_JOB)
def load(job: Job) -> None:
    operations.load_upload(uuid=UUID(job.payload["transfer"]), now=clock.now(), report=Report(job))


@register_job(EXPORT_JOB)
def export(job: Job) -> None:
    operations.make_export(uuid=UUID(job.payload["transfer"]), now=clock.now(), report=Report(job))


def tidy() -> None:
    """Put away what is over."""
    operations.tidy_transfers(now=clock.now())
