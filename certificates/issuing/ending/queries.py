"""Reads of endings: what was asked about a certificate, and the chain of those that replaced each other."""

from collections.abc import Sequence

from django.db.models import QuerySet

from certificates.issuing.ending.models import EndingRequest, EndingState
from certificates.issuing.ending.rules import OPEN
from certificates.issuing.models import Credential, CredentialState
from lms.core.models import Job, JobState

ENDING_JOB = "certificates.ending"
OPEN_STATES = tuple(step.value for step in OPEN)


def open_request_of(credential: Credential) -> EndingRequest | None:
    """Return the request about a certificate that is not settled; there is one at most."""
    return EndingRequest.objects.filter(credential=credential, state__in=OPEN_STATES).first()


def job_key(request: EndingRequest) -> str:
    """Return what the job of the present try is called."""
    return f"{request.uuid}:{request.tries}"


def is_stuck(request: EndingRequest) -> bool:
    """Return whether nobody makes the new one any more: the job was given up and could not say why. One query."""
    if request.state != EndingState.APPROVED:
        return False
    return Job.objects.filter(kind=ENDING_JOB, key=job_key(request), state=JobState.FAILED).exists()


def history_of(chain: Sequence[Credential]) -> QuerySet[EndingRequest]:
    """Return what was ever asked about the certificates of a chain, newest first."""
    keys = [row.pk for row in chain]
    return EndingRequest.objects.filter(credential__in=keys).select_related("credential")


def successor_of(credential: Credential) -> Credential | None:
    """Return the certificate that was issued in the place of this one."""
    return credential.successors.exclude(state=CredentialState.VOID).defer("payload", "token").first()


def chain_of(credential: Credential) -> list[Credential]:
    """Return the certificates that replaced each other up to and after this one, the first one first. One query."""
    rows = Credential.objects.filter(enrolment=credential.enrolment_id, kind=credential.kind)
    rows = rows.exclude(state=CredentialState.VOID).defer("payload", "token")
    after = {row.replaces_id: row for row in rows}
    before = {row.pk: row.replaces_id for row in rows}
    first: int | None = credential.pk
    while first is not None and before.get(first) is not None:
        first = before[first]
    found = [row for row in rows if row.pk == first]
    while found and found[-1].pk in after:
        found.append(after[found[-1].pk])
    return found
