"""Making, rotating, retiring and removing keys, and signing with the one in use.

Lock order: a key is locked after a credential and before the audit chain.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import UnsupportedAlgorithm
from django.db import IntegrityError, transaction

from certificates.audit_actions import AuditAction
from certificates.issuing.keys.algorithms import Algorithm, algorithm_of, is_signature
from certificates.issuing.keys.errors import CannotSign, KeyInPlace, KeyNotFound
from certificates.issuing.keys.models import ALGORITHMS, Custody, Purpose, SigningKey
from certificates.issuing.keys.signers import FileSigner, signer_of
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.ids import new_uuid

PREFIXES = {
    Purpose.CREDENTIAL: "key",
    Purpose.JWT: "es256",
    Purpose.DOCUMENT: "seal",
    Purpose.LOG: "log",
    Purpose.SECOND: "sm2",
}


@dataclass(frozen=True, slots=True)
class Holder:
    """Where a key is to be, or is already: a file is made, the others bring their key (`locator`)."""

    custody: str = Custody.FILE
    locator: str = ""


def make_signing_key(
    *, purpose: str, holder: Holder, actor: Actor, now: datetime, reason: str = ""
) -> SigningKey:
    """Put a new key into use; the one that was in use is retired in the same moment (rotation).

    :raises CannotSign: when its holder does not sign with a key of the right kind.
    :raises KeyInPlace: when another was put into use at the same time.
    """
    key = _tried(Purpose(purpose), holder, now=now)
    return _put_into_use(key, actor=actor, now=now, reason=reason)


def retire_signing_key(*, name: str, reason: str, actor: Actor, now: datetime) -> SigningKey:
    """Let a key sign nothing new; it stays published, so that what it signed stays valid.

    :raises KeyNotFound: when there is none of this name in use.
    """
    with transaction.atomic(durable=True):
        key = SigningKey.objects.select_for_update().filter(name=name, retired_at=None).first()
        if key is None:
            raise KeyNotFound
        _retire(key, actor=actor, now=now, reason=reason)
    return key


def remove_signing_key(*, name: str, reason: str, actor: Actor, now: datetime) -> SigningKey:
    """Withdraw a stolen key: it is published no more, and no verifier accepts what it signed.

    :raises KeyNotFound: when there is none of this name that is still published.
    """
    with transaction.atomic(durable=True):
        key = SigningKey.objects.select_for_update().filter(name=name, removed_at=None).first()
        if key is None:
            raise KeyNotFound
        key.retired_at, key.removed_at = key.retired_at or now, now
        key.save(update_fields=["retired_at", "removed_at"])
        audit.record(actor=actor, action=AuditAction.REMOVE_KEY, target=key, now=now, reason=reason)
    return key


def key_in_use(purpose: str, *, now: datetime) -> SigningKey:
    """Return the key that signs for a purpose. The very first one is made here, in a file.

    :raises CannotSign: when the last one was retired or removed and none was made since.
    """
    key = find_key_in_use(purpose)
    if key is None and not SigningKey.objects.filter(purpose=purpose).exists():
        with suppress(KeyInPlace):  # another process was first
            tried = _tried(Purpose(purpose), Holder(), now=now)
            key = _put_into_use(tried, actor=Actor.system("keys"), now=now, is_first=True)
    # Looked for again: another process may have made the first one between the two looks.
    key = key or find_key_in_use(purpose)
    if key is None:
        raise CannotSign(f"no key is in use for {purpose}")
    return key


def find_key_in_use(purpose: str) -> SigningKey | None:
    """Return the key that signs for a purpose, or None; nothing is made."""
    return SigningKey.objects.filter(purpose=purpose, retired_at=None).first()


def lock_published_key(key: SigningKey) -> None:
    """Hold a key while something that it signed is kept.

    :raises CannotSign: when it was removed meanwhile.
    """
    if not SigningKey.objects.select_for_update().filter(pk=key.pk, removed_at=None).exists():
        raise CannotSign(f"{key.name} was removed")


def sign(key: SigningKey, data: bytes) -> bytes:
    """Return the raw signature, which was checked against the published key.

    :raises CannotSign: when the holder does not answer, or not with a signature of this key.
    """
    signature = signer_of(key.custody, key.locator, key.algorithm).sign(data)
    try:
        is_its_own = is_signature(bytes(key.public), data, signature)
    except UnsupportedAlgorithm:
        raise CannotSign(
            "what came back cannot be checked: the library that is installed has no SM3"
        ) from None
    if not is_its_own:
        raise CannotSign(f"what came back is no signature of {key.name}")
    return signature


def _put_into_use(
    key: SigningKey, *, actor: Actor, now: datetime, reason: str = "", is_first: bool = False
) -> SigningKey:
    """Keep a tried key and retire the one before it; `is_first`: only when there never was one.

    :raises KeyInPlace: when another was put into use at the same time, or before a first one.
    """
    try:
        with transaction.atomic(durable=True):
            former = (
                SigningKey.objects.select_for_update().filter(purpose=key.purpose, retired_at=None).first()
            )
            if former is not None and is_first:
                raise KeyInPlace
            if former is not None:
                _retire(former, actor=actor, now=now, reason=reason)
            key.name = _next_name(key, now=now)
            key.save(force_insert=True)
            after = {"name": key.name, "public": bytes(key.public).hex()}
            audit.record(
                actor=actor, action=AuditAction.MAKE_KEY, target=key, after=after, now=now, reason=reason
            )
    except IntegrityError:
        raise KeyInPlace from None
    return key


def _tried(purpose: Purpose, holder: Holder, *, now: datetime) -> SigningKey:
    """Return a row that is not kept yet, after its holder has signed with it once."""
    uuid, algorithm = new_uuid(), ALGORITHMS[purpose]
    if algorithm == Algorithm.SM2 and holder.custody != Custody.COMMAND:
        raise CannotSign("a key for SM2 is held by a command only (SECOND_SIGNING_COMMAND)")
    locator = holder.locator or str(uuid)
    if holder.custody == Custody.FILE:
        FileSigner(locator, algorithm).make(algorithm)
    public = signer_of(holder.custody, locator, algorithm).public()
    if algorithm_of(public) != algorithm:
        raise CannotSign(f"{locator} is no key for {algorithm}")
    key = SigningKey(
        uuid=uuid,
        purpose=purpose,
        algorithm=algorithm,
        custody=holder.custody,
        locator=locator,
        public=public,
        valid_from=now,
    )
    sign(key, b"a key is tried before it is used")
    return key


def _next_name(key: SigningKey, *, now: datetime) -> str:
    start = f"{PREFIXES[Purpose(key.purpose)]}-{local_date(now).year}-"
    return f"{start}{SigningKey.objects.filter(name__startswith=start).count() + 1}"


def _retire(key: SigningKey, *, actor: Actor, now: datetime, reason: str) -> None:
    key.retired_at = now
    key.save(update_fields=["retired_at"])
    audit.record(actor=actor, action=AuditAction.RETIRE_KEY, target=key, now=now, reason=reason)
