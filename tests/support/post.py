"""The letters of a test, after a worker has sent those that wait."""

from django.core import mail
from django.core.mail import EmailMessage

from lms.accounts import tasks  # noqa: F401 - the handler, which a worker loads
from lms.accounts.letters.operations import SEND_JOB
from lms.core import jobs
from lms.core.models import Job, JobState


def posted() -> list[EmailMessage]:
    """Send the letters that wait, and return all that were sent, the oldest first."""
    waiting = Job.objects.filter(kind=SEND_JOB, state=JobState.QUEUED).order_by("pk")
    for pk in list(waiting.values_list("pk", flat=True)):
        jobs.run(job_id=pk)
    return mail.outbox
