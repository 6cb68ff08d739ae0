"""Who draws papers, who sees which, and who sees only that one was opened. No invigilator is among them.

Schemes belong to all, as programmes do. A paper belongs to the school it was drawn for and to the sites that sit it.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from lms.accounts.api import User, assignments_of, sites_visible_to
from lms.core.access import Roles
from lms.core.clock import local_date, now
from lms.core.enums import Role
from lms.exams.paperdesk.models import KeyProposal, PaperOrder
from lms.exams.papers.models import PaperVersion
from lms.exams.sittings.models import Sitting
from lms.organisations.api import School, Site, pairings_in_force

OFFICER_ROLES = (Role.EXAMINATIONS_OFFICER,)
# Auditors see that a paper is there, that it was opened, by whom and why; never what is in it.
LOOKER_ROLES = (Role.EXAMINATIONS_OFFICER, Role.AUDITOR)
DRAW = Roles(*OFFICER_ROLES)
LOOK = Roles(*LOOKER_ROLES)


def schools_of(user: User, roles: tuple[Role, ...] = OFFICER_ROLES) -> QuerySet[School]:
    """Return the schools for which the user works: directly, or at a site, or above one, where they teach today."""
    held = assignments_of(user, roles)
    below = Site.objects.filter(
        administration__in=held.filter(administration__isnull=False).values("administration")
    )
    at = Q(site__in=held.filter(site__isnull=False).values("site")) | Q(site__in=below)
    taught = pairings_in_force(local_date(now())).filter(at)
    own = Q(pk__in=held.filter(school__isnull=False).values("school"))
    return School.objects.filter(own | Q(pk__in=taught.values("school")))


def orders_visible_to(user: User) -> QuerySet[PaperOrder]:
    """Return the orders for papers of the user's schools."""
    rows = PaperOrder.objects.select_related("scheme", "school", "by", "drawing")
    return rows.filter(school__in=schools_of(user))


def papers_visible_to(user: User, roles: tuple[Role, ...]) -> QuerySet[PaperVersion]:
    """Return the papers drawn for the schools, or sat at the sites, where the user has one of the roles.

    What is on them is not read. Roles count where they are held: an officer here who audits there only looks there.
    """
    sat = Sitting.objects.filter(papers=OuterRef("pk"), site__in=sites_visible_to(user, roles))
    ours = PaperOrder.objects.filter(drawing=OuterRef("drawing"), school__in=schools_of(user, roles))
    rows = PaperVersion.objects.select_related("scheme", "drawing").defer("content")
    return rows.filter(Exists(sat) | Exists(ours))


def proposals_visible_to(user: User) -> QuerySet[KeyProposal]:
    """Return the proposed keys of papers with which the user works."""
    rows = KeyProposal.objects.select_related(
        "paper__scheme", "paper__drawing", "by", "decided_by", "correction__key"
    )
    return rows.filter(paper__in=papers_visible_to(user, OFFICER_ROLES))
