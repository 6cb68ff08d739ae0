"""The only way in which a certificate ends: one officer asks, another decides; what replaces it is made by a job.

The new one goes the way of every certificate (`issuing.operations`); the old one stays in force until the commit that
publishes it. Lock order: request, then as in `issuing.operations`; requests about a transcript come after the
certificates that it goes with, and before the transcript.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.issuing import payload
from certificates.issuing.ending.content import Wanted, proposed
from certificates.issuing.ending.corrections import refuse_former_records
from certificates.issuing.ending.models import EndingKind, EndingRequest, EndingState
from certificates.issuing.ending.policies import refuse_decider, refuse_requester
from certificates.issuing.ending.queries import ENDING_JOB, OPEN_STATES, is_stuck, job_key, open_request_of
from certificates.issuing.ending.rules import RUNNING, RequestStep, can_become
from certificates.issuing.errors import CredentialNotFound, EndingNotFound, SamePerson, WrongState
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.operations import (
    finish_credential,
    revoke_within,
    void_within,
)
from certificates.issuing.portraits.queries import photograph_for
from certificates.issuing.readiness import PLACEHOLDER, refuse_unissuable_award
from certificates.issuing.reserving import hold_in_force, reserve_successor
from certificates.issuing.studies.rules import STUDIED
from certificates.issuing.supplements import ending_with, hold_studies
from lms.core import audit
from lms.core.actor import Actor
from lms.core.errors import DomainError, Refused
from lms.core.ids import new_uuid
from lms.core.jobs import enqueue

SETTLED = (EndingState.DONE, EndingState.GIVEN_UP)


def request_ending(
    *, credential_uuid: UUID, wanted: Wanted, key: UUID | None = None, actor: Actor, now: datetime
) -> EndingRequest:
    """Ask for a certificate to be revoked, corrected or replaced; nothing happens until another officer decides.

    `key` becomes the request's UUID: the same form sent twice is one request.

    :raises SamePerson: when no person asks.
    :raises CredentialNotFound: when there is no such certificate.
    :raises MayNotIssue: when the actor does not keep it, or holds it.
    :raises UnusableRequest: when the reason or a new value cannot be; the field says which.
    :raises Refused: when the new certificate could not be issued or printed.
    :raises WrongState: when it is not in force, or a request about it waits already.
    """
    requester = actor.user_uuid
    if requester is None:
        raise SamePerson(_("The end of a certificate is asked for and decided by people."))
    if (known := _known(key, requester)) is not None:
        return known
    credential = _get_credential(credential_uuid)
    refuse_requester(actor, credential)
    content = _frozen(credential, wanted, now=now)
    try:
        with transaction.atomic(durable=True):
            hold_studies(credential)  # whoever revokes one sees every request about its transcript
            hold_in_force(credential)
            _refuse_asked(credential)
            request = EndingRequest.objects.create(
                uuid=key or new_uuid(),
                credential=credential,
                kind=wanted.kind.value,
                reason=wanted.reason,
                note=wanted.note.strip(),
                content=content,
                requested_by=requester,
                requested_at=now,
            )
            after = {"kind": request.kind, "number": credential.number_id}
            audit.record(
                actor=actor,
                action=AuditAction.REQUEST_ENDING,
                target=request,
                after=after,
                reason=request.reason,
                now=now,
            )
    except IntegrityError:  # another officer, or the same form, was first
        if (known := _known(key, requester)) is not None:
            return known
        raise WrongState(_("Another request about this certificate waits for a decision.")) from None
    return request


def withdraw_request(*, request_uuid: UUID, actor: Actor, now: datetime) -> EndingRequest:
    """Take back one's own request before it is decided.

    :raises EndingNotFound: when there is none.
    :raises SamePerson: when somebody else asked for it.
    :raises WrongState: when it was decided or withdrawn already.
    """
    with transaction.atomic(durable=True):
        request = _lock(request_uuid)
        if actor.user_uuid != request.requested_by:
            raise SamePerson(_("Only the person who asked withdraws a request."))
        request.ended_at = now
        _move(request, RequestStep.WITHDRAWN, AuditAction.WITHDRAW_ENDING, actor=actor, now=now)
    return request


def refuse_request(*, request_uuid: UUID, answer: str, actor: Actor, now: datetime) -> EndingRequest:
    """Refuse a request, with the reason in words; the certificate stays as it is.

    :raises EndingNotFound: when there is none.
    :raises SamePerson: when whoever asked decides.
    :raises MayNotIssue: when the actor is no issuing officer of the school, or holds the certificate.
    :raises WrongState: when it was decided or withdrawn already.
    """
    with transaction.atomic(durable=True):
        request = _lock(request_uuid)
        _decide(request, actor, now=now)
        request.ended_at, request.answer = now, answer[:500]
        _move(request, RequestStep.REFUSED, AuditAction.REFUSE_ENDING, actor=actor, now=now)
    return request


def approve_request(*, request_uuid: UUID, actor: Actor, now: datetime) -> EndingRequest:
    """Do what was asked for: revoke in this commit, or let a job make what replaces the certificate.

    What others asked about the transcript that ends with a certificate is settled in the same commit.

    :raises EndingNotFound: when there is none.
    :raises SamePerson: when whoever asked decides.
    :raises MayNotIssue: when the actor is no issuing officer of the school, or holds the certificate.
    :raises WrongState: when it was decided or withdrawn already, the certificate is not in force any more, or the marks
        that were taken over from the records have become others since.
    """
    with transaction.atomic(durable=True):
        request = _lock(request_uuid)
        _decide(request, actor, now=now)
        step = RequestStep.DONE if request.kind == EndingKind.REVOKE else RequestStep.APPROVED
        _refuse_step(request, step)
        if step is RequestStep.DONE:
            beside = _hold_beside(request)
            revoke_within(request.credential.uuid, reason=request.reason, actor=actor, now=now)
            _settle_beside(beside, actor=actor, now=now)
            request.ended_at = now
        else:
            hold_in_force(request.credential)
            _ask(request, now=now)
        _move(request, step, AuditAction.APPROVE_ENDING, actor=actor, now=now)
    return request


def carry_out(*, request_uuid: UUID, actor: Actor, now: datetime) -> EndingRequest:
    """Make what replaces the certificate, from wherever it stands; a refusal is kept as the request's answer.

    :raises EndingNotFound: when there is no such request.
    :raises WrongState: when it is not approved.
    :raises DomainError: what may pass by itself, as a key that does not answer; kept as the answer, and tried again.
    """
    request = _get(request_uuid)
    if request.state in SETTLED:
        return request
    _refuse_unapproved(request)
    try:
        successor = _make_successor(request, actor=actor, now=now)
    except DomainError as error:
        kept = _settle(
            request_uuid, RequestStep.FAILED, answer=str(error) or error.code, actor=actor, now=now
        )
        if isinstance(error, Refused) or kept.state in SETTLED:
            return kept
        raise
    return _settle(request_uuid, RequestStep.DONE, successor=successor, actor=actor, now=now)


def retry_request(*, request_uuid: UUID, actor: Actor, now: datetime) -> EndingRequest:
    """Try once more what could not be made, after the cause was mended; also where the job was given up in silence.

    :raises EndingNotFound: when there is none.
    :raises MayNotIssue: when the actor does not keep the certificate.
    :raises WrongState: when it did not fail, and a job is at it; or when the marks that were taken over from the
        records have become others since.
    """
    with transaction.atomic(durable=True):
        request = _lock(request_uuid)
        refuse_requester(actor, request.credential)
        # Not what waits for its decision, from which a request may come to the same state.
        _refuse_unapproved(request)
        if is_stuck(request):
            _move(request, RequestStep.FAILED, AuditAction.SETTLE_ENDING, actor=actor, now=now)
        _refuse_step(request, RequestStep.APPROVED)
        request.answer = ""
        _ask(request, now=now)
        _move(request, RequestStep.APPROVED, AuditAction.RETRY_ENDING, actor=actor, now=now)
    return request


def give_up(*, request_uuid: UUID, answer: str, actor: Actor, now: datetime) -> EndingRequest:
    """Give up what is not made: the certificate stays in force, and a number that was taken is void with this reason.

    The request is held first: a job that runs takes no number for it any more, and publishes none that is void.

    :raises EndingNotFound: when there is none.
    :raises MayNotIssue: when the actor is no issuing officer of the school, or holds the certificate.
    :raises WrongState: when it is not being made, or a job has issued it meanwhile.
    """
    with transaction.atomic(durable=True):
        request = _lock(request_uuid)
        refuse_decider(actor, request.credential)
        _refuse_step(request, RequestStep.GIVEN_UP)
        begun = request.credential.successors.exclude(state=CredentialState.VOID)
        for successor in begun:  # refuses what is issued
            void_within(credential_uuid=successor.uuid, reason=answer[:300], actor=actor, now=now)
        request.ended_at, request.answer = now, answer[:500]
        _move(request, RequestStep.GIVEN_UP, AuditAction.SETTLE_ENDING, actor=actor, now=now)
    return request


def _frozen(credential: Credential, wanted: Wanted, *, now: datetime) -> bytes:
    award = proposed(credential, wanted, now=now)
    if award is None:
        return b""
    photograph = photograph_for(credential.person_id, award.photo)
    refuse_unissuable_award(credential.definition, award, photograph=photograph)
    return payload.to_bytes(award)


def _make_successor(request: EndingRequest, *, actor: Actor, now: datetime) -> Credential:
    award = replace(payload.from_bytes(request.content), number=PLACEHOLDER)
    successor = reserve_successor(
        request.credential,
        award,
        first=lambda: _refuse_unapproved(_lock(request.uuid)),
        actor=actor,
        now=now,
    )
    successor = finish_credential(credential_uuid=successor.uuid, actor=actor, now=now)
    if successor.state == CredentialState.VOID:  # given up meanwhile
        raise WrongState(_("This is not possible in the request's present state."))
    return successor


def _settle(
    request_uuid: UUID,
    step: RequestStep,
    *,
    successor: Credential | None = None,
    answer: str = "",
    actor: Actor,
    now: datetime,
) -> EndingRequest:
    with transaction.atomic(durable=True):
        held = _lock(request_uuid)
        if held.state in SETTLED:  # another runner was first, or an officer gave it up
            return held
        held.answer = answer[:500]
        held.ended_at = now if successor is not None else None
        _move(held, step, AuditAction.SETTLE_ENDING, actor=actor, now=now)
    return held


def _decide(request: EndingRequest, actor: Actor, *, now: datetime) -> None:
    if actor.user_uuid is None or actor.user_uuid == request.requested_by:
        raise SamePerson(_("Another person than the one who asked decides."))
    refuse_decider(actor, request.credential)
    request.decided_by, request.decided_at = actor.user_uuid, now


def _hold_beside(request: EndingRequest) -> list[EndingRequest]:
    """Return, held, what is asked about a transcript that ends with this certificate; its studies are held before."""
    if request.credential.kind not in STUDIED:
        return []
    hold_studies(request.credential)
    about = ending_with(request.credential)
    rows = EndingRequest.objects.filter(credential__in=about.values("pk"), state__in=OPEN_STATES)
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _settle_beside(beside: list[EndingRequest], *, actor: Actor, now: datetime) -> None:
    for held in beside:
        held.ended_at = now
        held.answer = _("The transcript was revoked together with the certificate that it goes with.")
        # What nobody decided was not given up: the table and the database know it as withdrawn.
        decided = can_become(held.state, RequestStep.GIVEN_UP)
        step = RequestStep.GIVEN_UP if decided else RequestStep.WITHDRAWN
        _move(held, step, AuditAction.SETTLE_ENDING, reason=held.answer, actor=actor, now=now)


def _ask(request: EndingRequest, *, now: datetime) -> None:
    # Of one that has ended only the end of what is made already is to be noted.
    if request.credential.state == CredentialState.ISSUED:
        refuse_former_records(request.credential, payload.from_bytes(request.content), now=now)
    request.tries += 1
    enqueue(kind=ENDING_JOB, key=job_key(request), payload={"request": str(request.uuid)}, now=now)


def _known(key: UUID | None, requester: UUID) -> EndingRequest | None:
    return EndingRequest.objects.filter(uuid=key, requested_by=requester).first() if key else None


def _get(request_uuid: UUID) -> EndingRequest:
    related = ("credential__definition", "credential__enrolment__version__programme")
    request = EndingRequest.objects.select_related(*related).filter(uuid=request_uuid).first()
    if request is None:
        raise EndingNotFound
    return request


def _lock(request_uuid: UUID) -> EndingRequest:
    rows = EndingRequest.objects.select_for_update(of=("self",)).select_related("credential")
    request = rows.filter(uuid=request_uuid).first()
    if request is None:
        raise EndingNotFound
    return request


def _get_credential(credential_uuid: UUID) -> Credential:
    rows = Credential.objects.select_related("definition", "enrolment")
    credential = rows.filter(uuid=credential_uuid).first()
    if credential is None:
        raise CredentialNotFound
    return credential


def _refuse_asked(credential: Credential) -> None:
    if open_request_of(credential) is not None:
        raise WrongState(_("Another request about this certificate waits for a decision."))


def _refuse_unapproved(request: EndingRequest) -> None:
    if request.state not in {step.value for step in RUNNING}:
        raise WrongState(_("This is not possible in the request's present state."))


def _refuse_step(request: EndingRequest, step: RequestStep) -> None:
    if not can_become(request.state, step):
        raise WrongState(_("This is not possible in the request's present state."))


def _move(
    request: EndingRequest,
    step: RequestStep,
    action: AuditAction,
    *,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> None:
    before = str(request.state)
    _refuse_step(request, step)
    request.state = EndingState(step.value)
    request.save(update_fields=["state", "decided_by", "decided_at", "ended_at", "answer", "tries"])
    audit.record(
        actor=actor,
        action=action,
        target=request,
        before={"state": before},
        after={"state": step.value},
        reason=reason or request.reason,
        now=now,
    )
