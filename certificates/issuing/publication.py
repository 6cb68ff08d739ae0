"""What of a credential becomes public, and when; the writes to the table that verification reads."""

from datetime import datetime
from functools import partial

from django.db import transaction

from certificates.issuing import payload, rules
from certificates.issuing.events import public_record_changed
from certificates.issuing.models import Credential, PublicStatus, PublishedCredential
from certificates.issuing.outside import RECORD_JOB, ask_for_files
from certificates.issuing.public_records import hash_of_name
from lms.core.clock import local_date


def publish(credential: Credential, *, now: datetime) -> PublishedCredential:
    """Write the public record inside the caller's transaction, from the frozen content alone."""
    award = payload.from_bytes(credential.payload)
    _pass_on(credential, PublicStatus.VALID, now=now)
    return PublishedCredential.objects.create(
        token_hash=credential.token_hash,
        number=award.number,
        name_hash=hash_of_name(award.name),
        full_name=award.name,
        masked_name=rules.masked_name(award.name),
        kind=award.kind,
        title_zh=award.title_zh,
        title_en=award.title_en,
        occupation_zh=award.occupation_zh,
        occupation_en=award.occupation_en,
        school_zh=award.school_zh,
        school_en=award.school_en,
        awarded_date=award.awarded_date,
        valid_until=award.valid_until,
        status=PublicStatus.VALID,
        status_date=award.awarded_date,
    )


def withdraw(credential: Credential, *, now: datetime) -> None:
    """Let the public record say as what the credential ended, and on which day; nothing says why."""
    PublishedCredential.objects.filter(number=credential.number_id).update(
        status=PublicStatus(credential.state), status_date=local_date(now)
    )
    _pass_on(credential, str(credential.state), now=now)
    # At once, and not behind a batch that waits: the job repeats it if this process ends meanwhile.
    send = partial(public_record_changed.send_robust, sender=Credential, token_hash=credential.token_hash)
    transaction.on_commit(send)


def _pass_on(credential: Credential, status: str, *, now: datetime) -> None:
    about = {"record": credential.token_hash}
    ask_for_files(RECORD_JOB, key=f"{credential.uuid}:{status}", about=about, now=now)
