"""A weekly list of people at risk that is filled, for `benchmarks.bench_people`.

The planner would need hours for so many people: what it finds is made up, and kept in the rows that keep it.
"""

from datetime import date, datetime
from itertools import cycle
from uuid import uuid4

from courses.catalog.api import ProgrammeVersion
from lms.enrolments.admission.models import Admission
from lms.enrolments.planning.eligibility import Reason, Why
from lms.enrolments.planning.personal import PersonPlan, Verdict
from lms.enrolments.planning.risk import Danger, Risk
from lms.enrolments.proposals.models import PersonAtRisk, RiskList
from lms.enrolments.proposals.offered import code_of
from lms.enrolments.proposals.outcomes import risk_as_json
from lms.organisations.models import Site

ONE_IN = 5  # people of a site who are at risk
OFFERED = 8  # programmes that a site offers: the list says of each whether it fits
REASONS = (
    Reason(Why.NO_EXAM_IN_TIME),
    Reason(Why.NOT_ENOUGH_HOURS, needed=120, found=40),
    Reason(Why.FITNESS_UNKNOWN),
)


def keep_list(site: Site, version: ProgrammeVersion, *, at: datetime) -> RiskList:
    """Keep the list of a week with every fifth person of the site."""
    code = code_of(version)
    stays = Admission.objects.filter(site=site).order_by("pk")
    found = list(stays[::ONE_IN])
    outcome = {"day": at.date().isoformat(), "of": stays.count(), "at_risk": len(found)}
    row = RiskList.objects.create(site=site, by=None, at=at, client_key=uuid4(), outcome=outcome)
    people = []
    for stay, danger in zip(found, cycle((Danger.IMPOSSIBLE, Danger.NOT_BEGUN)), strict=False):
        told = risk_as_json(_risk(str(stay.uuid), danger, code, at.date()), frozenset({code}))
        people.append(PersonAtRisk(risk_list=row, stay=stay, danger=danger.value, told=told))
    PersonAtRisk.objects.bulk_create(people, batch_size=200)
    return row


def _risk(stay: str, danger: Danger, code: str, day: date) -> Risk:
    fits = danger is Danger.NOT_BEGUN
    first = Verdict(code, fits, day if fits else None, () if fits else REASONS)
    others = [Verdict(f"{code}-{number}", False, None, REASONS) for number in range(1, OFFERED)]
    return Risk(danger, PersonPlan(stay, 1, day if fits else None, (first, *others), () if fits else None))
