"""The ledger of one enrolment as a registrar reads it: by part of the plan, session by session, lesson by lesson."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses.catalog.api import Requirement, RequirementKind, requirements_of_kind
from lms.accounts.api import User
from lms.core.clock import local_date
from lms.core.rows import one_of
from lms.delivery.classdesk.policies import sites_run_by
from lms.delivery.cohorts.models import CohortMember
from lms.delivery.errors import HoursNotFound
from lms.delivery.hours.learning.queries import list_learning
from lms.delivery.hours.models import HoursEntry, LearningEntry, Measure
from lms.delivery.hours.proofs import asked_by
from lms.delivery.hours.queries import plan_minutes
from lms.delivery.hours.rules import LEARNT, Entry, Part, Standing, Sum, against_plan, towards
from lms.delivery.register.models import AttendanceMark, Register
from lms.delivery.timetable.models import ClassSession, TeachingKind
from lms.enrolments.api import Enrolment, horizon_of

_OF_ENTRY = (
    "course",
    "unit",
    "register__session__cohort__site",
    "register__session__cohort__school",
    "register__session__course",
    "register__session__unit",
    "correction",
)


@dataclass(frozen=True, slots=True)
class SessionLine:
    """What one locked register brought: minutes, what it says now, and the corrections that led there.

    `before` are the attended minutes before the first correction, None without one. Reasons are those that may be read.
    """

    session: ClassSession
    mark: AttendanceMark | None
    planned: int
    delivered: int
    attended: int
    before: int | None
    reasons: tuple[str, ...]
    is_own: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A requirement of hours, and how many of the minutes that it asks for count."""

    requirement: Requirement
    done: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything of one enrolment; with `is_part` only what was taught at the reader's sites, as it went elsewhere.

    `plan`: the minutes of the whole plan by kind. Of a part nothing is said of what is asked.
    """

    enrolment: Enrolment
    plan: dict[str, int]
    asked: list[Asked]
    standings: list[Standing]
    titles: dict[Part, str]
    lines: list[SessionLine]
    entries: list[HoursEntry]
    learning: list[LearningEntry]
    is_part: bool


def ledger_of(user: User, uuid: UUID) -> Ledger:
    """Return the ledger of an enrolment; the queries do not grow with its rows.

    The site where somebody is now reads all of it, wherever it was taught; a site that somebody left reads what was
    taught there, and what was accepted for learning until the last day there.

    :raises HoursNotFound: there is no such enrolment, or nothing of it is the reader's; the two look alike.
    """
    sites = set(sites_run_by(user).values_list("pk", flat=True))
    rows = Enrolment.objects.select_related("person", "version__programme", "school", "site")
    if user.person_id:
        rows = rows.exclude(person=user.person_id)
    refusal = HoursNotFound(_("There is nothing at this address."))
    enrolment = one_of(rows.defer("person__resident_id"), uuid, refusal)
    is_part = enrolment.site_id not in sites
    entries = list(_entries(enrolment, sites if is_part else None))
    learning = list_learning([enrolment])[enrolment.pk]
    if is_part:
        learning = _until(learning, horizon_of(user, enrolment.person))
        if not (entries or learning or _belonged(enrolment, sites)):
            raise refusal
    titles = {_part(row): row.unit.title if row.unit else row.course.title for row in entries}
    titles |= {_part_learnt(row): row.unit.title for row in learning}
    plan = plan_minutes(enrolment.version)
    standings = _standings(plan, titles, [*map(_plain, entries), *map(_learnt, learning)])
    return Ledger(
        enrolment,
        {kind: sum(plan[part] for part in plan if part.kind == kind) for kind in TeachingKind},
        [] if is_part else _asked(enrolment, standings),
        standings,
        titles,
        _lines(enrolment, entries, sites),
        entries,
        learning,
        is_part,
    )


def _until(learning: Iterable[LearningEntry], last: date | None) -> list[LearningEntry]:
    return [row for row in learning if last is None or local_date(row.recorded_at) <= last]


def _belonged(enrolment: Enrolment, sites: set[int]) -> bool:
    return CohortMember.objects.filter(enrolment=enrolment, cohort__site__in=sites).exists()


def _standings(
    plan: Mapping[Part, int], titles: Mapping[Part, str], rows: Sequence[Entry | Sum]
) -> list[Standing]:
    """Return the parts of which there is something; what is in no part of the plan has a plan of nothing."""
    whole = {**plan, **{part: 0 for part in titles if part not in plan}}
    return [row for row in against_plan(whole, rows) if row.part in titles]


def _asked(enrolment: Enrolment, standings: Sequence[Standing]) -> list[Asked]:
    found = []
    for row in requirements_of_kind(enrolment.version_id, RequirementKind.HOURS_ATTENDED):
        asked = asked_by(row)
        found.append(Asked(row, sum(towards(standings, asked).values()), sum(asked.values())))
    return found


def _entries(enrolment: Enrolment, sites: set[int] | None) -> QuerySet[HoursEntry]:
    rows = HoursEntry.objects.filter(enrolment=enrolment).select_related(*_OF_ENTRY)
    if sites is not None:
        rows = rows.filter(register__session__cohort__site__in=sites)
    return rows.order_by("register__session__begins_at", "pk")


def _part(row: HoursEntry) -> Part:
    return Part(row.course.code, row.unit.code if row.unit else "", row.kind)


def _part_learnt(row: LearningEntry) -> Part:
    return Part(row.course.code, row.unit.code, TeachingKind.THEORY)


def _learnt(row: LearningEntry) -> Sum:
    return Sum(_part_learnt(row), LEARNT, row.minutes)


def _plain(row: HoursEntry) -> Entry:
    return Entry(row.register_id, row.enrolment_id, _part(row), row.measure, row.minutes)


def _lines(enrolment: Enrolment, entries: Iterable[HoursEntry], sites: set[int]) -> list[SessionLine]:
    by_register: dict[Register, list[HoursEntry]] = {}
    for row in entries:
        by_register.setdefault(row.register, []).append(row)
    marks = AttendanceMark.objects.filter(enrolment=enrolment, register__in=list(by_register))
    said = {mark.register_id: mark for mark in marks}
    return [_line(key, rows, said.get(key.pk), sites) for key, rows in by_register.items()]


def _line(
    register: Register, rows: list[HoursEntry], mark: AttendanceMark | None, sites: set[int]
) -> SessionLine:
    sums = {measure: sum(row.minutes for row in rows if row.measure == measure) for measure in Measure}
    is_own = register.session.cohort.site_id in sites
    # Why a register was corrected may be a matter of health: it stays with the site that kept it.
    reasons = {row.correction_id: row.correction.reason for row in rows if row.correction and is_own}
    attended = [row for row in rows if row.measure == Measure.ATTENDED]
    return SessionLine(
        register.session,
        mark,
        sums[Measure.PLANNED],
        sums[Measure.DELIVERED],
        sums[Measure.ATTENDED],
        attended[0].minutes if len(attended) > 1 else None,
        tuple(reasons.values()),
        is_own,
    )
