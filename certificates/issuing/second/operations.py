"""Making second signatures in turns of a timer, after a certificate was issued: issuing never waits for a device.

Lock order: credential, key, the audit chain last. Nothing is locked while the command is asked.
"""

import logging
from datetime import datetime
from time import monotonic

from django.db import transaction

from certificates.audit_actions import AuditAction
from certificates.issuing.digital.models import SignedCredential
from certificates.issuing.keys.errors import CannotSign
from certificates.issuing.keys.models import Purpose, SigningKey
from certificates.issuing.keys.operations import find_key_in_use, lock_published_key, sign
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.outside import RECORD_JOB, ask_for_files
from certificates.issuing.second.models import SecondSignature
from certificates.issuing.second.queries import is_wanted, list_waiting
from lms.core import audit
from lms.core.actor import Actor

MOST_FAILED = 3
MOST_A_TURN = 200
# A worker keeps the time of examinations, too: a device that is slow or hangs holds it for these and one answer more.
SECONDS_A_TURN = 30
logger = logging.getLogger(__name__)


def sign_waiting(*, actor: Actor, now: datetime) -> int:
    """Make second signatures that are missing, and return how many; what fails is tried again in another turn.

    They are taken in no order, so that one which always fails holds up no others.

    :raises CannotSign: when several failed: the device is away, and there is no use in asking on.
    """
    key = find_key_in_use(Purpose.SECOND) if is_wanted() else None
    if key is None:
        return 0
    made, failed, begun = 0, 0, monotonic()
    for pk in list(list_waiting().order_by("?").values_list("pk", flat=True)[:MOST_A_TURN]):
        try:
            made += _sign_one(pk, key, actor=actor, now=now)
        except CannotSign as error:
            failed += 1
            logger.warning("A second signature is not made yet: %s", error)
            if failed == MOST_FAILED:
                raise
        if monotonic() - begun > SECONDS_A_TURN:
            break
    return made


def _sign_one(pk: int, key: SigningKey, *, actor: Actor, now: datetime) -> bool:
    """Return whether a signature was made and kept; not where another turn was first, or the certificate ended."""
    signed = SignedCredential.objects.get(pk=pk)
    content = sign(key, bytes(signed.content))
    with transaction.atomic(durable=True):
        held = Credential.objects.select_for_update().get(pk=signed.credential_id)
        if held.state != CredentialState.ISSUED or not list_waiting().filter(pk=pk).exists():
            return False
        lock_published_key(key)
        SecondSignature.objects.create(signed=signed, key=key, content=content, made_at=now)
        about = {"record": held.token_hash}
        ask_for_files(RECORD_JOB, key=f"{held.uuid}:{key.name}", about=about, now=now)
        after = {"credential": signed.content_sha256, "key": key.name}
        audit.record(actor=actor, action=AuditAction.SIGN_SECOND, target=held, after=after, now=now)
    return True
