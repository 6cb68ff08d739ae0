"""What a site teaches, for the planner below: qualified instructors, hours that are attended, sessions to come."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, Sum

from lms.accounts.api import holders_of
from lms.core.clock import local_date
from lms.core.enums import Role
from lms.delivery.cohorts.again import opened_by_key
from lms.delivery.cohorts.models import CohortMember, Qualification
from lms.delivery.cohorts.queries import lasting_from
from lms.delivery.cohorts.rules import Stay, free_from, most_from
from lms.delivery.hours.models import HoursEntry, LearningEntry, Measure
from lms.delivery.timetable.models import ClassSession, Holiday, SessionState, TeachingKind
from lms.enrolments.api import Attended, InClass, OpenedClass, PlannedSession, PlanPart, Qualified, Teaching
from lms.organisations.api import Site


def teaching_at(site: Site, enrolments: Sequence[int], *, now: datetime) -> Teaching:
    """Return what a site teaches from now on; the queries do not grow with people."""
    today = local_date(now, zone=site.time_zone)
    days = Holiday.objects.filter(site=site, day__gte=today).values_list("day", flat=True)
    stays = _stays(site, today)
    return Teaching(
        frozenset(days),
        _qualified(site, today),
        _attended(enrolments),
        _sessions(site, now, stays),
        tuple(InClass(stay.enrolment, stay.free_from - timedelta(days=1)) for stay in stays),
    )


class _Stay(NamedTuple):
    """Who belongs to which cohort from a day on, and the first day not any more."""

    cohort: int
    enrolment: int
    joined_on: date
    free_from: date


def _stays(site: Site, today: date) -> list[_Stay]:
    """Return the stays in cohorts of the site that last today or begin later."""
    rows = CohortMember.objects.filter(
        lasting_from(today), cohort__site=site, cohort__cancelled_at__isnull=True
    )
    columns = ("cohort_id", "enrolment_id", "joined_on", "left_on", "cohort__ends_on")
    found = [
        _Stay(*row, free_from(left_on, ends_on))
        for *row, left_on, ends_on in rows.order_by("pk").values_list(*columns)
    ]
    return [stay for stay in found if stay.free_from > max(today, stay.joined_on)]


def _qualified(site: Site, today: date) -> tuple[Qualified, ...]:
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gte=today)
    rows = Qualification.objects.filter(
        lasting, valid_from__lte=today, instructor__in=holders_of(Role.INSTRUCTOR, site).order_by()
    )
    columns = ("instructor__uuid", "programme__code", "valid_until")
    return tuple(Qualified(str(who), code, until) for who, code, until in rows.values_list(*columns))


def _attended(enrolments: Sequence[int]) -> tuple[Attended, ...]:
    """Return what registers say was attended, and what was accepted for learning in lessons."""
    rows = HoursEntry.objects.filter(enrolment__in=list(enrolments), measure=Measure.ATTENDED).order_by()
    parts = rows.values_list("enrolment_id", "course__code", "unit__code", "kind")
    found = {
        (enrolment, PlanPart(course, unit or "", kind)): minutes
        for enrolment, course, unit, kind, minutes in parts.annotate(sum=Sum("minutes"))
    }
    learning = LearningEntry.objects.filter(enrolment__in=list(enrolments)).order_by()
    learnt = learning.values_list("enrolment_id", "course__code", "unit__code").annotate(sum=Sum("minutes"))
    for enrolment, course, unit, minutes in learnt:
        key = (enrolment, PlanPart(course, unit, TeachingKind.THEORY))
        found[key] = found.get(key, 0) + minutes
    return tuple(Attended(enrolment, part, minutes) for (enrolment, part), minutes in found.items())


def _sessions(site: Site, now: datetime, listed: Sequence[_Stay]) -> tuple[PlannedSession, ...]:
    """Return the sessions that have not begun, each with the enrolments that belong to its cohort on that day."""
    stays: dict[int, list[_Stay]] = {}
    for stay in listed:
        stays.setdefault(stay.cohort, []).append(stay)
    # Of a room that another site's cohort uses, or an instructor who teaches there, the time is taken as well.
    taking = Q(cohort__site=site) | Q(room__site=site) | Q(instructor__in=_teachers(site))
    sessions = ClassSession.objects.filter(taking, state=SessionState.PLANNED, begins_at__gt=now)
    wanted = ("cohort_id", "course__code", "unit__code", "kind", "room__uuid", "instructor__uuid")
    found = []
    for cohort, course, unit, kind, room, instructor, begins, ends in sessions.order_by(
        "begins_at", "pk"
    ).values_list(*wanted, "begins_at", "ends_at"):
        day = local_date(begins, zone=site.time_zone)
        inside = {one.enrolment for one in stays.get(cohort, ()) if one.joined_on <= day < one.free_from}
        part = PlanPart(course, unit or "", kind)
        found.append(PlannedSession(part, str(room), str(instructor), begins, ends, frozenset(inside)))
    return tuple(found)


def _teachers(site: Site) -> list[int]:
    return list(holders_of(Role.INSTRUCTOR, site).values_list("pk", flat=True))


def opened_classes(keys: Iterable[UUID], *, today: date) -> dict[UUID, OpenedClass]:
    """Return the classes of plans that are open and not over, by their keys; a constant number of queries."""
    cohorts = {key: row for key, row in opened_by_key(keys).items() if row.ends_on >= today}
    rows = [row.pk for row in cohorts.values()]
    lasting = CohortMember.objects.filter(lasting_from(today), cohort__in=rows).order_by("pk")
    members: dict[int, list[tuple[int, Stay]]] = {}
    for cohort, enrolment, *days in lasting.values_list("cohort_id", "enrolment_id", "joined_on", "left_on"):
        members.setdefault(cohort, []).append((enrolment, Stay(*days)))
    sessions = ClassSession.objects.filter(cohort__in=rows, state=SessionState.PLANNED)
    planned = set(sessions.order_by().values_list("cohort_id", flat=True).distinct())
    found = {}
    for key, row in cohorts.items():
        inside = members.get(row.pk, [])
        most = most_from((stay for _who, stay in inside), max(row.begins_on, today))
        free = max(0, row.capacity - most)
        people = frozenset(enrolment for enrolment, _stay in inside)
        found[key] = OpenedClass(row.begins_on, row.ends_on, free, people, row.pk in planned)
    return found
