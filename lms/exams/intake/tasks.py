"""Background work on files of questions; each job names its file and may be done twice."""

from uuid import UUID

from lms.core import clock
from lms.core.jobs import register_job, report_progress
from lms.core.models import Job
from lms.core.workbooks.cells import Seen
from lms.exams.intake import operations
from lms.exams.intake.operations.steps import READ_JOB, TAKE_JOB, WRITE_JOB
from lms.exams.intake.presentation import PARTS, WHOLE


class Parts:
    """Tells the job row how much of the work is done, part by part, in thousandths."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.parts = PARTS[job.kind]
        self(1)(0, 1)

    def __call__(self, number: int) -> Seen:
        """Return who hears of the part with this number."""

        def hear(done: int, total: int) -> None:
            share = (number - 1 + min(done / max(total, 1), 1)) / self.parts
            report_progress(self.job, done=int(WHOLE * share), total=WHOLE)

        return hear


@register_job(READ_JOB)
def read(job: Job) -> None:
    operations.read_upload(uuid=UUID(job.payload["transfer"]), now=clock.now(), parts=Parts(job))


@register_job(TAKE_JOB)
def take(job: Job) -> None:
    operations.take_upload(uuid=UUID(job.payload["transfer"]), now=clock.now(), parts=Parts(job))


@register_job(WRITE_JOB)
def write(job: Job) -> None:
    operations.make_export(uuid=UUID(job.payload["transfer"]), now=clock.now())


def tidy() -> None:
    """Put away what is over."""
    operations.tidy_files(now=clock.now())
