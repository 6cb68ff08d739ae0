"""What accounts do by the clock, and the letters that wait."""

from uuid import UUID

from celery import shared_task

from lms.accounts.employers.signing_up import drop_old_sign_ups
from lms.accounts.letters import operations as letters
from lms.core import clock
from lms.core.actor import Actor
from lms.core.jobs import register_job
from lms.core.models import Job


@shared_task
def tidy_sign_ups() -> None:
    """End the sign-ups of employers whose address nobody confirmed, and letters that could not be sent."""
    drop_old_sign_ups(actor=Actor.system("sign-ups"), now=clock.now())
    letters.drop_old_letters(now=clock.now())


@register_job(letters.SEND_JOB)
def send_letter(job: Job) -> None:
    """Send one letter; done twice, it is sent once."""
    letters.send(letter_uuid=UUID(job.payload["letter"]))
