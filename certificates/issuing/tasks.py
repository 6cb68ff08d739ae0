"""The background work of issuing: one job per completion, and the sweep for what a crash left."""

from uuid import UUID

from certificates.issuing.operations import ISSUE_JOB, issue_credential, request_credential
from certificates.issuing.queries import list_unissued_completions
from lms.core import clock
from lms.core.actor import Actor
from lms.core.jobs import register_job
from lms.core.models import Job

SWEEP_LIMIT = 500


@register_job(ISSUE_JOB)
def issue(job: Job) -> None:
    issue_credential(
        enrolment_uuid=UUID(job.payload["enrolment"]), actor=Actor.system("worker"), now=clock.now()
    )


def sweep() -> int:
    """Ask for every credential that is missing, and return how many were."""
    waiting = list(list_unissued_completions().values_list("uuid", flat=True)[:SWEEP_LIMIT])
    for enrolment_uuid in waiting:
        request_credential(enrolment_uuid=enrolment_uuid, now=clock.now())
    return len(waiting)
