"""Asks for plans and lists, and makes them: a row is written once, its outcome is filled in once by the worker."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit, jobs
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.models import Job, JobState
from lms.core.sentences import enumerated
from lms.enrolments.admission.models import Admission
from lms.enrolments.audit_actions import AuditAction
from lms.enrolments.errors import PlanBusy, PlanUnclear
from lms.enrolments.models import EnrolmentState
from lms.enrolments.planning.risk import risk_of
from lms.enrolments.planning.site_facts import Effort, Fixes
from lms.enrolments.proposals.fixing import decided_both_ways
from lms.enrolments.proposals.loading import Facts, load_facts
from lms.enrolments.proposals.models import PersonAtRisk, PlanProposal, RiskList
from lms.enrolments.proposals.offered import code_of
from lms.enrolments.proposals.outcomes import (
    Json,
    earlier_from_json,
    fixes_as_json,
    fixes_from_json,
    plan_as_json,
    risk_as_json,
)
from lms.enrolments.proposals.rules import fingerprint, monday_of
from lms.organisations.api import Site

PLAN_JOB, RISK_JOB = "enrolments.propose_classes", "enrolments.list_people_at_risk"
# As measured for 300 people (ADR 0128): a bound is proved within a minute on two cores.
EFFORT = Effort(units=12, workers=2, start_every_weeks=4, good_enough=0.01)
WORKER = Actor.system("worker")
Heard = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class NewProposal:
    """For which site a plan is wanted, what is fixed beforehand, which plan it starts from, and the form's key."""

    site: Site
    by: User
    client_key: UUID
    fixes: Fixes = Fixes()
    based_on: PlanProposal | None = None


def lock_site(site: Site) -> None:
    """Lock a site for the caller's transaction: two who ask for a plan at once see each other's."""
    Site.objects.select_for_update(no_key=True).get(pk=site.pk)


def ask_for_proposal(*, new: NewProposal, actor: Actor, now: datetime) -> PlanProposal:
    """Have a plan made; the same form sent twice is one.

    :raises PlanUnclear: somebody is kept and left out at once; everybody is named.
    :raises PlanBusy: one is being made for this site already.
    """
    _refuse_both_ways(new)
    with transaction.atomic(durable=True):
        lock_site(new.site)
        known = PlanProposal.objects.filter(client_key=new.client_key).first()
        if known is not None:
            return known
        if any(
            is_being_made(row) for row in PlanProposal.objects.filter(site=new.site, outcome__isnull=True)
        ):
            raise PlanBusy(_("A plan is being made for this site. Wait until it is there."))
        row = PlanProposal.objects.create(
            site=new.site,
            based_on=new.based_on,
            fixes=fixes_as_json(new.fixes),
            by=new.by,
            at=now,
            client_key=new.client_key,
        )
        jobs.enqueue(kind=PLAN_JOB, key=str(row.uuid), payload={"plan": str(row.uuid)}, now=now)
        audit.record(actor=actor, action=AuditAction.ASK_FOR_PLAN, target=row, now=now)
    return row


def _refuse_both_ways(new: NewProposal) -> None:
    out, shut = decided_both_ways(new.fixes)
    if not out | shut:
        return
    stays = Admission.objects.filter(uuid__in=out | shut, site=new.site).order_by("person__sort_name", "pk")
    named = {str(uuid): name for uuid, name in stays.values_list("uuid", "person__full_name")}
    reasons = [
        words % {"names": enumerated(name for stay, name in named.items() if stay in found)}
        for found, words in (
            (out, _("To be kept in a class and left out of its programme: %(names)s.")),
            (shut, _("To be kept in a class that is not to be opened: %(names)s.")),
        )
        if found
    ]
    raise PlanUnclear(_("No plan was asked for: decide one way for each person."), reasons=reasons)


def job_of(row: PlanProposal | RiskList) -> Job | None:
    """Return the work on a plan or list."""
    kind = PLAN_JOB if isinstance(row, PlanProposal) else RISK_JOB
    return Job.objects.filter(kind=kind, key=str(row.uuid)).first()


def is_being_made(row: PlanProposal | RiskList) -> bool:
    """Return whether somebody still works on it."""
    job = job_of(row)
    return row.outcome is None and job is not None and job.state in (JobState.QUEUED, JobState.RUNNING)


def solve_proposal(*, uuid: UUID, heard: Heard, now: datetime) -> None:
    """Make the plan that a row asks for. Again it changes nothing."""
    # Here: the solver and what it brings along are large, and web processes never plan.
    from lms.enrolments.planning.site import for_site

    row = PlanProposal.objects.select_related("site", "based_on").get(uuid=uuid)
    if row.outcome is not None:
        return
    facts = load_facts(row.site, now=now)
    earlier = earlier_from_json(row.planned_before)
    task = facts.task(still_here(fixes_from_json(row.fixes), facts), earlier)
    inputs = fingerprint([task, EFFORT])
    told = [0]
    plan = jobs.while_alive(partial(for_site, task, EFFORT, told.append), lambda: heard(told[-1]))
    outcome = plan_as_json(plan, facts, inputs)
    after = {name: outcome[name] for name in ("inputs", "reached", "bound")}
    with transaction.atomic(durable=True):
        _fill(PlanProposal, uuid, outcome, (AuditAction.KEEP_PLAN, after), now=now)


def still_here(fixes: Fixes, facts: Facts) -> Fixes:
    """Return what staff fixed without the people who have left since, and the programmes that are offered no more.

    A class that is open by now is held as it was opened, and who is in it needs no seat kept.
    """
    known, offered = set(facts.stays), set(facts.offered)
    opened = {one.code for one in facts.opened}
    inside = {(stay, one.code) for one in facts.opened for stay in one.members}
    return replace(
        fixes,
        cohorts=tuple(one for one in fixes.cohorts if one.code not in opened),
        joins=frozenset(pair for pair in fixes.joins if pair[0] in known and pair not in inside),
        refused=frozenset(pair for pair in fixes.refused if pair[0] in known and pair[1] in offered),
    )


def ask_for_risk_list(
    *, site: Site, by: User | None, client_key: UUID, actor: Actor, now: datetime
) -> RiskList:
    """Have the list of people at risk made; the same form sent twice is one.

    :raises PlanBusy: it is being made for this site already.
    """
    with transaction.atomic(durable=True):
        lock_site(site)
        known = RiskList.objects.filter(client_key=client_key).first()
        if known is not None:
            return known
        if any(is_being_made(row) for row in RiskList.objects.filter(site=site, outcome__isnull=True)):
            raise PlanBusy(_("The list is being made for this site. Wait until it is there."))
        row = RiskList.objects.create(site=site, by=by, at=now, client_key=client_key)
        jobs.enqueue(kind=RISK_JOB, key=str(row.uuid), payload={"list": str(row.uuid)}, now=now)
        audit.record(actor=actor, action=AuditAction.ASK_FOR_RISK_LIST, target=row, now=now)
    return row


def ask_for_weekly_lists(*, now: datetime) -> int:
    """Ask for the list of this week at each site with people, where it is not there; return how many were asked for."""
    asked = 0
    open_stays = Admission.objects.filter(left_date__isnull=True)
    for site in Site.objects.filter(pk__in=open_stays.values("site")).order_by("pk"):
        monday = monday_of(local_date(now, zone=site.time_zone))
        key = uuid5(site.uuid, f"at-risk {monday.isoformat()}")
        if RiskList.objects.filter(client_key=key).exists():
            continue
        try:
            ask_for_risk_list(site=site, by=None, client_key=key, actor=WORKER, now=now)
        except PlanBusy:
            continue  # somebody asked a moment ago; the next hour asks again
        asked += 1
    return asked


def make_risk_list(*, uuid: UUID, heard: Callable[[int, int], None], now: datetime) -> None:
    """Make the list that a row asks for. Again it changes nothing."""
    row = RiskList.objects.select_related("site").get(uuid=uuid)
    if row.outcome is not None:
        return
    facts = load_facts(row.site, now=now)
    people: list[PersonAtRisk] = []
    for number, person in enumerate(facts.people, start=1):
        on = programmes_of(person.code, facts)
        risk = risk_of(person, facts.programmes, facts.site, facts.rule, on)
        if risk:
            stay, told = facts.stays[person.code], risk_as_json(risk, on)
            people.append(PersonAtRisk(risk_list=row, stay=stay, danger=risk.danger.value, told=told))
        if number % 25 == 0:
            heard(number, len(facts.people))
    after = {"of": len(facts.people), "at_risk": len(people)}
    outcome = {"day": facts.day.isoformat(), **after}
    with transaction.atomic(durable=True):
        if _fill(RiskList, uuid, outcome, (AuditAction.KEEP_RISK_LIST, after), now=now):
            PersonAtRisk.objects.bulk_create(people, batch_size=200)


def programmes_of(stay: str, facts: Facts) -> frozenset[str]:
    """Return the codes of the programmes that a person is on."""
    rows = facts.records.of(facts.stays[stay].person_id)
    return frozenset(code_of(row.version) for row in rows if row.state == EnrolmentState.ACTIVE)


def _fill(model: Any, uuid: UUID, outcome: Json, said: tuple[AuditAction, Json], *, now: datetime) -> bool:
    """Fill an outcome inside the caller's transaction; return whether it was empty."""
    action, after = said
    row = model.objects.select_for_update(of=("self",)).get(uuid=uuid)
    if row.outcome is not None:
        return False
    row.outcome = outcome
    row.save(update_fields=["outcome"])
    audit.record(actor=WORKER, action=action, target=row, after=after, now=now)
    return True
