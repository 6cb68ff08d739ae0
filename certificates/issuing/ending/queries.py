"""Reads of endings: what was asked about a certificate, and the chain of those that replaced each other."""

from collections.abc import Sequence

from django.db.models import QuerySet

from certificates.issuing.ending.models import EndingRequest
from certificates.issuing.ending.rules import OPEN
from certificates.issuing.models import Credential, CredentialState

OPEN_STATES = tuple(step.value for step in OPEN)


def open_request_of(credential: Credential) -> EndingRequest | None:
    """Return the request about a certificate that is not settled; there is one at most."""
    return EndingRequest.objects.filter(credential=credential, state__in=OPEN_STATES).first()


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
