"""Accepted learning on the page of a person's hours: its rows stand there; page, audit and workbook say one number."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.catalog.api import PlannedRequirement, load_programme_version
from lms.delivery.api import Said, leave_cohort, take_back_learning
from lms.delivery.models import LearningEntry
from lms.enrolments.models import Enrolment
from tests.delivery.learning.periods import accepted, learnt
from tests.delivery.recompute.book import Book
from tests.delivery.recompute.reckoning import faults_of
from tests.enrolments.changing.deeds import to_site
from tests.factories import teaching
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.courses import NOW, a_plan
from tests.factories.organisations import a_site
from tests.factories.stays import a_stay
from tests.factories.teaching import ACTOR, EVENING, NINE, a_class, locked, planned

pytestmark = pytest.mark.django_db
NEXT_DAY = EVENING + timedelta(days=1)


@pytest.fixture
def group(monkeypatch):
    """Two people on a version that asks for 90 minutes of theory; its unit has 100, and lessons of 45."""
    plan = a_plan()
    asked = PlannedRequirement(
        f"{plan.code}-H", {"zh": "学时", "en": "Hours"}, "hours_attended", theory_minutes=90
    )
    course = plan.courses[0]
    units = (replace(course.units[0], theory_minutes=100),)
    whole = replace(plan, courses=(replace(course, units=units),), requirements=(asked,))
    version = load_programme_version(plan=whole, actor=ACTOR, now=NOW)
    monkeypatch.setattr(teaching, "a_version", lambda: version)
    return a_class(people=2, capacity=9)


def accept(*rows: Enrolment, now=NEXT_DAY) -> int:
    return sum(row.minutes for row in accepted(rows, now=now))


def page_of(client: Client, row: Enrolment) -> str:
    answer = client.get(reverse("hours:enrolment", args=[row.uuid]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def rows_of(client: Client, row: Enrolment) -> list[dict[str, str]]:
    content = client.get(reverse("hours:export", args=[row.uuid])).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def registrar(site) -> Client:
    client = sign_in(Client(), registrar_at(site))
    client.cookies["language"] = "en"
    return client


def test_learning_of_who_was_in_no_class_opens_from_the_audit_to_its_rows(office, group, clock):
    clock(NEXT_DAY)
    row = group.people[0]
    learnt(row, 40)
    learnt(row, 30, lesson=1)
    assert accept(row) == 35
    audit = office.get(reverse("audit:enrolment", args=[row.uuid])).content.decode()
    assert f'href="{reverse("hours:enrolment", args=[row.uuid])}"' in audit
    html = page_of(office, row)
    assert "2 rows of accepted learning" in html
    assert ">until 2026-06-01<" in html
    assert "No register of a session with this person is locked yet" in html
    exported = rows_of(office, row)
    assert [(one["Minutes"], one["Measure"], one["Day"]) for one in exported] == [
        ("20", "Learning accepted as hours", "2026-06-01"),
        ("15", "Learning accepted as hours", "2026-06-01"),
    ]
    assert {one["Kind"] for one in exported} == {"Theory"}
    assert [one["Lesson"] for one in exported] == ["Lesson 1", "Lesson 2"]


def test_what_was_taken_back_is_a_row_and_counts_nowhere(office, group, clock):
    clock(NEXT_DAY)
    row = group.people[0]
    learnt(row, 40)
    accept(row)
    given = LearningEntry.objects.get()
    take_back_learning(entries=[given.uuid], reason="counted as class", actor=ACTOR, now=NEXT_DAY)
    html = page_of(office, row)
    assert "Taken back" in html
    assert "<strong>-20</strong>" in html
    assert "0 of 2 class hours" in html
    audit = office.get(reverse("audit:enrolment", args=[row.uuid])).content.decode()
    assert "0/2 class hours" in audit
    assert faults_of(Book(office.get(reverse("cohorts:audit_rows", args=[group.cohort.uuid])).content)) == []


@pytest.mark.parametrize("attended", [0, 30, 80])
def test_page_audit_and_workbook_say_one_number(office, group, clock, attended):
    clock(NEXT_DAY)
    row = group.people[0]
    if attended:
        locked(
            planned(group)[0], (row, Said("present", late=90 - attended)), (group.people[1], Said("absent"))
        )
    learnt(row, 40)
    learnt(row, 30, lesson=1)
    accept(row)
    # Of 90 asked for, of a unit that has 100.
    done = {0: ("0.8", 35), 30: ("1.4", 65), 80: ("2", 100)}[attended]
    hours, counted = done
    assert f"{hours} of 2 class hours" in page_of(office, row)
    row.refresh_from_db()
    audit = office.get(reverse("audit:enrolment", args=[row.uuid])).content.decode()
    assert f"{hours}/2 class hours" in audit
    book = Book(office.get(reverse("cohorts:audit_rows", args=[group.cohort.uuid])).content)
    assert faults_of(book) == []
    mine = [one for one in book["hours"] if one["enrolment"] == str(row.uuid)]
    assert sum(one["counted"] for one in mine) == counted
    sums = {"Attended": 0, "Learning accepted as hours": 0}
    for one in rows_of(office, row):
        if one["Measure"] in sums:
            sums[one["Measure"]] += int(one["Minutes"])
    told = (sum(one["attended"] for one in mine), sum(one["learnt"] for one in mine))
    assert tuple(sums.values()) == told == (attended, 35)


def test_who_learnt_nothing_reads_no_word_of_learning(office, group, clock):
    clock(NEXT_DAY)
    html = page_of(office, group.people[0])
    assert "0 of 2 class hours" in html
    assert "Learning accepted" not in html
    assert "Take away" not in html


def test_the_queries_do_not_grow_with_accepted_learning(office, group, clock):
    row = group.people[0]

    def queries() -> int:
        page_of(office, row)
        with CaptureQueriesContext(connection) as asked:
            page_of(office, row)
        return len(asked)

    clock(NEXT_DAY)
    learnt(row, 10)
    accept(row)
    before = queries()
    for day in range(1, 6):
        later = NEXT_DAY + timedelta(days=day)
        learnt(row, 8, at=NINE + timedelta(days=day, hours=5), lesson=day % 2)
        accept(row, now=later)
    clock(NEXT_DAY + timedelta(days=6))
    assert row.learning_entries.count() == 6
    assert queries() == before


def test_a_site_that_somebody_left_reads_what_was_accepted_until_then(group, clock):
    row, before = group.people[0], group.cohort.site
    stay = a_stay(row.person)
    learnt(row, 20)
    accept(row)
    clock(NEXT_DAY)
    there = to_site(stay, now=NEXT_DAY).site
    later = NEXT_DAY + timedelta(days=3)
    learnt(row, 44, at=NINE + timedelta(days=2), lesson=1)
    accept(row, now=later)
    clock(later)
    read = {site: [one["Minutes"] for one in rows_of(registrar(site), row)] for site in (before, there)}
    assert read == {before: ["10"], there: ["10", "22"]}
    html = page_of(registrar(before), row)
    assert "goes on elsewhere" in html
    assert "1 row of accepted learning" in html
    # What is asked for is a matter of the whole, which this site does not see.
    assert "class hours</strong>" not in html


def test_a_site_whose_class_somebody_left_before_anything_was_taught_reads_that(group, clock):
    row = group.people[0]
    Enrolment.objects.filter(pk=row.pk).update(site=a_site())
    (stay,) = [one for one in group.members if one.enrolment_id == row.pk]
    clock(EVENING)
    leave_cohort(member_uuid=stay.uuid, left_on=EVENING.date(), reason="x", actor=ACTOR, now=EVENING)
    assert "No register of a session" in page_of(registrar(group.cohort.site), row)
