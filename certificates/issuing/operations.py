"""Issuing in durable steps - reserved, signed, stored, published - each of which may be repeated after a crash.

Lock order: enrolment, pool of numbers, credential (an award before its transcript, what is replaced before what
replaces it), key, the audit chain last.
Rendering and files stay outside transactions.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.issuing import failpoints, payload, rules, storage
from certificates.issuing.digital.operations import get_signed, is_signed, sign_credential
from certificates.issuing.documents.models import SealedDocument
from certificates.issuing.documents.printing import document_of_award
from certificates.issuing.documents.rendering import renderer_of
from certificates.issuing.documents.sealing import Seal, seal_in_use
from certificates.issuing.documents.stamps import stamper_for
from certificates.issuing.emblems.printing import with_emblems
from certificates.issuing.errors import CredentialNotFound, WrongState
from certificates.issuing.keys.operations import lock_published_key
from certificates.issuing.kinds.models import Occasion
from certificates.issuing.kinds.queries import definition_on
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.numbers.models import VoidNumber
from certificates.issuing.portraits.queries import photograph_for
from certificates.issuing.publication import publish, withdraw
from certificates.issuing.register.entering import enter_issue, enter_replacement, enter_revocation
from certificates.issuing.reserving import KIND, reserve_credential
from certificates.issuing.status.operations import revoke_entry
from certificates.issuing.studies.rules import STUDIED
from certificates.issuing.supplements import ending_with, hold_award, hold_studies
from courses.catalog.api import ProgrammeKind
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.jobs import enqueue
from lms.enrolments.api import complete_counted, get_enrolment

ISSUE_JOB = "certificates.issue"


def request_credential(*, enrolment_uuid: UUID, now: datetime) -> None:
    """Note that a completed enrolment waits for its credential; asking again changes nothing.

    Nothing is noted where the kind in force is issued in batches, as diplomas are.
    """
    is_diploma = get_enrolment(enrolment_uuid).version.programme.kind == ProgrammeKind.DIPLOMA
    if is_diploma or definition_on(KIND, local_date(now)).occasion != Occasion.COMPLETION:
        return
    key = str(enrolment_uuid)
    with transaction.atomic():
        enqueue(kind=ISSUE_JOB, key=key, payload={"enrolment": key}, now=now)


def issue_credential(*, enrolment_uuid: UUID, actor: Actor, now: datetime) -> Credential:
    """Bring the certificate of a completed enrolment to the end of the line, from wherever it stands.

    :raises NotCompleted: when the enrolment is not completed.
    :raises NotPrintable: when a character has no glyph or a text does not fit; nothing is used up.
    :raises CannotSign: when no key signs; the number stays reserved, and asking again goes on from there.
    """
    credential = reserve_credential(enrolment_uuid=enrolment_uuid, actor=actor, now=now)
    return finish_credential(credential_uuid=credential.uuid, actor=actor, now=now)


def finish_credential(*, credential_uuid: UUID, actor: Actor, now: datetime) -> Credential:
    """Take a reserved credential through signing, storing and publishing, from wherever it stands.

    :raises CredentialNotFound: when there is none.
    :raises CannotSign: when no key signs; asking again goes on from there.
    :raises NotPrintable: when the renderer met a character without a glyph.
    """
    credential = _get(credential_uuid)
    if credential.state == CredentialState.RESERVED:
        sign_credential(credential_uuid=credential.uuid, actor=actor, now=now)
    if credential.state == CredentialState.RESERVED and not credential.document_sha256:
        credential = store_document(credential_uuid=credential.uuid, actor=actor, now=now)
    if credential.state == CredentialState.RESERVED:
        credential = publish_credential(credential_uuid=credential.uuid, actor=actor, now=now)
    # Another programme of the person may ask for just this certificate; again changes nothing.
    with transaction.atomic(durable=True):
        complete_counted(person_id=credential.person_id, actor=actor, now=now)
    return credential


def store_document(*, credential_uuid: UUID, actor: Actor, now: datetime) -> Credential:
    """Print the frozen content, seal it, keep the file, then note its digest.

    :raises CredentialNotFound: when there is none, or it was not signed yet.
    :raises NotPrintable: when the renderer met a character without a glyph.
    :raises CannotSign: when no key seals documents, or it was removed meanwhile.
    """
    seal = seal_in_use(now=now)
    content = document_of(_get(credential_uuid), seal=seal)
    failpoints.reach(failpoints.RENDERED)
    digest = storage.put_document(content)
    failpoints.reach(failpoints.STORED)
    with transaction.atomic(durable=True):
        credential = _lock(credential_uuid)
        if not credential.document_sha256:
            lock_published_key(seal.key)
            SealedDocument.objects.create(credential=credential, key=seal.key, sealed_at=now)
            credential.document_name, credential.document_sha256 = storage.name_of(digest), digest
            credential.save(update_fields=["document_name", "document_sha256"])
            after = {"document": digest, "key": seal.key.name}
            audit.record(
                actor=actor, action=AuditAction.STORE_DOCUMENT, target=credential, after=after, now=now
            )
    return credential


def publish_credential(*, credential_uuid: UUID, actor: Actor, now: datetime) -> Credential:
    """Issue: from this commit on the holder sees the credential and the public page confirms it.

    One that it replaces ends in the same commit: at every instant one of the two is in force, and never both.

    :raises CredentialNotFound: when there is none.
    :raises WrongState: when it was not signed, or has no document: nothing of it would be in the register; or when what
        it replaces, or what a transcript goes with, is not in force.
    """
    with transaction.atomic(durable=True):
        hold_award(_get(credential_uuid))
        former = _lock_former(credential_uuid)  # the older one first
        credential = _lock(credential_uuid)
        if credential.state != CredentialState.RESERVED:
            return credential
        _refuse_unfinished(credential)
        if former is not None and not _was_revoked_before(former, credential):
            _replace(former, credential, actor=actor, now=now)
        credential.issued_at = now
        publish(credential, now=now)
        enter_issue(credential, now=now)
        _move(credential, rules.State.ISSUED, actor=actor, action=AuditAction.ISSUE_CREDENTIAL, now=now)
    failpoints.reach(failpoints.PUBLISHED)
    return credential


def revoke_within(credential_uuid: UUID, *, reason: str, actor: Actor, now: datetime) -> Credential:
    """Withdraw for good, as part of the caller's transaction; `issuing.ending` alone asks for it, after two people.

    The transcript that goes with it ends in the same commit, unless another certificate of the studies stays in force;
    and what was being made in the place of either is void.

    :raises CredentialNotFound: when there is none.
    :raises WrongState: when it is not in force.
    """
    if (known := _get(credential_uuid)).kind in STUDIED:
        hold_studies(known)
    credential = _lock(credential_uuid)
    _refuse_step(credential, rules.State.REVOKED)
    ended = [credential, *ending_with(credential).select_for_update()]
    begun = Credential.objects.select_for_update().filter(replaces__in=ended, state=CredentialState.RESERVED)
    for row in list(begun.order_by("pk")):
        why = _("What it was to replace was revoked.")
        void_within(credential_uuid=row.uuid, reason=why, actor=actor, now=now)
    for row in ended:
        enter_revocation(row, now=now)
        revoke = AuditAction.REVOKE_CREDENTIAL
        _end(row, rules.State.REVOKED, actor=actor, action=revoke, now=now, reason=reason)
    return credential


def void_credential(*, credential_uuid: UUID, reason: str, actor: Actor, now: datetime) -> Credential:
    """Give up a credential that was not issued: its number is never used again, and the register of numbers says why.

    What was signed for it already is revoked, should it ever have left the house.

    :raises CredentialNotFound: when there is none.
    :raises WrongState: when it was issued: then it can only be revoked.
    """
    with transaction.atomic(durable=True):
        return void_within(credential_uuid=credential_uuid, reason=reason, actor=actor, now=now)


def void_within(*, credential_uuid: UUID, reason: str, actor: Actor, now: datetime) -> Credential:
    """Do what `void_credential` does as part of the caller's transaction; raises the same."""
    credential = _lock(credential_uuid)
    credential.ended_at = now
    void = AuditAction.VOID_NUMBER
    _move(credential, rules.State.VOID, actor=actor, action=void, now=now, reason=reason)
    VoidNumber.objects.create(number=credential.number, reason=reason, voided_at=now)
    revoke_entry(credential, now=now)
    return credential


def document_of(credential: Credential, *, seal: Seal) -> bytes:
    """Return the sealed PDF of the frozen content, the signed credential in it; equal input gives equal bytes.

    :raises CredentialNotFound: when nothing was signed for it.
    :raises NotPrintable: when the renderer met a character without a glyph.
    :raises CannotSign: when the key's holder does not answer.
    """
    award = payload.from_bytes(credential.payload)
    photograph = photograph_for(credential.person_id, award.photo)
    document = with_emblems(document_of_award(award, token=credential.token, photograph=photograph), award)
    signed = get_signed(credential)
    carrying = replace(document, credential=bytes(signed.content))
    return renderer_of(carrying).seal(
        carrying,
        key=seal,
        now=seal.instant(signed_at=signed.signed_at),
        stamp=stamper_for(credential, now=seal.as_of),
    )


def _get(credential_uuid: UUID) -> Credential:
    credential = Credential.objects.filter(uuid=credential_uuid).first()
    if credential is None:
        raise CredentialNotFound
    return credential


def _lock(credential_uuid: UUID) -> Credential:
    credential = Credential.objects.select_for_update().filter(uuid=credential_uuid).first()
    if credential is None:
        raise CredentialNotFound
    return credential


def _lock_former(credential_uuid: UUID) -> Credential | None:
    rows = Credential.objects.select_for_update(of=("self",))
    return rows.filter(successors__uuid=credential_uuid).first()


def _was_revoked_before(former: Credential, credential: Credential) -> bool:
    """Return whether a credential is issued again: what it replaces had ended before its number was taken."""
    is_revoked = former.state == CredentialState.REVOKED and former.ended_at is not None
    return is_revoked and former.ended_at < credential.reserved_at  # type: ignore[operator]


def _replace(former: Credential, credential: Credential, *, actor: Actor, now: datetime) -> None:
    _refuse_step(former, rules.State.REPLACED)
    enter_replacement(former, credential, now=now)
    action = AuditAction.REPLACE_CREDENTIAL
    _end(former, rules.State.REPLACED, actor=actor, action=action, now=now)
    failpoints.reach(failpoints.REPLACED)


def _end(
    credential: Credential,
    state: rules.State,
    *,
    actor: Actor,
    action: AuditAction,
    now: datetime,
    reason: str = "",
) -> None:
    credential.ended_at = now
    _move(credential, state, actor=actor, action=action, now=now, reason=reason)
    withdraw(credential, now=now)
    revoke_entry(credential, now=now)


def _refuse_step(credential: Credential, state: rules.State) -> None:
    if not rules.can_become(credential.state, state):
        raise WrongState(_("This is not possible in the credential's present state."))


def _refuse_unfinished(credential: Credential) -> None:
    if not credential.document_sha256 or not is_signed(credential):
        raise WrongState(_("This is not possible in the credential's present state."))


def _move(
    credential: Credential,
    state: rules.State,
    *,
    actor: Actor,
    action: AuditAction,
    now: datetime,
    reason: str = "",
) -> None:
    before = credential.state
    _refuse_step(credential, state)
    credential.state = CredentialState(state.value)
    credential.save(update_fields=["state", "issued_at", "ended_at"])
    states = {"before": {"state": str(before)}, "after": {"state": str(credential.state)}}
    audit.record(actor=actor, action=action, target=credential, reason=reason, now=now, **states)
