"""Cohorts for tests: `a_class()` has people, a room, an instructor; `planned(group)` plans its sessions."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from uuid import uuid4

from courses.catalog.api import Course, ProgrammeVersion, Unit
from lms.accounts.models import User
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.delivery.api import (
    ClassSession,
    Cohort,
    CohortMember,
    MarkWish,
    NewCohort,
    NewQualification,
    Pattern,
    Said,
    TeachingKind,
    WeeklySlot,
    add_qualification,
    join_cohort,
    lock_register,
    open_cohort,
    plan_sessions,
    propose_correction,
    save_marks,
    sign_register,
)
from lms.delivery.models import Correction
from lms.delivery.register.operations import Beside, Wish
from lms.enrolments.api import Enrolment, NewEnrolment, enrol_trainee
from lms.organisations.models import Room, School, Site
from tests.factories.accounts import give_role, instructor_at, trainee_at
from tests.factories.courses import NOW, a_version
from tests.factories.organisations import a_room, a_school_paired_with, a_site

ACTOR = Actor.system("test")
# 2026-06-01 is a Monday; sessions begin at nine by the site's clock.
MONDAY, LAST_DAY = date(2026, 6, 1), date(2026, 8, 30)
NINE = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
EVENING = NINE + timedelta(hours=10)
_numbers = count(1)


@dataclass
class Group:
    """A cohort and what it needs."""

    cohort: Cohort
    room: Room
    instructor: User
    people: list[Enrolment]
    members: list[CohortMember]

    @property
    def unit(self) -> Unit:
        return Unit.objects.filter(course__version=self.cohort.version_id).first()

    @property
    def course(self) -> Course:
        return self.unit.course


def an_enrolment(version: ProgrammeVersion, site: Site, school: School) -> Enrolment:
    """Return the enrolment of a new trainee."""
    wanted = NewEnrolment(trainee_at(site).person, version, school, uuid4())
    return enrol_trainee(enrolment=wanted, actor=ACTOR, now=NOW - timedelta(days=1))


def a_class(
    *, people: int = 2, capacity: int = 20, site: Site | None = None, version: ProgrammeVersion | None = None
) -> Group:
    """Return a cohort of new people from 2026-06-01 on, with a room and a qualified instructor."""
    site, version = site or a_site(), version or a_version()
    school = a_school_paired_with(site)
    new = NewCohort(f"C{next(_numbers)}", version, school, site, capacity, MONDAY, LAST_DAY)
    cohort = open_cohort(cohort=new, actor=ACTOR, now=NOW)
    instructor = instructor_at(site)
    qualify(instructor, cohort)
    rows = [an_enrolment(version, site, school) for _number in range(people)]
    members = [join(cohort, row) for row in rows]
    return Group(cohort, a_room(site), instructor, rows, members)


def qualify(instructor: User, cohort: Cohort) -> None:
    """Let the instructor teach the cohort's programme."""
    new = NewQualification(instructor, cohort.version.programme, "高级工", date(2020, 1, 1))
    add_qualification(qualification=new, actor=ACTOR, now=NOW)


def join(cohort: Cohort, enrolment: Enrolment, *, on: date = MONDAY) -> CohortMember:
    """Let the enrolment join."""
    return join_cohort(
        cohort_uuid=cohort.uuid, enrolment_uuid=enrolment.uuid, joined_on=on, actor=ACTOR, now=NOW
    )


def a_pattern(group: Group, **other: object) -> Pattern:
    """Return a pattern of one Monday session of 90 minutes, but for what is said otherwise."""
    values = {
        "cohort_uuid": group.cohort.uuid,
        "course": group.course,
        "unit": group.unit,
        "kind": TeachingKind.THEORY,
        "room": group.room,
        "instructor": group.instructor,
        "first": MONDAY,
        "last": MONDAY,
        "slots": (WeeklySlot(0, time(9), 90),),
        "series": uuid4(),
    }
    return Pattern(**{**values, **other})


def planned(group: Group, **other: object) -> list[ClassSession]:
    """Plan sessions of the group."""
    return plan_sessions(pattern=a_pattern(group, **other), actor=ACTOR, now=NOW)


def mark(
    session: ClassSession,
    *said: tuple[Enrolment, Said],
    now: datetime = EVENING,
    based_on: int = 0,
    actor: Actor = ACTOR,
):
    """Write marks into the session's register."""
    wishes = [MarkWish(enrolment.uuid, words, based_on) for enrolment, words in said]
    return save_marks(session_uuid=session.uuid, wishes=wishes, actor=actor, now=now)


def locked(session: ClassSession, *said: tuple[Enrolment, Said], now: datetime = EVENING, delivered=None):
    """Mark, sign and lock the session's register."""
    mark(session, *said, now=now)
    beside = Beside("停电")  # asked for only where far less was taught than planned
    sign_register(session_uuid=session.uuid, delivered_minutes=delivered, beside=beside, actor=ACTOR, now=now)
    return lock_register(session_uuid=session.uuid, actor=ACTOR, now=now)


def taught_at(site: Site, instructor: User | None = None) -> ClassSession:
    """Return a session of a new cohort of the site, taught by this instructor or a new one."""
    session = planned(a_class(people=1, site=site))[0]
    if instructor is not None:
        session.instructor = instructor
        session.save(update_fields=["instructor"])
    return session


def teaches(user: User, *enrolments: Enrolment) -> ClassSession:
    """Let a user be the instructor of a session, a week after MONDAY, of a new cohort of these enrolments.

    They are of one version, at one site.
    """
    first = enrolments[0]
    new = NewCohort(f"C{next(_numbers)}", first.version, first.school, first.site, 20, MONDAY, LAST_DAY)
    cohort = open_cohort(cohort=new, actor=ACTOR, now=NOW)
    if not user.role_assignments.filter(role=Role.INSTRUCTOR).exists():
        give_role(user, Role.INSTRUCTOR, first.site)
    if not user.teaching_qualifications.exists():
        qualify(user, cohort)
    members = [join(cohort, row) for row in enrolments]
    group = Group(cohort, a_room(first.site), user, list(enrolments), members)
    day = MONDAY + timedelta(weeks=1)
    return planned(group, first=day, last=day)[0]


def a_correction(site: Site, instructor: User) -> Correction:
    """Return a correction that the instructor asks for, of the locked register of an own session of a new cohort."""
    session = taught_at(site, instructor)
    enrolment = session.cohort.members.get().enrolment
    locked(session, (enrolment, Said("absent")))
    wish = Wish(session.uuid, enrolment.uuid, Said("present"), "signed the sheet")
    return propose_correction(wish=wish, actor=Actor(instructor.uuid, Role.INSTRUCTOR), now=EVENING)
