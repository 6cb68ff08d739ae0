"""What the newest list of people at risk says of some people, for audits: these count what is there, not what fits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from lms.core.clock import local_date
from lms.enrolments.admission.models import Admission
from lms.enrolments.proposals.models import PersonAtRisk, RiskList
from lms.enrolments.proposals.shown_risk import danger_on
from lms.enrolments.proposals.words import DANGERS
from lms.organisations.api import Site


@dataclass(frozen=True, slots=True)
class RisksTold:
    """From which day the list is, None without one; by key of a person why at risk in words, and the stay.

    `judged`: of whom it still says something, also by not naming them: they were there, with the forecast of now.
    """

    day: date | None = None
    words: Mapping[int, str] = field(default_factory=dict)
    stays: Mapping[int, UUID] = field(default_factory=dict)
    judged: frozenset[int] = frozenset()


def risks_told(site: Site, people: Iterable[int], *, today: date) -> RisksTold:
    """Return what the newest list of a site that is made says of people who are there still; three queries."""
    row = RiskList.objects.filter(site=site, outcome__has_key="at_risk").order_by("-pk").first()
    if row is None:
        return RisksTold()
    stays = Admission.objects.filter(site=site, person__in=list(people), left_date=None)
    listed = PersonAtRisk.objects.filter(risk_list=row, stay__in=stays)
    rows = list(listed.select_related("stay").defer("told"))
    known = {one.stay.person_id: danger_on(one, today) for one in rows}
    return RisksTold(
        local_date(row.at, zone=site.time_zone),
        {person: str(DANGERS[danger]) for person, danger in known.items() if danger},
        {one.stay.person_id: one.stay.uuid for one in rows},
        frozenset(_known_then(stays, row.at).values_list("person", flat=True)),
    )


def _known_then(stays: QuerySet[Admission], at: datetime) -> QuerySet[Admission]:
    """Return the stays that a list of an instant judged, with the same forecast of release as now."""
    return stays.filter(created_at__lte=at).exclude(forecasts__at__gt=at)
