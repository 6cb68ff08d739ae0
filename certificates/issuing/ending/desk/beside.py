"""What else of the same person a request touches, and what it leaves under another name: told before and after."""

from dataclasses import dataclass

from certificates.issuing import payload
from certificates.issuing.ending.models import EndingKind, EndingRequest, EndingState
from certificates.issuing.ending.policies import kept_by
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.queries import award_of_credential
from certificates.issuing.studies.rules import STUDIED, SUPPLEMENTS
from certificates.issuing.supplements import ending_with
from lms.accounts.api import User

CAME_TO_NOTHING = (EndingState.REFUSED, EndingState.WITHDRAWN, EndingState.GIVEN_UP)


@dataclass(frozen=True, slots=True)
class Beside:
    """What ends, or ended, with a certificate; what stays in force under which name; and the name in the records.

    `name`: the name that the new certificate bears, empty where that is not yet known or nothing new is made.
    `recorded` is empty where the records say the same.
    """

    ending: tuple[Credential, ...] = ()
    staying: tuple[tuple[Credential, str], ...] = ()
    name: str = ""
    recorded: str = ""
    has_ended: bool = False


def beside_asked(user: User, credential: Credential, *, is_new: bool) -> Beside:
    """Return what is beside a certificate of which somebody asks something; `is_new`: it gets a successor."""
    if not is_new:
        return Beside(ending=tuple(ending_with(credential)))
    return Beside(staying=_in_force(user, credential, but_named=""))


def beside_request(user: User, request: EndingRequest) -> Beside:
    """Return what is beside a request: of one that is done as it is now."""
    credential = request.credential
    if request.state in CAME_TO_NOTHING:
        return Beside()
    if request.kind == EndingKind.REVOKE:
        return _beside_revocation(request)
    name = payload.from_bytes(request.content).name
    if name == award_of_credential(credential).name:
        return Beside()
    known = credential.person.full_name
    staying = _in_force(user, credential, but_named=name)
    return Beside(staying=staying, name=name, recorded="" if known == name else known)


def revocation_that_ended(credential: Credential) -> EndingRequest | None:
    """Return the request about a certificate that ended this transcript, too; None where it ended otherwise."""
    if credential.kind not in SUPPLEMENTS or credential.state != CredentialState.REVOKED:
        return None
    rows = EndingRequest.objects.filter(
        credential__enrolment=credential.enrolment_id, credential__kind__in=STUDIED, kind=EndingKind.REVOKE
    )
    done = rows.filter(state=EndingState.DONE, ended_at=credential.ended_at)
    return done.select_related("credential").first()


def _beside_revocation(request: EndingRequest) -> Beside:
    if request.state == EndingState.REQUESTED:
        return Beside(ending=tuple(ending_with(request.credential)))
    if request.credential.kind not in STUDIED:
        return Beside()
    rows = Credential.objects.filter(enrolment=request.credential.enrolment_id, kind__in=SUPPLEMENTS)
    ended = rows.filter(state=CredentialState.REVOKED, ended_at=request.ended_at)
    return Beside(ending=tuple(ended), has_ended=True)


def _in_force(user: User, credential: Credential, *, but_named: str) -> tuple[tuple[Credential, str], ...]:
    rows = kept_by(user).filter(person=credential.person_id, state=CredentialState.ISSUED)
    named = [(row, award_of_credential(row).name) for row in rows.exclude(pk=credential.pk).order_by("pk")]
    return tuple((row, name) for row, name in named if name != but_named)
