"""Cohorts as a registrar lists them, and what stands on the page of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from courses.catalog.api import Course, ProgrammeVersion, Unit, VersionState, list_courses
from lms.accounts.api import User, named
from lms.core.clock import local_date
from lms.core.rows import one_of
from lms.delivery.classdesk.policies import cohorts_run_by, sites_run_by, stays_run_by
from lms.delivery.cohorts.models import Cohort, CohortMember, Qualification
from lms.delivery.cohorts.queries import lasting_from
from lms.delivery.cohorts.rules import Stay, most_from
from lms.delivery.errors import CohortNotFound
from lms.delivery.timetable.minutes import PartMinutes, key_of_part, minutes_by_part
from lms.delivery.timetable.models import ClassSession, SessionState, TeachingKind
from lms.enrolments.api import Admission, Enrolment, EnrolmentState, interrupted_on, over_at
from lms.organisations.api import School, Site, pairings_in_force

MOST_TO_COME = 10
SORTS = {"code": "code", "begins": "begins_on", "ends": "ends_on", "programme": "version__programme__code"}


@dataclass(frozen=True, slots=True)
class Wish:
    """Which cohorts somebody asks for; "" asks for all, but for `state`, where it leaves out what is over."""

    words: str = ""
    site: str = ""
    programme: str = ""
    state: str = ""
    places: str = ""
    sort: str = ""


def list_cohorts(user: User, wish: Wish, *, today: date, now: datetime) -> QuerySet[Any]:
    """Return the cohorts of the user's sites that a wish asks for; `taken` places, and when the next session begins."""
    coming = ClassSession.objects.filter(
        cohort=OuterRef("pk"), state=SessionState.PLANNED, begins_at__gte=now
    )
    first = coming.order_by().values("cohort").annotate(first=Min("begins_at")).values("first")
    rows: QuerySet[Any] = cohorts_run_by(user).annotate(taken=_taken(today), next_at=Subquery(first))
    for word in wish.words.split()[:5]:
        programme = Q(version__programme__title_zh__icontains=word)
        programme |= Q(version__programme__title_en__icontains=word) | Q(
            version__programme__code__icontains=word
        )
        rows = rows.filter(Q(code__icontains=word) | programme)
    if wish.site:
        rows = rows.filter(site__code=wish.site)
    if wish.programme:
        rows = rows.filter(version__programme__code=wish.programme)
    if wish.places:
        rows = (
            rows.filter(taken__lt=F("capacity"))
            if wish.places == "free"
            else rows.filter(taken__gte=F("capacity"))
        )
    return _in_state(rows, wish.state, today).order_by(*_order(wish.sort))


def _taken(today: date) -> Greatest:
    """Return how many places of a cohort are taken, see `cohorts.rules.most_from`: counted where somebody comes."""
    stays = CohortMember.objects.filter(cohort=OuterRef("pk"), cohort__cancelled_at=None).order_by()
    inside = stays.filter(lasting_from(today), joined_on__lte=today).values("cohort")
    then = CohortMember.objects.filter(
        lasting_from(OuterRef("joined_on")), cohort=OuterRef("cohort"), joined_on__lte=OuterRef("joined_on")
    )
    beside = then.order_by().values("cohort").annotate(number=Count("pk")).values("number")
    coming = stays.filter(lasting_from(today), joined_on__gt=today).annotate(beside=Subquery(beside))
    return Greatest(
        Coalesce(Subquery(inside.annotate(number=Count("pk")).values("number")), 0),
        Coalesce(Subquery(coming.values("cohort").annotate(most=Max("beside")).values("most")), 0),
    )


def _in_state(rows: QuerySet[Any], state: str, today: date) -> QuerySet[Any]:
    if state == "all":
        return rows
    rows = rows.filter(cancelled_at__isnull=state != "cancelled")
    if state == "cancelled":
        return rows
    if state == "running":
        return rows.filter(begins_on__lte=today, ends_on__gte=today)
    if state == "coming":
        return rows.filter(begins_on__gt=today)
    if state == "over":
        return rows.filter(ends_on__lt=today)
    return rows.filter(ends_on__gte=today)


def _order(sort: str) -> list[str]:
    name = SORTS.get(sort.removeprefix("-"), "")
    return [f"-{name}" if sort.startswith("-") else name, "pk"] if name else ["begins_on", "code", "pk"]


def list_programmes_of(user: User) -> list[tuple[str, str]]:
    """Return code and title of the programmes that have cohorts at the user's sites."""
    found = {row.version.programme.code: row.version.programme.title for row in cohorts_run_by(user)}
    return sorted(found.items())


def list_offered_versions() -> QuerySet[ProgrammeVersion]:
    """Return the published versions, the newest of each programme first."""
    rows = ProgrammeVersion.objects.filter(state=VersionState.PUBLISHED).select_related("programme")
    return rows.order_by("programme__code", "-number")


def list_schools_for(user: User, *, today: date) -> QuerySet[School]:
    """Return the schools that teach today at one of the user's sites."""
    paired = pairings_in_force(today).filter(site__in=sites_run_by(user))
    return School.objects.filter(pk__in=paired.values("school")).order_by("code")


def list_schools_at(site: Site, *, today: date) -> QuerySet[School]:
    """Return the schools that teach today at a site."""
    paired = pairings_in_force(today).filter(site=site)
    return School.objects.filter(pk__in=paired.values("school")).order_by("code")


def free_code(site: Site, programme: str, day: date) -> str:
    """Return a code for a cohort that the site does not use yet: year, programme and the next number."""
    start = f"{day.year}-{programme}"[:26]
    used = set(Cohort.objects.filter(site=site, code__startswith=start).values_list("code", flat=True))
    return next(code for number in count(1) if (code := f"{start}-{number}") not in used)


def get_own_cohort(user: User, uuid: Any) -> Cohort:
    """Return a cohort at the user's sites.

    :raises CohortNotFound: there is none.
    """
    return one_of(cohorts_run_by(user), uuid, CohortNotFound(_("There is no such cohort.")))


def get_own_stay(user: User, uuid: Any) -> CohortMember:
    """Return a stay in a cohort at the user's sites.

    :raises CohortNotFound: there is none.
    """
    related = ("cohort__site", "cohort__version__programme", "enrolment__person")
    rows = stays_run_by(user).select_related(*related)
    return one_of(rows, uuid, CohortNotFound(_("There is no such member of a cohort.")))


@dataclass(frozen=True, slots=True)
class Members:
    """Stays in a cohort that last today or will, those that ended, and how many places are taken at most."""

    now: Sequence[CohortMember]
    former: Sequence[CohortMember]
    taken: int


def members_of(cohort: Cohort, *, today: date) -> Members:
    """Return the stays of a cohort in the order of names, each with whether the training `rests` on the day."""
    rows = cohort.members.select_related("enrolment__person__user").defer("enrolment__person__resident_id")
    rows = rows.annotate(rests=Exists(interrupted_on(today).filter(pk=OuterRef("enrolment"))))
    listed = list(rows.order_by("enrolment__person__sort_name", "joined_on", "pk"))
    runs = cohort.cancelled_at is None
    stays = {row: Stay(row.joined_on, row.left_on) for row in listed}
    lasting = [row for row in listed if row.left_on is None or (runs and stays[row].lasts_from(today))]
    taken = most_from([stays[row] for row in lasting], today)
    return Members(lasting, [row for row in listed if row not in lasting], taken)


def list_candidates(cohort: Cohort, words: str, *, today: date) -> QuerySet[Enrolment]:
    """Return who could join: enrolled on this version at this school and site, and in no cohort that is not over.

    `forecast`: when the person is expected to leave, None where that is not known. `left`: when the person left the
    site and can join no class of it, None for whoever can; those who left stand last. `free_from`: on which day to come
    the person, who leaves a class, can be in the next, None where that is no question.
    """
    day = max(cohort.begins_on, today)
    inside = CohortMember.objects.filter(left_on__isnull=True, cohort__ends_on__gte=day)
    rows = _enrolled_as(cohort).exclude(cohort_stays__in=inside)
    for word in words.split()[:5]:
        rows = rows.filter(named(word, at="person") | Q(person__user__username__startswith=word))
    here = Admission.objects.filter(person=OuterRef("person"), left_date__isnull=True)
    rows = rows.annotate(forecast=Subquery(here.values("forecast_date")[:1]), left=over_at(cohort.site_id))
    leaving = CohortMember.objects.filter(
        lasting_from(day), enrolment=OuterRef("pk"), left_on__isnull=False, cohort__cancelled_at=None
    )
    rows = rows.annotate(free_from=Subquery(leaving.order_by("-left_on").values("left_on")[:1]))
    rows = rows.select_related("person__user").defer("person__resident_id")
    return rows.order_by(F("left").asc(nulls_first=True), "person__sort_name", "pk")


def is_anybody_enrolled(cohort: Cohort) -> bool:
    """Return whether anybody is enrolled on the version of a cohort at its school and site, in whichever cohort."""
    return _enrolled_as(cohort).exists()


def _enrolled_as(cohort: Cohort) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(
        state=EnrolmentState.ACTIVE, version=cohort.version_id, school=cohort.school_id, site=cohort.site_id
    )


@dataclass(frozen=True, slots=True)
class PartHours:
    """Minutes of one part of the plan: what it asks, what the timetable has, what signed registers say was taught."""

    title: str
    kind: str
    plan: int
    timetabled: int
    delivered: int
    lost: int

    @property
    def open(self) -> int:
        """Return how many minutes are still to be planned; what was planned and not taught is wanted again."""
        return max(0, self.plan - self.given)

    @property
    def given(self) -> int:
        """Return how many minutes the timetable gave and will give, by what signed registers say."""
        return self.timetabled - self.lost


def hours_of_cohort(cohort: Cohort) -> list[PartHours]:
    """Return the parts of the version's plan in teaching order, with the cohort's minutes of each."""
    minutes = minutes_by_part(cohort)
    found = []
    for course in list_courses(cohort.version):
        parts: list[Course | Unit] = [*course.units.all()]
        for part in parts or [course]:
            for kind in TeachingKind:
                key = key_of_part(course, part, kind)
                plan = part.theory_minutes if kind == TeachingKind.THEORY else part.practice_minutes
                if plan or key in minutes:
                    has = minutes.get(key, PartMinutes())
                    found.append(_hours(part.title, kind, plan, has))
    return found


def hours_of_part(cohort: Cohort, course: Course, unit: Unit | None, kind: TeachingKind) -> PartHours:
    """Return what the plan and the timetable of a cohort have of one part in one kind."""
    part: Course | Unit = unit or course
    plan = part.theory_minutes if kind == TeachingKind.THEORY else part.practice_minutes
    key = key_of_part(course, part, kind)
    return _hours(part.title, kind, plan, minutes_by_part(cohort).get(key, PartMinutes()))


def _hours(title: str, kind: TeachingKind, plan: int, has: PartMinutes) -> PartHours:
    return PartHours(title, str(kind.label), plan, has.timetabled, has.taught, has.lost)


@dataclass(frozen=True, slots=True)
class Teacher:
    """Who teaches a cohort: how many minutes are planned, and by which qualifications.

    They are those that hold on a day of these sessions, whatever day is today; `without` counts sessions on whose day
    none does.
    """

    user: User
    minutes: int
    qualifications: tuple[Qualification, ...]
    without: int


def teachers_of(cohort: Cohort) -> list[Teacher]:
    """Return who teaches the planned sessions of a cohort, who teaches most first."""
    sessions: dict[User, list[ClassSession]] = {}
    for row in cohort.sessions.filter(state=SessionState.PLANNED).select_related("instructor"):
        sessions.setdefault(row.instructor, []).append(row)
    held: dict[int, list[Qualification]] = {}
    kept = Qualification.objects.filter(instructor__in=list(sessions), programme=cohort.version.programme_id)
    for one in kept.order_by("valid_from", "pk"):
        held.setdefault(one.instructor_id, []).append(one)
    found = [_teacher(user, rows, held.get(user.pk, []), cohort) for user, rows in sessions.items()]
    return sorted(found, key=lambda row: (-row.minutes, row.user.display_name))


def _teacher(
    user: User, sessions: Sequence[ClassSession], held: Sequence[Qualification], cohort: Cohort
) -> Teacher:
    days = [local_date(row.begins_at, zone=cohort.site.time_zone) for row in sessions]
    used = tuple(one for one in held if any(one.holds_on(day) for day in days))
    without = sum(not any(one.holds_on(day) for one in used) for day in days)
    return Teacher(user, sum(row.minutes for row in sessions), used, without)


def sessions_to_come(cohort: Cohort, *, now: datetime) -> list[ClassSession]:
    """Return the next planned sessions of a cohort."""
    rows = cohort.sessions.filter(state=SessionState.PLANNED, ends_at__gte=now)
    return list(
        rows.select_related("course", "unit", "room", "instructor").order_by("begins_at")[:MOST_TO_COME]
    )


def day_to_join(cohort: Cohort, *, now: datetime) -> date:
    """Return the day from which somebody who joins now belongs to the cohort."""
    today = local_date(now, zone=cohort.site.time_zone)
    return min(max(today, cohort.begins_on), cohort.ends_on)
