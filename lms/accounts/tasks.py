"""What accounts do by the clock."""

from celery import shared_task

from lms.accounts.employers.signing_up import drop_old_sign_ups
from lms.core import clock
from lms.core.actor import Actor


@shared_task
def tidy_sign_ups() -> None:
    """End the sign-ups of employers whose address nobody confirmed."""
    drop_old_sign_ups(actor=Actor.system("sign-ups"), now=clock.now())
