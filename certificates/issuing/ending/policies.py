"""Who asks for the end of a certificate, who decides, and which requests somebody sees; never about one's own."""

from django.db.models import QuerySet

from certificates.issuing.ending.models import EndingRequest
from certificates.issuing.errors import MayNotIssue
from certificates.issuing.models import Credential
from certificates.issuing.policies import staff_sees
from certificates.issuing.queries import HELD
from lms.accounts.api import User, assignments_of, but_ones_own
from lms.core.actor import Actor
from lms.core.enums import Role


def kept_by(user: User) -> QuerySet[Credential]:
    """Return the certificates whose end this user may ask for: of one's sites and schools, but not one's own."""
    return but_ones_own(staff_sees(user).filter(state__in=HELD), user, "person")


def may_ask(user: User, credential: Credential) -> bool:
    """Return whether this user keeps the certificate."""
    return kept_by(user).filter(pk=credential.pk).exists()


def requests_of(user: User) -> QuerySet[EndingRequest]:
    """Return the requests about the certificates that this user keeps."""
    return EndingRequest.objects.filter(credential__in=kept_by(user))


def may_decide(user: User, credential: Credential) -> bool:
    """Return whether this user is an issuing officer of the school, and does not hold the certificate."""
    held = assignments_of(user, (Role.ISSUING_OFFICER,)).filter(school=credential.school_id)
    return held.exists() and user.person_id != credential.person_id


def refuse_requester(actor: Actor, credential: Credential) -> None:
    """Refuse whoever does not keep the certificate.

    :raises MayNotIssue: for anybody else.
    """
    user = _user(actor)
    if user is None or not may_ask(user, credential):
        raise MayNotIssue


def refuse_decider(actor: Actor, credential: Credential) -> None:
    """Refuse whoever is not an issuing officer of the school, and the holder.

    :raises MayNotIssue: for anybody else.
    """
    user = _user(actor)
    if user is None or not may_decide(user, credential):
        raise MayNotIssue


def _user(actor: Actor) -> User | None:
    return User.objects.filter(uuid=actor.user_uuid, is_active=True).first() if actor.user_uuid else None
