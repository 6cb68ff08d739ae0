"""Who may see which people. Site isolation is the default; reaching across is named and tested."""

from django.db.models import Q, QuerySet

from lms.accounts.models import Person, User
from lms.accounts.queries import assignments_of
from lms.core.enums import Role
from lms.organisations.api import Pairing, Site

# Roles that work with named people at their own site, or through their school at the sites it is paired with.
PEOPLE_ROLES = (
    Role.REGISTRAR,
    Role.ISSUING_OFFICER,
    Role.EXAMINATIONS_OFFICER,
    Role.INSTRUCTOR,
    Role.INVIGILATOR,
    Role.ASSESSOR,
    Role.PLACEMENT_OFFICER,
)


def sites_visible_to(user: User, roles: tuple[Role, ...] = PEOPLE_ROLES) -> QuerySet[Site]:
    """Return the sites at which the user works in one of these roles, directly or through a paired school."""
    held = assignments_of(user, roles)
    own = Q(pk__in=held.filter(site__isnull=False).values("site"))
    schools = held.filter(school__isnull=False).values("school")
    taught = Q(pk__in=Pairing.objects.filter(school__in=schools).values("site"))
    return Site.objects.filter(own | taught)


def people_visible_to(user: User) -> QuerySet[Person]:
    """Return the people whom this user may see: oneself, and those at the user's sites."""
    if not user.is_authenticated:
        return Person.objects.none()
    return Person.objects.filter(Q(site__in=sites_visible_to(user)) | Q(user=user)).distinct()


def may_reveal_resident_id(user: User, person: Person) -> bool:
    """Return whether this user may see the full identity number: registrars of the person's site."""
    return sites_visible_to(user, (Role.REGISTRAR,)).filter(pk=person.site_id).exists()
