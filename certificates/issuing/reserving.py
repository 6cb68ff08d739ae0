"""The first durable step of issuing: a number is taken and the content frozen, once, whoever asks how often.

Lock order: as in `issuing.operations`.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.issuing import failpoints, payload
from certificates.issuing.errors import WrongState
from certificates.issuing.kinds.models import CredentialKind, KindDefinition
from certificates.issuing.kinds.queries import definition_on, refuse_incomplete
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.numbers.operations import Wanted, take_number
from certificates.issuing.portraits.queries import photograph_for
from certificates.issuing.readiness import (
    PLACEHOLDER,
    fitting_facts,
    refuse_unissuable,
    refuse_unissuable_award,
)
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.ids import new_public_token
from lms.enrolments.api import Enrolment, get_enrolment, lock_enrolment

KIND = CredentialKind.TRAINING_CERTIFICATE


@dataclass(frozen=True, slots=True)
class _Due:
    """What is to be issued for an enrolment; `former` is the revoked one in whose place it is issued again."""

    enrolment_uuid: UUID
    kind: CredentialKind
    former: Credential | None = None

    def known(self) -> Credential | None:
        """Return what was begun or issued for it already."""
        if self.former is None:
            return _of_enrolment(self.enrolment_uuid, self.kind)
        return _in_place_of(self.former)


def reserve_credential(
    *,
    enrolment_uuid: UUID,
    kind: CredentialKind = KIND,
    first: Callable[[], object] = lambda: None,
    actor: Actor,
    now: datetime,
) -> Credential:
    """Take a number and freeze the content; the same enrolment and kind again returns the same credential.

    `first` runs in the transaction that takes the number, before every other lock: it may refuse by raising.

    :raises NotCompleted: when the enrolment is not completed.
    :raises NotPrintable: when a text could not be printed.
    :raises NotIssuable: when the kind has no definition or template, or something that it asks for is empty.
    :raises NoNumber: when the school's pool is missing or used up.
    """
    return _reserve(_Due(enrolment_uuid, kind), first=first, actor=actor, now=now)


def reserve_again(
    former: Credential, *, first: Callable[[], object] = lambda: None, actor: Actor, now: datetime
) -> Credential:
    """Take a number for what is issued again after a revocation, from today's records; again returns the same one.

    :raises WrongState: when the former was not revoked before.
    :raises Refused: as `reserve_credential` does.
    """
    if former.state != CredentialState.REVOKED or former.ended_at is None or former.ended_at >= now:
        raise WrongState(_("Only what was revoked is issued again."))
    due = _Due(former.enrolment.uuid, CredentialKind(former.kind), former)
    return _reserve(due, first=first, actor=actor, now=now)


def reserve_successor(
    former: Credential,
    award: payload.Award,
    *,
    first: Callable[[], object] = lambda: None,
    actor: Actor,
    now: datetime,
) -> Credential:
    """Take a number and freeze the content of what is to replace a credential; again returns the same one.

    It is made by the version of its kind that the former was made by. `first` is as in `reserve_credential`.

    :raises NotPrintable: when a text could not be printed.
    :raises NotIssuable: when the kind has no template any more, or something that it asks for is empty.
    :raises NoNumber: when the school's pool is missing or used up.
    :raises WrongState: when the former is not in force any more.
    """
    photograph = photograph_for(former.person_id, award.photo)
    refuse_unissuable_award(former.definition, award, photograph=photograph)
    with transaction.atomic(durable=True):
        first()
        lock_enrolment(former.enrolment.uuid)
        if (known := _in_place_of(former)) is not None:
            return known
        credential = _make_credential(former.enrolment, former.definition, award, replaces=former, now=now)
        hold_in_force(former)  # held last, as the order of locks has it
        _note_reserved(credential, actor=actor, now=now)
    failpoints.reach(failpoints.RESERVED)
    return credential


def hold_in_force(credential: Credential) -> None:
    """Hold a certificate, so that no decision ends it between this look and the caller's commit.

    :raises WrongState: when it is not in force.
    """
    if Credential.objects.select_for_update().get(pk=credential.pk).state != CredentialState.ISSUED:
        raise WrongState(_("This certificate is not in force."))


def _of_enrolment(enrolment_uuid: UUID, kind: str) -> Credential | None:
    rows = Credential.objects.filter(enrolment__uuid=enrolment_uuid, kind=kind)
    return rows.exclude(state=CredentialState.VOID).order_by("pk").first()


def _in_place_of(former: Credential) -> Credential | None:
    return former.successors.exclude(state=CredentialState.VOID).first()


def _reserve(due: _Due, *, first: Callable[[], object], actor: Actor, now: datetime) -> Credential:
    if (known := due.known()) is not None:
        return known
    refuse_unissuable(due.enrolment_uuid, due.kind, now=now)
    with transaction.atomic(durable=True):
        first()
        lock_enrolment(due.enrolment_uuid)
        if (known := due.known()) is not None:
            return known
        definition = definition_on(due.kind, local_date(now))
        enrolment = get_enrolment(due.enrolment_uuid)
        facts = fitting_facts(enrolment, due.kind, today=local_date(now))
        award = payload.award_of(enrolment, number=PLACEHOLDER, definition=definition, facts=facts)
        refuse_incomplete(definition, award)
        credential = _make_credential(enrolment, definition, award, replaces=due.former, now=now)
        _note_reserved(credential, actor=actor, now=now)
    failpoints.reach(failpoints.RESERVED)
    return credential


def _make_credential(
    enrolment: Enrolment,
    definition: KindDefinition,
    award: payload.Award,
    *,
    replaces: Credential | None = None,
    now: datetime,
) -> Credential:
    wanted = Wanted(
        school_id=enrolment.school_id,
        year=award.awarded_date.year,
        level=award.level or enrolment.version.programme.level,
    )
    number = take_number(definition, wanted, now=now)
    content, token = payload.to_bytes(replace(award, number=number.number)), new_public_token()
    return Credential.objects.create(
        kind=definition.kind,
        definition=definition,
        enrolment=enrolment,
        person_id=enrolment.person_id,
        school_id=enrolment.school_id,
        number=number,
        replaces=replaces,
        payload=content,
        payload_sha256=hashlib.sha256(content).hexdigest(),
        token=token,
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        awarded_date=award.awarded_date,
        reserved_at=now,
    )


def _note_reserved(credential: Credential, *, actor: Actor, now: datetime) -> None:
    after = {"number": credential.number_id, "payload": credential.payload_sha256}
    audit.record(actor=actor, action=AuditAction.RESERVE_NUMBER, target=credential, after=after, now=now)
