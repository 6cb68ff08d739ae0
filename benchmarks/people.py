"""A site with as many people as wished, their cohorts, registers and hours, for `benchmarks.bench_people`.

People, cohorts and sessions are made by the models, in bulk; registers, marks and ledger by the database from these,
because two million rows through Python would take longer than all measurements.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks.at_risk import keep_list
from benchmarks.pages import Desk, Page, answer_of
from courses.catalog.models import ProgrammeVersion, Unit, UnitLesson
from lms.accounts.models import Person, User
from lms.delivery.models import ClassSession, Cohort, CohortMember, HoursEntry, LearningEntry
from lms.delivery.tools.models import Tool
from lms.enrolments.models import Admission, Enrolment
from lms.organisations.models import Room, School, Site
from tests.factories.accounts import instructor_at, registrar_at, sign_in
from tests.factories.courses import a_version_asking_for_everything
from tests.factories.organisations import a_room, a_school_paired_with, a_site

FIRST_DAY = date(2026, 1, 5)
ACCEPTED_DAYS = 3
NAMES = (
    "古丽娜尔·阿不都",
    "王建国",
    "买买提·热合曼",
    "李秀英",
    "阿依古丽·买买提",
    "张伟",
    "陈静",
    "吐尔逊·艾合买提",
)
REGISTERS = """
INSERT INTO delivery_register (uuid, session_id, state, delivered_minutes, signed_at, locked_at, short_because)
SELECT gen_random_uuid(), s.id, 'locked', 90, s.ends_at, s.ends_at + interval '3 days', ''
FROM delivery_classsession s WHERE s.series = %(series)s
"""
MARKS = """
INSERT INTO delivery_attendancemark
    (uuid, register_id, enrolment_id, state, late, left_early, excuse, revision, marked_at)
SELECT gen_random_uuid(), r.id, m.enrolment_id, 'present', (m.id * 7 + r.id) %% 11, 0, '', 1, s.ends_at
FROM delivery_register r
JOIN delivery_classsession s ON s.id = r.session_id AND s.series = %(series)s
JOIN delivery_cohortmember m ON m.cohort_id = s.cohort_id
"""
LEDGER = """
INSERT INTO delivery_hoursentry
    (uuid, enrolment_id, register_id, course_id, unit_id, kind, measure, minutes, recorded_at)
SELECT gen_random_uuid(), k.enrolment_id, r.id, s.course_id, s.unit_id, s.kind, v.measure,
       CASE v.measure WHEN 'attended' THEN 90 - k.late ELSE 90 END, r.locked_at
FROM delivery_attendancemark k
JOIN delivery_register r ON r.id = k.register_id
JOIN delivery_classsession s ON s.id = r.session_id AND s.series = %(series)s
CROSS JOIN (VALUES ('planned'), ('delivered'), ('attended')) AS v(measure)
"""
LEARNING = """
INSERT INTO delivery_learningperiod
    (uuid, enrolment_id, lesson_id, day, began_at, ended_at, active_seconds, signs, keys, pointers, scrolls,
     media_seconds, rule_version)
SELECT gen_random_uuid(), m.enrolment_id, (%(lessons)s::bigint[])[1 + s.n %% %(count)s], %(day)s::date + s.n,
       %(evening)s::timestamptz + s.n * interval '1 day',
       %(evening)s::timestamptz + s.n * interval '1 day' + interval '10 minutes', 600, 20, 0, 0, 0, 0, 1
FROM delivery_cohortmember m CROSS JOIN generate_series(0, %(days)s - 1) AS s(n)
WHERE m.cohort_id = ANY(%(groups)s::bigint[])
"""
LEARNING_DAYS = 20


@dataclass
class Office(Desk):
    """One site with its registrar (`client`) and instructor, signed in."""

    site: Site
    school: School
    version: ProgrammeVersion
    room: Room
    instructor: User
    client: Client
    teacher: Client

    @classmethod
    def opened(cls) -> "Office":
        """Return a site where nobody is yet."""
        site = a_site()
        instructor = instructor_at(site)
        people = {"client": registrar_at(site), "teacher": instructor}
        clients = {name: sign_in(Client(), user) for name, user in people.items()}
        Tool.objects.bulk_create(Tool(site=site, name=f"工具 {number}", quantity=20) for number in range(60))
        return cls(
            site=site,
            school=a_school_paired_with(site),
            version=a_version_asking_for_everything(),
            room=a_room(site),
            instructor=instructor,
            **clients,
        )

    def fill(self, cohorts: int, *, members: int, sessions: int) -> None:
        """Add cohorts whose registers are locked, and for each one session that is still to be marked."""
        series, begun = uuid4(), Cohort.objects.count()
        groups = Cohort.objects.bulk_create(
            self._cohort(begun + number, members) for number in range(cohorts)
        )
        enrolments = self._enrolled(begun * members, cohorts * members)
        CohortMember.objects.bulk_create(
            CohortMember(cohort=groups[place // members], enrolment=row, joined_on=FIRST_DAY)
            for place, row in enumerate(enrolments)
        )
        units = list(Unit.objects.filter(course__version=self.version).select_related("course"))
        ClassSession.objects.bulk_create(
            (
                self._session(group, units[day % len(units)], day, series)
                for group in groups
                for day in range(sessions)
            ),
            batch_size=2_000,
        )
        ClassSession.objects.bulk_create(
            self._session(group, units[0], sessions, uuid4()) for group in groups
        )
        LearningEntry.objects.bulk_create(self._learnt(enrolments), batch_size=2_000)
        with connection.cursor() as cursor:
            for statement in (REGISTERS, MARKS, LEDGER):
                cursor.execute(statement, {"series": series})
            cursor.execute(LEARNING, self._evenings(groups))
            keep_list(self.site, self.version, at=_at(FIRST_DAY))
            cursor.execute("ANALYZE")

    def _evenings(self, groups: Iterable[Cohort]) -> dict[str, Any]:
        """Return what says which lessons everybody of these cohorts learns, one each evening."""
        lessons = UnitLesson.objects.filter(unit__course__version=self.version)
        keys = list(lessons.order_by("pk").values_list("lesson_id", flat=True))
        return {
            "lessons": keys,
            "count": len(keys),
            "day": FIRST_DAY,
            "evening": _at(FIRST_DAY, minute=11 * 60),
            "days": LEARNING_DAYS,
            "groups": [group.pk for group in groups],
        }

    def _cohort(self, number: int, capacity: int) -> Cohort:
        return Cohort(
            code=f"C{number:05d}",
            version=self.version,
            school=self.school,
            site=self.site,
            capacity=capacity,
            begins_on=FIRST_DAY,
            ends_on=FIRST_DAY + timedelta(days=364),
        )

    def _enrolled(self, first: int, count: int) -> list[Enrolment]:
        people = Person.objects.bulk_create(
            Person(full_name=NAMES[place % len(NAMES)], sort_name=f"ren {place:06d}", site=self.site)
            for place in range(first, first + count)
        )
        User.objects.bulk_create(
            User(
                username=f"{30_000_000 + first + place}",
                display_name=person.full_name,
                person=person,
                password=make_password(None),
            )
            for place, person in enumerate(people)
        )
        Admission.objects.bulk_create(
            Admission(
                person=person,
                site=self.site,
                number=f"{30_000_000 + first + place}",
                admitted_date=FIRST_DAY,
                forecast_date=FIRST_DAY + timedelta(days=200 + place % 500),
                schooling="junior",
                created_at=_at(FIRST_DAY),
            )
            for place, person in enumerate(people)
        )
        return Enrolment.objects.bulk_create(
            Enrolment(
                person=person,
                version=self.version,
                school=self.school,
                site=self.site,
                enrolled_at=_at(FIRST_DAY),
                client_key=uuid4(),
            )
            for person in people
        )

    def _learnt(self, enrolments: Iterable[Enrolment]) -> Iterator[LearningEntry]:
        """Yield what was accepted for learning, a minute of each lesson on several days."""
        lessons = list(UnitLesson.objects.filter(unit__course__version=self.version).select_related("unit"))
        for row, place, day in product(enrolments, lessons, range(ACCEPTED_DAYS)):
            yield LearningEntry(
                enrolment=row,
                lesson_id=place.lesson_id,
                course_id=place.unit.course_id,
                unit=place.unit,
                minutes=1,
                seconds=120 * (day + 1),
                learnt_from=FIRST_DAY + timedelta(days=day),
                learnt_until=FIRST_DAY + timedelta(days=day),
                lesson_minutes=45,
                plan_minutes=place.unit.theory_minutes,
                rule_from=FIRST_DAY,
                cap_percent=50,
                counted_percent=50,
                recorded_at=_at(FIRST_DAY + timedelta(days=day + 1)),
            )

    def _session(self, group: Cohort, unit: Unit, day: int, series: UUID) -> ClassSession:
        begins = _at(FIRST_DAY + timedelta(days=day), minute=group.pk % 1_000)
        return ClassSession(
            cohort=group,
            course=unit.course,
            unit=unit,
            kind="practice" if day % 2 else "theory",
            room=self.room,
            instructor=self.instructor,
            begins_at=begins,
            ends_at=begins + timedelta(minutes=90),
            series=series,
        )

    def pages(self) -> dict[str, Page]:
        """Return what is opened, each at a place that chance chooses."""
        return {
            "list of people": self.people,
            "register": self.register,
            "audit of one": self.audit,
            "audit of a class": self.audit_of_class,
            "learning": self.learning,
            "file of one": self.file,
            "hours of one": self.hours,
            "list of classes": self.classes,
            "tools": self.tools,
            "at risk": self.at_risk,
        }

    def people(self, chance: random.Random) -> None:
        """Open some page of the list, or look for a name or a number in it."""
        count = Admission.objects.count()
        asked = chance.choice(
            (
                {"p": chance.randrange(1, count // 50)},
                {"words": f"{30_000_000 + chance.randrange(count)}"},
                {"words": chance.choice(NAMES)[:2], "sort": "forecast"},
            )
        )
        answer_of(self.client, reverse("admissions:index"), asked)

    def register(self, chance: random.Random) -> None:
        """Open the register of a session that is still to be marked."""
        rows = ClassSession.objects.filter(register=None).order_by("pk")
        session = rows[chance.randrange(rows.count())]
        answer_of(self.teacher, reverse("teaching:register", args=[session.uuid]))

    def audit(self, chance: random.Random) -> None:
        """Open the audit of somebody."""
        rows = Enrolment.objects.order_by("pk")
        answer_of(self.client, reverse("audit:enrolment", args=[rows[chance.randrange(rows.count())].uuid]))

    def audit_of_class(self, chance: random.Random) -> None:
        """Open the audit of some cohort."""
        rows = Cohort.objects.order_by("pk")
        answer_of(self.client, reverse("cohorts:audit", args=[rows[chance.randrange(rows.count())].uuid]))

    def learning(self, chance: random.Random) -> None:
        """Open what can be accepted of a class's learning."""
        rows = Cohort.objects.order_by("pk")
        address = reverse("cohorts:learning", args=[rows[chance.randrange(rows.count())].uuid])
        answer_of(self.client, address)

    def file(self, chance: random.Random) -> None:
        """Open somebody's file."""
        rows = Person.objects.exclude(admissions=None).order_by("pk")
        answer_of(self.client, reverse("files:person", args=[rows[chance.randrange(rows.count())].uuid]))

    def hours(self, chance: random.Random) -> None:
        """Open the hours of somebody."""
        rows = Enrolment.objects.order_by("pk")
        answer_of(self.client, reverse("hours:enrolment", args=[rows[chance.randrange(rows.count())].uuid]))

    def classes(self, _chance: random.Random) -> None:
        """Open the list of classes."""
        answer_of(self.client, reverse("cohorts:index"))

    def tools(self, _chance: random.Random) -> None:
        """Open the site's tools."""
        answer_of(self.client, reverse("tools:index"))

    def at_risk(self, chance: random.Random) -> None:
        """Open some page of the people at risk, or those of whom the release is near."""
        asked = chance.choice(({"p": chance.randrange(1, 5)}, {"danger": "impossible"}, {"window": "365"}))
        page = answer_of(self.client, reverse("plans:at_risk"), asked)
        if b"<tbody" not in page.content:
            raise RuntimeError("Nobody is on the list of people at risk: nothing was measured.")

    def size(self) -> dict[str, int]:
        """Return how many people and rows of the ledger there are."""
        return {"people": Admission.objects.count(), "entries": HoursEntry.objects.count()}


def _at(day: date, *, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, 1, tzinfo=UTC) + timedelta(minutes=minute)
