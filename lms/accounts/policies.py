"""Who may see which people. Site isolation is the default; reaching across is named and tested."""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from lms.accounts.models import Person, RoleAssignment, Terminal, User
from lms.accounts.queries import assignments_of
from lms.core.clock import local_date, now
from lms.core.enums import Role
from lms.organisations.api import Employer, Room, Site, pairings_in_force

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

Row = TypeVar("Row", bound=Model)

# Roles that give out PINs and cards.
SIGN_IN_ROLES = (Role.REGISTRAR, Role.ADMINISTRATOR)


def sites_visible_to(user: User, roles: tuple[Role, ...] = PEOPLE_ROLES) -> QuerySet[Site]:
    """Return the sites at which the user works in one of these roles.

    Directly, through a school paired with the site today, or through the administration above it.
    """
    held = assignments_of(user, roles)
    own = Q(pk__in=held.filter(site__isnull=False).values("site"))
    paired = pairings_in_force(local_date(now())).filter(
        school__in=held.filter(school__isnull=False).values("school")
    )
    taught = Q(pk__in=paired.values("site"))
    below = Q(administration__in=held.filter(administration__isnull=False).values("administration"))
    return Site.objects.filter(own | taught | below)


def sites_held_by(user: User, roles: tuple[Role, ...]) -> QuerySet[Site]:
    """Return the sites at which the user holds one of these roles itself: not through a school or an administration."""
    held = assignments_of(user, roles).filter(site__isnull=False)
    return Site.objects.filter(pk__in=held.values("site"))


def holders_of(role: Role, site: Site) -> QuerySet[User]:
    """Return who holds a role in force at a site: there, at a school that teaches there today, or above it."""
    taught = pairings_in_force(local_date(now())).filter(site=site)
    at = Q(site=site) | Q(school__in=taught.values("school")) | Q(administration=site.administration_id)
    held = RoleAssignment.objects.filter(at, role=role, ended_at__isnull=True)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("display_name", "pk")


def people_visible_to(user: User) -> QuerySet[Person]:
    """Return the people whom this user may see: oneself, and those at the user's sites."""
    if not user.is_authenticated:
        return Person.objects.none()
    return Person.objects.filter(Q(site__in=sites_visible_to(user)) | Q(user=user)).distinct()


def may_reveal_resident_id(user: User, person: Person) -> bool:
    """Return whether this user may see the full identity number: registrars of the person's site."""
    return sites_visible_to(user, (Role.REGISTRAR,)).filter(pk=person.site_id).exists()


def but_ones_own(rows: QuerySet[Row], user: User, person: str) -> QuerySet[Row]:
    """Leave out what is about the user's own person: nobody keeps one's own record. `person` leads to its key."""
    own = getattr(user, "person_id", None)
    return rows.exclude(**{person: own}) if own else rows


def people_managed_by(user: User) -> QuerySet[Person]:
    """Return the people whose sign-in this user looks after, never oneself; the sealed identity number is not read."""
    sites = sites_visible_to(user, SIGN_IN_ROLES)
    rows = Person.objects.filter(site__in=sites).select_related("site", "user").defer("resident_id")
    return but_ones_own(rows, user, "pk")


def acting_for_employers() -> QuerySet[RoleAssignment]:
    """Return who acts for an employer now: the role in force, the account open, the employer registered."""
    held = RoleAssignment.objects.filter(role=Role.EMPLOYER, ended_at__isnull=True)
    return held.filter(user__is_active=True, employer__is_verified=True)


def employer_of(user: User) -> Employer | None:
    """Return the employer for which a user acts now, read once per request (the user object lives that long)."""
    if "_employer_in_force" not in user.__dict__:
        held = acting_for_employers().filter(user=user.pk).select_related("employer").order_by("pk").first()
        user.__dict__["_employer_in_force"] = held.employer if held else None
    found: Employer | None = user.__dict__["_employer_in_force"]
    return found


def rooms_administered_by(user: User) -> QuerySet[Room]:
    """Return the rooms of the sites that the user administers."""
    return Room.objects.filter(site__in=sites_visible_to(user, (Role.ADMINISTRATOR,))).select_related("site")


def terminals_administered_by(user: User) -> QuerySet[Terminal]:
    """Return the registered terminals of the sites that the user administers."""
    kept = Terminal.objects.filter(withdrawn_at__isnull=True).select_related("site", "room")
    return kept.filter(site__in=sites_visible_to(user, (Role.ADMINISTRATOR,)))
