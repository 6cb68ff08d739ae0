"""Who sees and changes separate groups: registrars who hold their role at the site itself, and nobody else.

Not a school's registrar who works there, and not one of the administration above: keeping apart is the site's own
matter, and the fewer know it the better.
"""

from django.db.models import QuerySet

from lms.accounts.api import User, but_ones_own, sites_held_by
from lms.core.enums import Role
from lms.enrolments.admission.models import Admission
from lms.enrolments.apart.models import SeparateGroup
from lms.organisations.api import Site


def sites_grouped_by(user: User) -> QuerySet[Site]:
    """Return the sites whose separate groups the user keeps."""
    if not user.is_authenticated:
        return Site.objects.none()
    return sites_held_by(user, (Role.REGISTRAR,))


def groups_kept_by(user: User) -> QuerySet[SeparateGroup]:
    """Return the groups of these sites."""
    return SeparateGroup.objects.filter(site__in=sites_grouped_by(user)).select_related("site")


def stays_grouped_by(user: User) -> QuerySet[Admission]:
    """Return the stays of others whose group the user may see."""
    rows = but_ones_own(Admission.objects.filter(site__in=sites_grouped_by(user)), user, "person")
    return rows.select_related("person__user", "site").defer("person__resident_id")


def may_see_groups(user: User, site_id: int) -> bool:
    """Return whether the user may see who is in which group of a site."""
    return sites_grouped_by(user).filter(pk=site_id).exists()
