"""The rows of a class with people from another site: their hours count on, and nothing tells where they were."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from courses.catalog.api import PlannedRequirement, load_programme_version
from lms.core.actor import Actor
from lms.core.ids import new_uuid
from lms.delivery.api import Decision, Said, WeeklySlot, decide_correction, propose_correction
from lms.delivery.register.operations import Wish
from tests.delivery.learning.periods import accepted, learnt
from tests.delivery.recompute.book import Book
from tests.delivery.recompute.reckoning import faults_of
from tests.enrolments.changing.deeds import to_site
from tests.factories import teaching
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.courses import NOW, a_plan
from tests.factories.organisations import a_site
from tests.factories.stays import a_stay
from tests.factories.teaching import ACTOR, EVENING, MONDAY, NINE, Group, a_class, join, locked, planned

pytestmark = pytest.mark.django_db
MOVED = EVENING + timedelta(days=20)
LATER = MOVED + timedelta(days=20)
THERE, WHY, CODE = "西郊第九教学点", "当天在医务室", "XIJIAO-9"


@pytest.fixture
def group(monkeypatch) -> Group:
    """A class on a version that asks for 200 minutes of theory."""
    plan = a_plan()
    asked = PlannedRequirement(
        f"{plan.code}-H", {"zh": "学时", "en": "Hours"}, "hours_attended", theory_minutes=200
    )
    whole = replace(plan, requirements=(*plan.requirements, asked))
    version = load_programme_version(plan=whole, actor=ACTOR, now=NOW)
    monkeypatch.setattr(teaching, "a_version", lambda: version)
    return a_class(people=1, capacity=9)


@pytest.fixture
def moved(group):
    """Somebody who was taught, corrected and accepted learning at another site before, and is in the class now."""
    before = a_class(people=2, site=a_site(name=THERE))
    before.cohort.code = CODE
    before.cohort.save(update_fields=["code"])
    row, other = before.people
    session = planned(before)[0]
    locked(session, (row, Said("absent")), (other, Said("present")))
    planned(before, first=MONDAY + timedelta(days=56), last=MONDAY + timedelta(days=56))  # after the move
    wish = Wish(session.uuid, row.uuid, Said("present", late=10), WHY)
    asked = propose_correction(wish=wish, actor=Actor(new_uuid(), "instructor"), now=EVENING)
    second = Actor(new_uuid(), "registrar")
    decide_correction(correction_uuid=asked.uuid, decision=Decision(True), actor=second, now=EVENING)
    learnt(row, 40)
    accepted([row], now=EVENING + timedelta(days=1))
    to_site(a_stay(row.person), to=group.cohort.site, school=group.cohort.school, now=MOVED)
    row.refresh_from_db()
    join(group.cohort, row, on=MOVED.date())
    return row


def taught(group: Group, day: date, *said) -> None:
    session = planned(group, first=day, last=day, slots=(WeeklySlot(day.weekday(), time(9), 90),))[0]
    locked(session, *said, now=NINE + timedelta(days=(day - MONDAY).days, hours=10))


@pytest.fixture
def book(group, moved, monkeypatch) -> Book:
    taught(group, MONDAY + timedelta(days=7), (group.people[0], Said("present")))
    here = [(row, Said("present")) for row in (group.people[0], moved)]
    taught(group, MONDAY + timedelta(days=28), *here)
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    client = sign_in(Client(), registrar_at(group.cohort.site))
    answer = client.get(reverse("cohorts:audit_rows", args=[group.cohort.uuid]))
    assert answer.status_code == 200
    return Book(answer.content)


def test_the_rows_of_both_sites_come_to_the_numbers_of_the_audit(book, moved):
    assert faults_of(book) == []
    assert len(book["people"]) == 2
    (hours,) = [row for row in book.of("hours", str(moved.uuid)) if row["kind"] == "theory"]
    assert (hours["attended"], hours["learnt"], hours["counted"]) == (80 + 90, 20, 190)
    (line,) = [row for row in book.of("audits", str(moved.uuid)) if row["asked"] == 200]
    assert (line["done"], line["state"]) == (190, "not_yet")


def test_a_row_of_the_other_site_that_is_changed_is_seen(book, moved):
    elsewhere = {row["session"] for row in book["sessions"] if row["cohort"].startswith("elsewhere")}
    (mark,) = [row for row in book.of("marks", str(moved.uuid)) if row["session"] in elsewhere]
    mark["late"] = 30
    assert faults_of(book)


def test_nothing_tells_where_they_were_and_nobody_else_from_there_is_in_it(book, moved):
    cells = [str(cell) for rows in book.tables.values() for row in rows for cell in row.values()]
    text = "\n".join(cells)
    for secret in (THERE, WHY, CODE, "Demonstration Site"):
        assert secret not in text
    assert {row["cohort"] for row in book["sessions"]} == {"elsewhere 1", *codes_here(book)}
    # Of the class elsewhere one session: the other one was after the move, and is no matter of this person.
    assert len([row for row in book["sessions"] if row["cohort"] == "elsewhere 1"]) == 1
    assert {row["enrolment"] for row in book["marks"]} == {row["enrolment"] for row in book["people"]}
    reasons = [row["reason"] for row in book.of("corrections", str(moved.uuid))]
    assert reasons == [""]


def codes_here(book: Book) -> set[str]:
    return {row["cohort"] for row in book["stays"] if not row["cohort"].startswith("elsewhere")}


def test_hours_that_were_taken_back_stand_so_in_the_rows_too(group, moved, monkeypatch):
    day = MONDAY + timedelta(days=28)
    session = planned(group, first=day, last=day, slots=(WeeklySlot(0, time(9), 120),))[0]
    when = NINE + timedelta(days=28, hours=10)
    locked(session, (group.people[0], Said("absent")), (moved, Said("present")), now=when)
    assert moved.evidence.filter(requirement__kind="hours_attended").exists()
    wish = Wish(session.uuid, moved.uuid, Said("present", late=60), "the gate")
    asked = propose_correction(wish=wish, actor=Actor(new_uuid(), "instructor"), now=when)
    decide_correction(
        correction_uuid=asked.uuid, decision=Decision(True), actor=Actor(new_uuid(), "registrar"), now=when
    )
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    client = sign_in(Client(), registrar_at(group.cohort.site))
    book = Book(client.get(reverse("cohorts:audit_rows", args=[group.cohort.uuid])).content)
    assert faults_of(book) == []
    (line,) = [row for row in book.of("audits", str(moved.uuid)) if row["asked"] == 200]
    assert (line["done"], line["state"]) == (160, "not_yet")
    assert [row["reason"] for row in book.of("corrections", str(moved.uuid))] == ["", "the gate"]
