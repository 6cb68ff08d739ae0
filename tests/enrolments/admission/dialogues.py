"""A file of an admission as a registrar brings it, with the worker's jobs done at once."""

from uuid import uuid4

from django.core.files.base import ContentFile

from lms.core import jobs
from lms.core.actor import Actor
from lms.core.transfers.steps import NewTransfer
from lms.enrolments.admission import operations
from lms.enrolments.admission.models import AdmissionFile
from tests.factories.courses import NOW


def actor_of(user):
    """Return how a registrar acts."""
    return Actor(user.uuid, "registrar")


def work() -> None:
    """Do what the worker would."""
    for pk in jobs.due_jobs(now=jobs.clock.now()):
        jobs.run(job_id=pk)


def sent(user, site, data: bytes, *, name: str = "名单.xlsx", key=None) -> AdmissionFile:
    """Send a file and have it read."""
    file = ContentFile(data, name=name)
    row = operations.receive_file(
        new=NewTransfer(key or uuid4(), user), file=file, site=site, actor=actor_of(user), now=NOW
    )
    operations.read_file(uuid=row.uuid, seen=None, now=NOW)
    row.refresh_from_db()
    return row


def admitted(user, row: AdmissionFile) -> AdmissionFile:
    """Say yes to a file and have its people admitted."""
    operations.confirm_file(uuid=row.uuid, revision=row.revision, actor=actor_of(user), now=NOW)
    operations.admit_file(uuid=row.uuid, now=NOW)
    row.refresh_from_db()
    return row
