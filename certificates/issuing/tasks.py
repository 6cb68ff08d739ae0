"""The background work of issuing: a job for each completion, entry of a batch and replacement; the sweep, the lists."""

import logging
from uuid import UUID

from certificates.issuing.batches.operations import issue_entry
from certificates.issuing.batches.queries import ENTRY_JOB
from certificates.issuing.ending.operations import carry_out
from certificates.issuing.ending.queries import ENDING_JOB
from certificates.issuing.keys.errors import CannotSign
from certificates.issuing.operations import ISSUE_JOB, issue_credential, request_credential
from certificates.issuing.queries import list_unissued_completions
from certificates.issuing.second.operations import sign_waiting
from certificates.issuing.status.models import StatusList
from certificates.issuing.status.operations import SIGN_LIST_JOB, sign_list, sign_stale_lists
from lms.core import clock
from lms.core.actor import Actor
from lms.core.jobs import register_job
from lms.core.models import Job

SWEEP_LIMIT = 500
logger = logging.getLogger(__name__)


@register_job(ISSUE_JOB)
def issue(job: Job) -> None:
    issue_credential(
        enrolment_uuid=UUID(job.payload["enrolment"]), actor=Actor.system("worker"), now=clock.now()
    )


@register_job(ENTRY_JOB)
def issue_of_batch(job: Job) -> None:
    issue_entry(entry_uuid=UUID(job.payload["entry"]), actor=Actor.system("worker"), now=clock.now())


@register_job(ENDING_JOB)
def make_successor(job: Job) -> None:
    carry_out(request_uuid=UUID(job.payload["request"]), actor=Actor.system("worker"), now=clock.now())


@register_job(SIGN_LIST_JOB)
def sign_status_list(job: Job) -> None:
    row = StatusList.objects.get(pk=job.payload["list"])
    sign_list(row, actor=Actor.system("worker"), now=clock.now())


def keep_status_lists() -> int:
    """Sign the lists that need it, and return how many did."""
    return sign_stale_lists(now=clock.now())


def sign_a_second_time() -> int:
    """Make second signatures that are missing, and return how many; the desk tells what waits longer."""
    try:
        return sign_waiting(actor=Actor.system("worker"), now=clock.now())
    except CannotSign:
        logger.exception("Second signatures wait: the command does not answer.")
        return 0


def sweep() -> int:
    """Ask for every credential that is missing, and return how many were."""
    waiting = list(list_unissued_completions().values_list("uuid", flat=True)[:SWEEP_LIMIT])
    for enrolment_uuid in waiting:
        request_credential(enrolment_uuid=enrolment_uuid, now=clock.now())
    return len(waiting)
