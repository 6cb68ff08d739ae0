"""Who may see plans and lists of people at risk: registrars, of their own sites."""

from django.db.models import QuerySet

from lms.accounts.api import User
from lms.enrolments.admission.policies import REGISTRARS, sites_admitting
from lms.enrolments.proposals.models import PlanProposal, RiskList

__all__ = ["REGISTRARS", "lists_visible_to", "sites_admitting", "visible_to"]


def visible_to(user: User) -> QuerySet[PlanProposal]:
    """Return the plans of the sites where the user is a registrar."""
    return PlanProposal.objects.filter(site__in=sites_admitting(user))


def lists_visible_to(user: User) -> QuerySet[RiskList]:
    """Return the lists of the sites where the user is a registrar."""
    return RiskList.objects.filter(site__in=sites_admitting(user))
