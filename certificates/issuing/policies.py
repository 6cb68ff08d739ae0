"""Who may see which credentials. Site isolation is the default: own ones, those of one's site or school."""

from django.db.models import Q, QuerySet

from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.queries import HELD
from lms.accounts.api import User, assignments_of
from lms.core.enums import Role

STAFF = (Role.REGISTRAR, Role.ISSUING_OFFICER)


def staff_sees(user: User) -> QuerySet[Credential]:
    """Return the credentials at the sites and of the schools where the user registers or issues."""
    held = assignments_of(user, STAFF)
    sites = held.filter(site__isnull=False).values("site")
    schools = held.filter(school__isnull=False).values("school")
    return Credential.objects.filter(Q(enrolment__site__in=sites) | Q(school__in=schools))


def visible_to(user: User) -> QuerySet[Credential]:
    """Return the credentials whose page this user may open."""
    if not user.is_authenticated:
        return Credential.objects.none()
    own = Credential.objects.filter(person_id=user.person_id, state__in=HELD) if user.person_id else None
    return staff_sees(user) if own is None else own | staff_sees(user)


def files_for(user: User) -> QuerySet[Credential]:
    """Return those of them whose files this user may have, as their pages offer them.

    What was signed and not issued does not leave the house, and what has ended leaves it no more (ADR 0240).
    """
    return visible_to(user).filter(state=CredentialState.ISSUED)
