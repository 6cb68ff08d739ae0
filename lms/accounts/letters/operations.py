"""A letter is kept sealed, and a job sends it: a mail server that is away delays it and stops nobody.

At least once: a runner that dies between sending and forgetting sends it again, with the same Message-ID.
"""

import json
import logging
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import transaction

from lms.accounts.letters.models import Letter
from lms.core.jobs import enqueue
from lms.core.mail_server import name_of_sender

SEND_JOB = "accounts.send_letter"
KEPT = timedelta(days=3)
PERMANENT = 500  # SMTP answers from here on will be the same tomorrow
logger = logging.getLogger(__name__)


def post(message: EmailMessage, *, now: datetime) -> Letter:
    """Keep a letter of plain text until a worker has sent it."""
    content = {
        "to": message.to,
        "from": message.from_email,
        "subject": message.subject,
        "body": message.body,
    }
    with transaction.atomic():
        letter = Letter.objects.create(content=json.dumps(content, ensure_ascii=False), made_at=now)
        enqueue(kind=SEND_JOB, key=str(letter.uuid), payload={"letter": str(letter.uuid)}, now=now)
    return letter


def send(*, letter_uuid: UUID) -> None:
    """Send a letter and forget it. One that was sent, or that ended meanwhile, is no work any more.

    An error of the mail server goes on to the job, which tries again later; an address that it refuses for good does
    not: nothing of it will be better tomorrow.
    """
    letter = Letter.objects.filter(uuid=letter_uuid).first()
    if letter is None:
        return
    try:
        _message(letter).send()
    except SMTPRecipientsRefused as error:
        if any(code < PERMANENT for code, _said in error.recipients.values()):
            raise
        logger.warning("The mail server refuses the address of letter %s for good.", letter.uuid)
    letter.delete()


def drop_old_letters(*, now: datetime) -> int:
    """Forget letters that could not be sent in three days: their links have ended. Return how many."""
    count, _of_each = Letter.objects.filter(made_at__lte=now - KEPT).delete()
    return count


def _message(letter: Letter) -> EmailMessage:
    said = json.loads(letter.content)
    headers = {
        # Ours, since the library's own names the machine; the same whenever it is sent.
        "Message-ID": f"<{letter.uuid}@{name_of_sender()}>",
        "Auto-Submitted": "auto-generated",  # RFC 3834: no answers by programs
    }
    return EmailMessage(said["subject"], said["body"], said["from"], said["to"], headers=headers)
