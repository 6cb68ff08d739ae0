"""Who may see which outside certificates: registrars, those of people at their sites; everybody their own."""

from django.db.models import Q, QuerySet

from lms.accounts.api import Person, User, but_ones_own, sites_visible_to
from lms.core.enums import Role
from lms.enrolments.external.models import ExternalCertificate


def people_recorded_by(user: User) -> QuerySet[Person]:
    """Return the people whose papers the user records, never oneself; the sealed identity number is not read."""
    if not user.is_authenticated:
        return Person.objects.none()
    sites = sites_visible_to(user, (Role.REGISTRAR,))
    rows = Person.objects.filter(site__in=sites).select_related("user", "site").defer("resident_id")
    return but_ones_own(rows, user, "pk")


def visible_to(user: User) -> QuerySet[ExternalCertificate]:
    """Return the certificates of the user's own person and those of the people at the sites of a registrar."""
    if not user.is_authenticated:
        return ExternalCertificate.objects.none()
    own = Q(person_id=user.person_id) if user.person_id else Q(pk__in=[])
    at_sites = Q(person__site__in=sites_visible_to(user, (Role.REGISTRAR,)))
    return ExternalCertificate.objects.filter(own | at_sites)


def recorded_by(user: User) -> QuerySet[ExternalCertificate]:
    """Return the certificates that the user may record things about: as a registrar, never one's own."""
    if not user.is_authenticated:
        return ExternalCertificate.objects.none()
    rows = ExternalCertificate.objects.filter(person__site__in=sites_visible_to(user, (Role.REGISTRAR,)))
    return but_ones_own(rows, user, "person")
