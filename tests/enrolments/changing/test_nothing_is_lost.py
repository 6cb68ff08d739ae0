"""Whatever somebody did before, neither a transfer nor a withdrawal that ends loses any of it; all counts on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from courses.catalog.api import load_programme_version, plan_of
from lms.accounts.models import Person
from lms.core.clock import local_date
from lms.delivery.api import NewCohort, Said, WeeklySlot, complete_lesson, hours_of, open_cohort
from lms.delivery.models import CohortMember
from lms.enrolments.api import (
    NewEnrolment,
    Question,
    audit_lines,
    audit_of,
    enrol_trainee,
    withdraw_enrolment,
)
from lms.enrolments.changing.operations import TakeUp, record_return, take_up_again
from lms.enrolments.changing.queries import open_interruption
from lms.enrolments.models import Admission, Enrolment
from tests.enrolments.changing.deeds import rest, to_school, to_site
from tests.enrolments.moving import move
from tests.factories.accounts import instructor_at
from tests.factories.courses import a_version, lessons_of
from tests.factories.organisations import a_room, a_school_paired_with, a_site
from tests.factories.outside import confirm, record, skill_paper, some_credits
from tests.factories.stays import a_stay
from tests.factories.teaching import ACTOR, EVENING, Group, an_enrolment, locked, planned, qualify

# What a transfer or a withdrawal itself writes on rows that are there.
CHANGED = {
    "enrolments.Enrolment": {"school_id", "site_id"},
    "enrolments.Admission": {"left_date"},
    "delivery.CohortMember": {"left_on", "left_because"},
    "accounts.User": {"last_login"},
}
ENDED = {"enrolments.Interruption": {"ended_on", "ended_by"}}  # whoever is withdrawn rests no more
LAST = date(2027, 6, 1)


def everything_of(
    person: Person, changed: dict[str, set[str]] = CHANGED
) -> dict[tuple[str, int], dict[str, Any]]:
    """Return every row of the database that belongs to a person or an enrolment of the person, whatever its table."""
    found = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model in (Person, Enrolment):
                name = field.name if field.related_model is Person else f"{field.name}__person"
                for row in model.objects.filter(**{name: person}).values():
                    free = changed.get(model._meta.label, set())
                    kept = {key: value for key, value in row.items() if key not in free}
                    found[model._meta.label, row[model._meta.pk.attname]] = kept
    return found


def counted(row: Enrolment) -> tuple[Any, ...]:
    """Return what counts: the hours of the ledger and every line of the completion audit with the rows behind it."""
    row = Enrolment.objects.get(pk=row.pk)
    return hours_of(row), audit_lines(audit_of(row, Question(LAST)))


class Way:
    """One person on a way of deeds, a day each."""

    def __init__(self) -> None:
        site = a_site()
        school, version = a_school_paired_with(site), a_version(lessons=8)
        self.row = an_enrolment(version, site, school)
        self.stay = a_stay(self.row.person)
        self.now = EVENING

    def do(self, deed: str) -> None:
        self.now += timedelta(days=1)
        self.row.refresh_from_db()
        deeds: dict[str, Callable[[], object]] = {
            "learn": self.learn,
            "attend": self.attend,
            "credit": self.credit,
            "certificate": lambda: confirm(record(skill_paper(self.row.person))),
            "rest": self.rest,
            "school": lambda: self.move(lambda: to_school(self.row, now=self.now)),
            "site": lambda: self.move(lambda: to_site(self.stay, now=self.now)),
            "mistake": lambda: self.move(self.mistake, CHANGED | ENDED),
            "again": lambda: self.move(self.again, CHANGED | ENDED),
            "elsewhere": lambda: self.move(self.elsewhere, CHANGED | ENDED),
        }
        deeds[deed]()

    def learn(self) -> None:
        done = set(self.row.lesson_progress.values_list("lesson_id", flat=True))
        for lesson in lessons_of(self.row):
            if lesson.pk not in done:
                ids = {"enrolment_uuid": self.row.uuid, "lesson_uuid": lesson.uuid}
                complete_lesson(**ids, actor=ACTOR, now=self.now)
                return

    def attend(self) -> None:
        if open_interruption(self.row):
            self.rest()
        today = local_date(self.now)
        site = self.row.site
        new = NewCohort(uuid4().hex[:8], self.row.version, self.row.school, site, 5, today, today)
        cohort = open_cohort(cohort=new, actor=ACTOR, now=self.now)
        teacher = instructor_at(site)
        qualify(teacher, cohort)
        CohortMember.objects.create(
            cohort=cohort, enrolment=self.row, joined_on=today, left_on=today + timedelta(days=1)
        )
        group = Group(cohort, a_room(site), teacher, [self.row], [])
        wish = {"first": today, "last": today, "slots": (WeeklySlot(today.weekday(), time(9), 90),)}
        session = planned(group, **wish)[0]
        locked(session, (self.row, Said("present", late=10)), now=self.now)

    def credit(self) -> None:
        if not self.row.credit_rows.exists():
            some_credits(self.row)

    def rest(self) -> None:
        if open_interruption(self.row):
            record_return(enrolment_uuid=self.row.uuid, on=local_date(self.now), actor=ACTOR, now=self.now)
        else:
            rest(self.row, now=self.now)

    def leave(self) -> None:
        withdraw_enrolment(enrolment_uuid=self.row.uuid, reason="", actor=ACTOR, now=self.now)

    def mistake(self) -> None:
        self.leave()
        order = TakeUp("mistake", uuid4())
        take_up_again(enrolment_uuid=self.row.uuid, order=order, actor=ACTOR, now=self.now)

    def again(self) -> None:
        """Come back after some days, with another school."""
        self.leave()
        self.now += timedelta(days=3)
        person = Person.objects.get(pk=self.row.person_id)
        school = a_school_paired_with(person.site)
        wanted = NewEnrolment(person, self.row.version, school, uuid4())
        assert enrol_trainee(enrolment=wanted, actor=ACTOR, now=self.now) == self.row

    def elsewhere(self) -> Admission:
        """Stay on for a day after the withdrawal, move to another site, and be enrolled there after some days."""
        self.leave()
        self.now += timedelta(days=1)
        there = to_site(self.stay, now=self.now)
        self.now += timedelta(days=3)
        person = Person.objects.get(pk=self.row.person_id)
        wanted = NewEnrolment(person, self.row.version, a_school_paired_with(person.site), uuid4())
        assert enrol_trainee(enrolment=wanted, actor=ACTOR, now=self.now) == self.row
        return there

    def move(self, transfer: Callable[[], object], changed: dict[str, set[str]] = CHANGED) -> None:
        person = self.row.person
        rows, counts = everything_of(person, changed), counted(self.row)
        done = transfer()
        if isinstance(done, Admission):
            self.stay = done
        after = everything_of(Person.objects.get(pk=person.pk), changed)
        assert {key: after.get(key) for key in rows} == rows
        assert counted(self.row) == counts


MOVES = ["school", "site", "mistake", "again", "elsewhere"]
DEEDS = ["learn", "attend", "credit", "certificate", "rest", *MOVES]


@pytest.mark.django_db
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(DEEDS), min_size=1, max_size=6),
    st.sampled_from(MOVES),
)
@example(["attend", "learn", "attend"], "school")
@example(["attend", "school", "attend"], "site")
@example(["attend", "learn", "elsewhere", "attend", "credit"], "elsewhere")
@example(["attend", "credit", "rest", "again", "attend", "learn"], "mistake")
def test_neither_a_transfer_nor_a_withdrawal_that_ends_loses_anything(deeds, last) -> None:
    way = Way()
    for deed in [*deeds, last]:
        way.do(deed)


@pytest.mark.django_db
def test_class_hours_count_on_after_a_move_to_another_version_and_after_the_way_back() -> None:
    way = Way()
    for deed in ("attend", "learn", "attend"):
        way.do(deed)
    old = way.row.version
    new = load_programme_version(plan=replace(plan_of(old), number=2), actor=ACTOR, now=EVENING)
    hours = hours_of(way.row)
    assert sum(row.counted_attended for row in hours.standings) > 0

    for source, target in ((old, new), (new, old)):
        move([way.row], source, target)
        way.row = Enrolment.objects.get(pk=way.row.pk)
        assert (way.row.version, hours_of(way.row)) == (target, hours)


@pytest.mark.django_db
def test_everything_of_a_person_is_seen_by_this_test() -> None:
    """A check of the check: each kind of deed leaves rows that would be missed."""
    way = Way()
    for deed in ("learn", "attend", "credit", "certificate", "rest"):
        way.do(deed)
    tables = {label for label, _pk in everything_of(way.row.person)}
    assert {
        "delivery.LessonProgress",
        "delivery.AttendanceMark",
        "delivery.HoursEntry",
        "enrolments.CreditRow",
        "enrolments.ExternalCertificate",
        "enrolments.Interruption",
        "enrolments.Admission",
    } <= tables
