"""Drawing places in the list, setting bits, and signing the list again.

Lock order: a list is locked after a credential and before a key and the audit chain.
"""

import json
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from certificates.audit_actions import AuditAction
from certificates.issuing.keys.did import issuer_did, method_of
from certificates.issuing.keys.models import Purpose, SigningKey
from certificates.issuing.keys.operations import key_in_use, lock_published_key, sign
from certificates.issuing.models import Credential
from certificates.issuing.status.bits import LENGTH, encode
from certificates.issuing.status.models import RevokedEntry, StatusEntry, StatusList
from certificates.verifier.digital.contexts import CREDENTIALS
from certificates.verifier.digital.integrity import add_proof, instant
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date, start_of_day
from lms.core.jobs import enqueue

SIGN_LIST_JOB = "certificates.sign_status_list"
# Beyond this a free place is drawn too seldom at the first try; the next credential opens another list.
FULL = LENGTH * 3 // 4
VALID = timedelta(days=4)
SIGNED_AGAIN_AFTER = timedelta(hours=12)


def draw_entry(credential: Credential) -> StatusEntry:
    """Draw what a credential needs of randomness, once, in the caller's transaction, which holds the credential.

    The place is drawn among the free ones while the list is held: places in a row would tell what was issued together.
    """
    known = StatusEntry.objects.select_related("list").filter(credential=credential).first()
    if known is not None:
        return known
    row = _lock_open_list()
    index = _free_index(row)
    row.taken += 1
    row.save(update_fields=["taken"])
    return StatusEntry.objects.create(
        credential=credential, list=row, index=index, identifier=uuid4(), subject_id=uuid4()
    )


def revoke_entry(credential: Credential, *, now: datetime) -> None:
    """Set the credential's bit in the caller's transaction, and ask for the list to be signed again."""
    entry = StatusEntry.objects.filter(credential=credential).first()
    if entry is None:  # issued before there were digital credentials
        return
    RevokedEntry.objects.create(entry=entry, at=now)
    enqueue(kind=SIGN_LIST_JOB, key=f"{entry.list_id}:{entry.pk}", payload={"list": entry.list_id}, now=now)


def sign_list(row: StatusList, *, actor: Actor, now: datetime) -> None:
    """Sign the list as it stands; of two that sign at once, the one that knows more revocations stays.

    :raises CannotSign: when no key signs.
    """
    indexes = list(_revoked(row).values_list("entry__index", flat=True))
    key = key_in_use(Purpose.CREDENTIAL, now=now)
    issuer = issuer_did(settings.PUBLIC_BASE_URL)
    day = start_of_day(local_date(now))  # a finer instant would say when somebody was revoked
    document = list_credential(list_url(row), issuer, indexes, day)
    signed = add_proof(
        document, method=method_of(key, issuer), created=day, sign=lambda data: sign(key, data)
    )
    with transaction.atomic(durable=True):
        kept = StatusList.objects.select_for_update().get(pk=row.pk)
        lock_published_key(key)
        if _is_better(kept, key, len(indexes), now=now):
            return
        kept.content = json.dumps(signed, ensure_ascii=False, separators=(",", ":")).encode()
        kept.covered, kept.signed_at = len(indexes), now
        kept.save(update_fields=["content", "covered", "signed_at"])
        after = {"revoked": len(indexes), "key": key.name}
        audit.record(actor=actor, action=AuditAction.SIGN_STATUS_LIST, target=kept, after=after, now=now)


def sign_stale_lists(*, now: datetime) -> int:
    """Sign the lists whose time runs out, that miss a bit, or whose key was removed; return how many."""
    stale = [row for row in StatusList.objects.all() if _is_stale(row, now=now)]
    for row in stale:
        sign_list(row, actor=Actor.system("worker"), now=now)
    return len(stale)


def list_credential(url: str, issuer: str, indexes: list[int], day: datetime) -> dict[str, Any]:
    """Return the list as a credential of its own, without its proof."""
    return {
        "@context": [CREDENTIALS],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": instant(day),
        "validUntil": instant(day + VALID),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encode(indexes),
        },
    }


def list_url(row: StatusList) -> str:
    """Return the public address of a list."""
    return f"{settings.PUBLIC_BASE_URL.rstrip('/')}/status/{row.name}"


def _revoked(row: StatusList) -> QuerySet[RevokedEntry]:
    return RevokedEntry.objects.filter(entry__list=row)


def _is_better(kept: StatusList, key: SigningKey, covered: int, *, now: datetime) -> bool:
    """Return whether what is kept stays. What counts is how many revocations it knows: who looked last at the clock
    may have looked first at the revocations.
    """
    if kept.covered != covered:
        return kept.covered > covered
    # One from far ahead was signed while the clock was wrong, and is not valid yet.
    return (
        _names(kept, key) and kept.signed_at is not None and now < kept.signed_at < now + SIGNED_AGAIN_AFTER
    )


def _is_stale(row: StatusList, *, now: datetime) -> bool:
    if row.signed_at is None or abs(now - row.signed_at) > SIGNED_AGAIN_AFTER:
        return True
    return row.covered < _revoked(row).count() or not _names(row, key_in_use(Purpose.CREDENTIAL, now=now))


def _names(row: StatusList, key: SigningKey) -> bool:
    method = method_of(key, issuer_did(settings.PUBLIC_BASE_URL))
    return json.dumps(method).encode() in bytes(row.content)


def _lock_open_list() -> StatusList:
    """Return the list that is filled at present, held; a new one when the last is full."""
    while True:
        last = StatusList.objects.order_by("-pk").first()
        if last is None or last.taken >= FULL:
            StatusList.objects.get_or_create(name=str(StatusList.objects.count() + 1))
            continue
        row = _lock_list(last)
        if row.taken < FULL:
            return row


def _lock_list(row: StatusList) -> StatusList:
    return StatusList.objects.select_for_update().get(pk=row.pk)


def _free_index(row: StatusList) -> int:
    while True:
        index = _random_index()
        if not StatusEntry.objects.filter(list=row, index=index).exists():
            return index


def _random_index() -> int:
    return secrets.randbelow(LENGTH)
