"""Ends of certificates for tests, as two officers bring them about: `revoked(credential)`, `replaced(credential)`."""

from datetime import datetime
from typing import Any

from certificates.issuing.ending.content import Wanted
from certificates.issuing.ending.operations import approve_request, carry_out, request_ending
from certificates.issuing.ending.rules import Ending, Reason
from certificates.models import Credential, EndingRequest
from lms.core.actor import Actor
from tests.factories.accounts import issuing_officer_at
from tests.factories.certificates import ISSUED_AT

USUAL = {
    Ending.REVOKE: Reason.ISSUED_IN_ERROR,
    Ending.CORRECT: Reason.TYPING_ERROR,
    Ending.REPLACE: Reason.LOST,
}
WORKER = Actor.system("worker")


def an_officer_for(credential: Credential) -> Actor:
    """Return another issuing officer of the certificate's school."""
    return Actor(issuing_officer_at(credential.school).uuid, "issuing_officer")


def asked(
    credential: Credential,
    kind: Ending = Ending.REVOKE,
    *,
    reason: str = "",
    note: str = "",
    actor: Actor | None = None,
    now: datetime = ISSUED_AT,
    **values: Any,
) -> EndingRequest:
    """Ask for the end of a certificate, with new values of its fields."""
    wanted = Wanted(kind, reason or USUAL[kind], note, values)
    requester = actor or an_officer_for(credential)
    return request_ending(credential_uuid=credential.uuid, wanted=wanted, actor=requester, now=now)


def approved(
    request: EndingRequest, *, actor: Actor | None = None, now: datetime = ISSUED_AT
) -> EndingRequest:
    """Let another officer approve."""
    decider = actor or an_officer_for(request.credential)
    return approve_request(request_uuid=request.uuid, actor=decider, now=now)


def revoked(credential: Credential, *, now: datetime = ISSUED_AT) -> Credential:
    """Revoke a certificate and return it as it is then."""
    approved(asked(credential, now=now), now=now)
    credential.refresh_from_db()
    return credential


def replaced(
    credential: Credential, kind: Ending = Ending.REPLACE, *, now: datetime = ISSUED_AT, **values: Any
) -> Credential:
    """Replace or correct a certificate and return the new one; the row that is given is read again."""
    request = approved(asked(credential, kind, now=now, **values), now=now)
    carry_out(request_uuid=request.uuid, actor=WORKER, now=now)
    credential.refresh_from_db()
    return credential.successors.get(state="issued")
