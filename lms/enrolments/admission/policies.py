"""Who may admit, and see who was admitted: registrars, at their own sites; never one's own stay."""

from django.db.models import Q, QuerySet

from lms.accounts.api import User, but_ones_own, sites_visible_to
from lms.core.access import Roles
from lms.core.enums import Role
from lms.enrolments.admission.models import Admission, AdmissionFile, FileState
from lms.organisations.api import Site

REGISTRARS = Roles(Role.REGISTRAR)


def sites_admitting(user: User) -> QuerySet[Site]:
    """Return the sites at which the user admits people."""
    if not user.is_authenticated:
        return Site.objects.none()
    return sites_visible_to(user, (Role.REGISTRAR,))


def visible_to(user: User) -> QuerySet[Admission]:
    """Return the stays of others at the sites where the user is a registrar; sealed identity numbers are not read."""
    rows = but_ones_own(Admission.objects.filter(site__in=sites_admitting(user)), user, "person")
    return rows.select_related("person__user", "site").defer("person__resident_id")


def files_visible_to(user: User) -> QuerySet[AdmissionFile]:
    """Return the user's own admission files, and those by which people were admitted at the user's sites."""
    admitted = Q(state=FileState.ADMITTED)
    return AdmissionFile.objects.filter(Q(by=user.pk) | admitted, site__in=sites_admitting(user))
