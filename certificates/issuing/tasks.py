"""The background work of issuing: one job per completion, and the sweep for what a crash left."""

from uuid import UUID

from django.db import transaction

from certificates.issuing.operations import issue_credential
from certificates.issuing.queries import list_unissued_completions
from lms.core import clock
from lms.core.actor import Actor
from lms.core.jobs import enqueue, register_job
from lms.core.models import Job

ISSUE = "certificates.issue"
SWEEP_LIMIT = 500


@register_job(ISSUE)
def issue(job: Job) -> None:
    issue_credential(
        enrolment_uuid=UUID(job.payload["enrolment"]), actor=Actor.system("worker"), now=clock.now()
    )


def request_issue(enrolment_uuid: UUID) -> None:
    """Note that the completed enrolment waits for its credential; asking again changes nothing."""
    key = str(enrolment_uuid)
    with transaction.atomic():
        enqueue(kind=ISSUE, key=key, payload={"enrolment": key}, now=clock.now())


def sweep() -> int:
    """Ask for every credential that is missing, and return how many were."""
    waiting = list(list_unissued_completions().values_list("uuid", flat=True)[:SWEEP_LIMIT])
    for enrolment_uuid in waiting:
        request_issue(enrolment_uuid)
    return len(waiting)
