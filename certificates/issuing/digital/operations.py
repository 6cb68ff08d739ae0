"""Signing a credential as a durable step of issuing: drawn, then signed and stored; each may be repeated."""

import hashlib
import json
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.issuing import failpoints, payload
from certificates.issuing.digital.badge import Names, badge
from certificates.issuing.digital.jwt import to_jwt
from certificates.issuing.digital.models import SignedCredential
from certificates.issuing.errors import CredentialNotFound, WrongState
from certificates.issuing.keys.did import issuer_did, method_of
from certificates.issuing.keys.models import Purpose, SigningKey
from certificates.issuing.keys.operations import key_in_use, lock_published_key, sign
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.status.models import StatusEntry
from certificates.issuing.status.operations import draw_entry, list_url, sign_list
from certificates.verifier.digital.integrity import add_proof
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date, start_of_day


def sign_credential(*, credential_uuid: UUID, actor: Actor, now: datetime) -> None:
    """Make and keep the signed JSON of a reserved credential; what is kept already stays as it is.

    :raises CredentialNotFound: when there is none.
    :raises WrongState: when it is void: no list would say so of what were signed now.
    :raises CannotSign: when no key signs; nothing is used up but a place in the status list.
    """
    credential = Credential.objects.filter(uuid=credential_uuid).first()
    if credential is None:
        raise CredentialNotFound
    if is_signed(credential):
        return
    with transaction.atomic(durable=True):
        entry = draw_entry(_lock_unvoided(credential))
    failpoints.reach(failpoints.DRAWN)
    if not entry.list.content:  # a verifier that finds no list refuses what refers to it
        sign_list(entry.list, actor=actor, now=now)
    key = key_in_use(Purpose.CREDENTIAL, now=now)
    content = _signed_bytes(credential, entry, key, now=now)
    with transaction.atomic(durable=True):
        _keep(credential, key, content, actor=actor, now=now)
    failpoints.reach(failpoints.SIGNED)


def make_jwt(credential: Credential, *, now: datetime) -> str:
    """Return the credential as a VC-JWT, signed on request and not kept.

    :raises CredentialNotFound: when nothing was signed for it.
    :raises WrongState: when it is not in force.
    :raises CannotSign: when no key signs.
    """
    if credential.state != CredentialState.ISSUED:
        raise WrongState
    body = json.loads(signed_bytes_of(credential))
    key = key_in_use(Purpose.JWT, now=now)
    method = method_of(key, body["issuer"]["id"])
    return to_jwt(body, method=method, sign=lambda data: sign(key, data))


def is_signed(credential: Credential) -> bool:
    """Return whether there is a signed credential."""
    return SignedCredential.objects.filter(credential=credential).exists()


def get_signed(credential: Credential) -> SignedCredential:
    """Return the signed credential.

    :raises CredentialNotFound: when nothing was signed for it.
    """
    try:
        return credential.signed
    except SignedCredential.DoesNotExist:
        raise CredentialNotFound from None


def signed_bytes_of(credential: Credential) -> bytes:
    """Return the signed JSON as it was made.

    :raises CredentialNotFound: when nothing was signed for it.
    """
    return bytes(get_signed(credential).content)


def _lock_unvoided(credential: Credential) -> Credential:
    held = Credential.objects.select_for_update().get(pk=credential.pk)
    if held.state == CredentialState.VOID:
        raise WrongState(_("This is not possible in the credential's present state."))
    return held


def _signed_bytes(credential: Credential, entry: StatusEntry, key: SigningKey, *, now: datetime) -> bytes:
    award = payload.from_bytes(credential.payload)
    issuer = issuer_did(settings.PUBLIC_BASE_URL)
    names = Names(issuer, entry.identifier, entry.subject_id, list_url(entry.list), entry.index)
    # The day only: instants would show what was signed in one batch.
    created = start_of_day(local_date(now))
    signed = add_proof(
        badge(award, names), method=method_of(key, issuer), created=created, sign=lambda data: sign(key, data)
    )
    return json.dumps(signed, ensure_ascii=False, separators=(",", ":")).encode()


def _keep(credential: Credential, key: SigningKey, content: bytes, *, actor: Actor, now: datetime) -> None:
    held = _lock_unvoided(credential)
    if is_signed(held):
        return
    lock_published_key(key)
    digest = hashlib.sha256(content).hexdigest()
    SignedCredential.objects.create(
        credential=held, key=key, content=content, content_sha256=digest, signed_at=now
    )
    after = {"credential": digest, "key": key.name}
    audit.record(actor=actor, action=AuditAction.SIGN_CREDENTIAL, target=held, after=after, now=now)
