"""What officers see of endings: the list of requests, and one certificate with all that was asked about it."""

from uuid import UUID

from django.db.models import Q, QuerySet

from certificates.issuing import payload
from certificates.issuing.ending.models import EndingRequest
from certificates.issuing.ending.policies import kept_by, requests_of
from certificates.issuing.errors import CredentialNotFound, EndingNotFound
from certificates.issuing.models import Credential
from certificates.issuing.queries import award_of_credential, bearing_name
from lms.accounts.api import User, named


def list_requests(user: User, *, q: str, kind: str, states: tuple[str, ...]) -> QuerySet[EndingRequest]:
    """Return the requests that this user sees, newest first.

    `q` is part of a number or of the holder's name in the records, or the whole name that is printed before or after.
    """
    rows = requests_of(user).select_related("credential__person", "credential__school")
    if kind:
        rows = rows.filter(kind=kind)
    if states:
        rows = rows.filter(state__in=states)
    if q:
        bearing = bearing_name(q)
        printed = Q(credential__in=bearing.values("pk")) | Q(credential__in=bearing.values("replaces"))
        rows = rows.filter(
            named(q, at="credential__person") | printed | Q(credential__number__number__icontains=q)
        )
    return rows.order_by("-requested_at", "-pk")


def names_on(request: EndingRequest) -> str:
    """Return the name on a certificate, and after an arrow the one that its successor bears, where that is another."""
    before = award_of_credential(request.credential).name
    after = payload.from_bytes(request.content).name if request.content else before
    return before if after == before else f"{before} → {after}"


def get_request(user: User, uuid: UUID) -> EndingRequest:
    """Return a request that this user sees.

    :raises EndingNotFound: when there is none, or it is not for this user.
    """
    related = ("credential__person", "credential__school", "credential__enrolment")
    request = requests_of(user).select_related(*related).filter(uuid=uuid).first()
    if request is None:
        raise EndingNotFound
    return request


def get_kept(user: User, uuid: UUID) -> Credential:
    """Return a certificate that this user keeps.

    :raises CredentialNotFound: when there is none, or it is not for this user.
    """
    related = ("person", "school", "enrolment__person", "enrolment__school")
    programme = "enrolment__version__programme__occupation"
    credential = kept_by(user).select_related(*related, programme).filter(uuid=uuid).first()
    if credential is None:
        raise CredentialNotFound
    return credential
