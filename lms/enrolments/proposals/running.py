"""Classes of earlier plans that are open at a site: who is in them, their places left, and what they take meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models.fields.json import KeyTransform

from lms.core.equipment import Days
from lms.enrolments.admission.models import Admission
from lms.enrolments.planning.facts import Room
from lms.enrolments.planning.site_facts import OpenCohort
from lms.enrolments.proposals.models import PlanProposal
from lms.enrolments.proposals.offered import Offered
from lms.enrolments.proposals.people import Records
from lms.enrolments.proposals.rules import key_of_class
from lms.enrolments.proposals.sources import OpenedClass, opened_classes
from lms.organisations.api import Site


@dataclass(frozen=True, slots=True)
class Running:
    """A class that is open, and whether its timetable says already where and by whom it is held."""

    cohort: OpenCohort
    has_timetable: bool

    def lessons(self) -> list[tuple[str, tuple[str, date]]]:
        """Return who and what is taken in which part of which day: as proposed, until sessions are planned."""
        one = self.cohort
        if self.has_timetable:
            return []
        length = (one.last_lesson - one.first_lesson).days + 1
        days = [one.first_lesson + timedelta(days=number) for number in range(length)]
        return [(who, (one.band, day)) for who in (one.room, one.instructor) if who for day in days]


def classes_running(
    site: Site, records: Records, stays: Sequence[Admission], today: date
) -> tuple[Running, ...]:
    """Return the classes of the site's plans that are open and not over; the queries do not grow with plans."""
    kept = _proposed(site)
    known = opened_classes(kept, today=today)
    codes = {stay.person_id: str(stay.uuid) for stay in stays}
    people = {row.pk: codes[row.person_id] for row in records.enrolments if row.person_id in codes}
    found: dict[str, Running] = {}
    for key, row in known.items():
        one = _cohort(kept[key], row, people)
        found.setdefault(one.code, Running(one, row.has_timetable))
    return tuple(found[key] for key in sorted(found))


def with_seats(
    running: Sequence[Running], rooms: Sequence[Room], offered: Mapping[str, Offered]
) -> tuple[OpenCohort, ...]:
    """Return the classes with no more free places than the proposed room has, while no timetable names another one."""
    by_code = {room.code: room for room in rooms}
    found = []
    for row in running:
        one, free = row.cohort, row.cohort.free
        room, programme = by_code.get(one.room), offered.get(one.programme)
        if room and programme and not row.has_timetable:
            seats = room.places_for(programme.fact, Days(one.first_lesson, one.last_lesson))
            free = max(0, min(free, seats - len(one.members)))
        found.append(replace(one, free=free))
    return tuple(found)


def _proposed(site: Site) -> dict[UUID, Mapping[str, Any]]:
    """Return the classes of the site's plans by their keys, those of the newest plan first."""
    rows = PlanProposal.objects.filter(site=site, outcome__isnull=False).order_by("-pk")
    plans = rows.values_list("uuid", KeyTransform("cohorts", "outcome"))
    return {key_of_class(plan, one["code"]): one for plan, cohorts in plans for one in cohorts or ()}


def _cohort(kept: Mapping[str, Any], row: OpenedClass, people: Mapping[int, str]) -> OpenCohort:
    return OpenCohort(
        code=kept["code"],
        programme=kept["programme"],
        group=kept.get("group", ""),
        band=kept["band"],
        first_lesson=row.begins_on,
        last_lesson=row.ends_on,
        free=row.free,
        members=tuple(sorted({people[key] for key in row.enrolments if key in people})),
        room=kept["room"] or "",
        instructor=kept["instructor"] or "",
    )
