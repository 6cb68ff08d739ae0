"""Plans and lists as registrars ask for them, with the worker's part done at once."""

from uuid import uuid4

from lms.accounts.models import User
from lms.core.actor import Actor
from lms.enrolments.planning.site_facts import Fixes
from lms.enrolments.proposals import operations
from lms.enrolments.proposals.models import PlanProposal, RiskList
from lms.organisations.models import Site
from tests.factories.courses import NOW


def asked(site: Site, registrar: User, *, fixes: Fixes | None = None, key=None, around=None) -> PlanProposal:
    """Ask for a plan, perhaps around another one."""
    new = operations.NewProposal(site, registrar, key or uuid4(), fixes or Fixes(), around)
    return operations.ask_for_proposal(new=new, actor=Actor(registrar.uuid, "registrar"), now=NOW)


def made(row: PlanProposal) -> PlanProposal:
    """Do what the worker does for a plan."""
    operations.solve_proposal(uuid=row.uuid, heard=lambda _part: None, now=NOW)
    row.refresh_from_db()
    return row


def listed(site: Site, registrar: User | None = None) -> RiskList:
    """Ask for the list of people at risk, and make it."""
    row = operations.ask_for_risk_list(
        site=site, by=registrar, client_key=uuid4(), actor=Actor.system("test"), now=NOW
    )
    operations.make_risk_list(uuid=row.uuid, heard=lambda _done, _of: None, now=NOW)
    row.refresh_from_db()
    return row
