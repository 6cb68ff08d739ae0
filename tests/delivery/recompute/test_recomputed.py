"""A class with everything that happens to one: its exported rows alone come to every number of its audits."""

import ast
import sys
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from random import Random

import pytest
from django.test import Client
from django.urls import reverse

from courses.catalog.api import PlannedRequirement, load_programme_version
from lms.core.actor import Actor
from lms.core.ids import new_uuid
from lms.delivery.api import (
    Decision,
    Said,
    TeachingKind,
    WeeklySlot,
    decide_correction,
    propose_correction,
    take_back_learning,
)
from lms.delivery.cohorts.membership import leave_cohort
from lms.delivery.register.operations import Wish
from lms.enrolments.changing.operations import record_return
from lms.enrolments.models import Admission, Enrolment
from tests.delivery.learning.periods import accepted, learnt
from tests.delivery.recompute.book import Book
from tests.delivery.recompute.reckoning import faults_of
from tests.enrolments.changing.deeds import rest, to_school
from tests.enrolments.completion.test_credits import courses, give
from tests.factories import teaching
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.courses import NOW, a_diploma_plan, finish_all_lessons
from tests.factories.exams import failed_sitting, passed_sitting
from tests.factories.outside import confirm, licence_paper, record, skill_paper
from tests.factories.teaching import (
    ACTOR,
    EVENING,
    MONDAY,
    NINE,
    a_class,
    join,
    locked,
    mark,
    planned,
)

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent
LATER = NINE + timedelta(days=50)
SAID = (
    Said("present"),
    Said("present", late=25),
    Said("present", left_early=40),
    Said("excused", excuse="medical"),
    Said("absent"),
    Said("present", late=10, left_early=10),
)


@pytest.fixture
def group(monkeypatch):
    """Six people on a diploma that asks for lessons, an examination, credits, hours, electives and certificates."""
    plan = a_diploma_plan()
    asked = (
        ("hours_attended", {"theory_minutes": 450, "practice_minutes": 900}),
        ("electives_earned", {"minimum": 2}),
        (
            "certificates_held",
            {"minimum": 1, "certificate_kinds": ("skill_level_5", "special_operation", "single_skill")},
        ),
        ("credits_earned", {"minimum": 2, "block": "core"}),
    )
    more = tuple(
        PlannedRequirement(f"{plan.code}-X{place}", {"zh": "要求", "en": "Requirement"}, kind, **values)
        for place, (kind, values) in enumerate(asked)
    )
    whole = replace(plan, requirements=(*plan.requirements, *more))
    version = load_programme_version(plan=whole, actor=ACTOR, now=NOW)
    monkeypatch.setattr(teaching, "a_version", lambda: version)
    group = a_class(people=6, capacity=9)
    monkeypatch.setattr(type(group), "unit", property(lambda self: unit_of(version)))
    return group


def unit_of(version):
    """Return the unit with lessons."""
    return version.courses.get(units__isnull=False).units.get()


def a_term(group) -> None:
    """Hold six sessions with all kinds of marks and other minutes than planned, corrected and refused afterwards."""
    people, chance = group.people, Random(11)
    one, other = Actor(new_uuid(), "instructor"), Actor(new_uuid(), "registrar")
    for week in range(1, 7):
        kind = TeachingKind.PRACTICE if week % 3 == 2 else TeachingKind.THEORY
        day = MONDAY + timedelta(days=7 * week)
        session = planned(group, kind=kind, first=day, last=day, slots=(WeeklySlot(0, time(9), 90),))[0]
        said = [chance.choice(SAID) for _person in people] if week > 1 else list(SAID)
        evening = EVENING + timedelta(days=7 * week)
        from_two_tablets(session, list(zip(people, said, strict=True)), evening)
        locked(session, *zip(people, said, strict=True), now=evening, delivered=chance.choice((90, 75)))
        wish = Wish(session.uuid, people[3].uuid, Said("present", late=week), "signed the sheet")
        row = propose_correction(wish=wish, actor=one, now=evening)
        decide_correction(
            correction_uuid=row.uuid, decision=Decision(week % 2 == 0, "no"), actor=other, now=evening
        )


def from_two_tablets(session, said, evening) -> None:
    """Send what two tablets kept while the network was gone: of the second one only what the register did not know.

    What it had not seen stays with whoever was first, but for one mark that its instructor looked at and sent again.
    """
    mark(session, *said, now=evening)
    other = [(row, SAID[4] if words.state == "present" else SAID[0]) for row, words in said]
    assert len(mark(session, *other[:3], now=evening).conflicts) == 3
    assert not mark(session, other[2], now=evening, based_on=1).conflicts


def a_life(group) -> None:
    """Let people learn, be examined, earn, hold, be expected, leave and come."""
    first, second, third, fourth, fifth, sixth = group.people
    for row in (first, second):
        finish_all_lessons(row)
    passed_sitting(first)
    failed_sitting(second)
    for row in (first, third):
        for course in courses(row):
            give(row, course)
    confirm(record(skill_paper(first.person)))
    confirm(record(licence_paper(first.person)))
    record(licence_paper(second.person, occupation="焊接"))
    ending = skill_paper(third.person, kind="single_skill", level=None, number="3", expires=date(2026, 8, 1))
    confirm(record(ending))
    learnt(second, 90, at=NINE + timedelta(days=1))
    learnt(second, 40, at=NINE + timedelta(days=7, minutes=70))  # twenty minutes of it in class
    learnt(fourth, 44, at=NINE + timedelta(days=2), lesson=1)
    for row, days in ((first, 40), (second, 0), (third, 20), (fourth, -9), (fifth, 1)):
        expected(row, LATER.date() + timedelta(days=days))
    learnt(third, 60, at=NINE + timedelta(days=10, hours=5, minutes=30))
    accepted(group.people, now=NINE + timedelta(days=2))
    accepted(group.people, now=LATER)
    second_thoughts(group)
    rests(group)
    leaves = next(stay for stay in group.members if stay.enrolment_id == sixth.pk)
    leave_cohort(member_uuid=leaves.uuid, left_on=LATER.date(), reason="另一个班", actor=ACTOR, now=LATER)
    to_school(fifth, now=LATER)
    join(group.cohort, who_came(group), on=LATER.date())


def second_thoughts(group) -> None:
    """Take learning back: by hand, and accept it again; and by a class on a Thursday that was entered late."""
    fourth, thursday = group.people[3], MONDAY + timedelta(days=10)
    entries = [row.uuid for row in fourth.learning_entries.all()]
    take_back_learning(entries=entries, reason="看错了人", actor=ACTOR, now=LATER)
    accepted([fourth], now=LATER)
    slots = (WeeklySlot(3, time(14), 90),)
    session = planned(group, first=thursday, last=thursday, slots=slots)[0]
    locked(session, *((row, SAID[0]) for row in group.people), now=LATER)


def rests(group) -> None:
    """Let training rest, once until somebody came back. For one of two it makes a year less than one.

    What was accepted of the days of rest is taken back.
    """
    _first, second, third, fourth, *_others = group.people
    began = MONDAY + timedelta(days=43)
    learnt(fourth, 30, at=NINE + timedelta(days=45))
    accepted([fourth], now=LATER)
    long_ago = LATER - timedelta(days=370)
    Enrolment.objects.filter(pk__in=[third.pk, fourth.pk]).update(enrolled_at=long_ago)
    for row in (second, fourth):
        rest(row, on=began, now=LATER)
    record_return(enrolment_uuid=second.uuid, on=began + timedelta(days=2), actor=ACTOR, now=LATER)


def who_came(group):
    """Return somebody who was taught in a class of another school of the site, and goes on at the group's."""
    before = a_class(people=1, site=group.cohort.site)
    row, tuesday = before.people[0], MONDAY + timedelta(days=8)
    slots = (WeeklySlot(1, time(14), 90),)
    locked(
        planned(before, first=tuesday, last=tuesday, slots=slots)[0],
        (row, SAID[1]),
        now=EVENING + timedelta(days=8),
    )
    return to_school(row, to=group.cohort.school, now=LATER)


def expected(enrolment, day: date) -> None:
    stay = Admission(person=enrolment.person, site=enrolment.site, number=f"N{enrolment.pk}")
    stay.admitted_date, stay.forecast_date, stay.schooling, stay.created_at = MONDAY, day, "junior", NOW
    stay.save()


@pytest.fixture
def exported(group, monkeypatch) -> bytes:
    a_term(group)
    a_life(group)
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    client = sign_in(Client(), registrar_at(group.cohort.site))
    answer = client.get(reverse("cohorts:audit_rows", args=[group.cohort.uuid]))
    assert answer.status_code == 200
    return answer.content


def test_the_rows_alone_come_to_every_number_of_the_audits_and_a_changed_row_is_seen(exported):
    book = Book(exported)
    assert faults_of(book) == []
    # The class has something of everything, or agreeing would mean little.
    assert len(book["people"]) == 5
    assert len({row["cohort"] for row in book["sessions"]}) == 2  # of somebody who came from another school
    assert {row["state"] for row in book["audits"]} == {"met", "not_yet", "impossible"}
    assert {row["state"] for row in book["marks"]} == {"present", "excused", "absent"}
    assert {row["decision"] for row in book["corrections"]} == {"approved", "refused"}
    assert any(row["reverses"] for row in book["ledger"])
    assert sum(1 for row in book["learning_accepted"] if row["reverses"]) == 3
    assert len(standing(book)) >= 2
    assert {bool(row["ended"]) for row in book["interruptions"]} == {True, False}
    assert {"partial_study", "nothing"} <= {row["outcome"] for row in book["outcomes"]}
    assert {row["is_met"] for row in book["results"]} == {0, 1}
    assert {row["then_reached"] for row in book["outcomes"]} == {"", 0, 1}
    for name, place, column, value in tampering(book):
        row = book[name][place]
        kept, row[column] = row[column], value
        assert faults_of(book), f"{name}.{column} is not looked at"
        row[column] = kept
    assert faults_of(book) == []
    lasting = next(row for row in book["interruptions"] if not row["ended"])
    lasting["began"] = "2026-06-01"
    assert f"learning seconds {lasting['enrolment']}" in " ".join(faults_of(book))


def standing(book: Book) -> list[int]:
    """Return the places of accepted rows that nothing took back."""
    gone = {row["reverses"] for row in book["learning_accepted"]}
    return [
        place
        for place, row in enumerate(book["learning_accepted"])
        if not row["reverses"] and row["row"] not in gone
    ]


def tampering(book: Book):
    """Yield one change of each kind of row that must be seen: table, row, column, another value."""

    def first(name: str, **like) -> int:
        rows = enumerate(book[name])
        return next(place for place, row in rows if all(row[key] == value for key, value in like.items()))

    stands = standing(book)[0]
    learner = book["learning_accepted"][stands]
    back = next(place for place, row in enumerate(book["learning_accepted"]) if row["reverses"])
    passed = book["results"][first("results", is_met=1)]
    yield "ledger", first("ledger", measure="attended", reverses=""), "minutes", 1
    yield "marks", first("marks", state="present", is_of_audit=1), "late", 33
    yield "sessions", 0, "delivered", 13
    yield "corrections", first("corrections", decision="approved"), "late", 44
    yield "learning_accepted", stands, "minutes", learner["minutes"] + 1
    yield "learning_accepted", back, "minutes", -1
    yield "learning_accepted", back, "reverses", ""
    yield "learning_accepted", back, "reverses", "none"
    about = {name: learner[name] for name in ("enrolment", "lesson")}
    yield "learning", first("learning", **about), "active_seconds", 1
    yield "interruptions", first("interruptions", ended=""), "began", "2027-01-01"
    yield "hours", 0, "counted", 7777
    yield "results", first("results", is_met=1), "percent", 1
    yield "evidence", first("evidence", record=passed["record"]), "requirement", "none"
    yield "credits", 0, "credits", 9
    yield "certificates", first("certificates", is_confirmed=1), "expires", "2026-06-30"
    yield "lessons_learnt", 0, "lesson", "none"
    yield "plan", 0, "minutes", 1
    yield "requirements", first("requirements", kind="credits_earned"), "minimum", 40
    yield "target_rules", 0, "minimum", 5
    yield "audits", 0, "state", "impossible"
    yield "audits", first("audits", state="not_yet"), "percent", 99
    yield "outcomes", 0, "now_missing", 9


def test_the_recomputation_shares_no_code_with_the_platform():
    own = {"tests.delivery.recompute.book", "tests.delivery.recompute.hours"}
    for file in ("book.py", "hours.py", "reckoning.py"):
        for node in ast.walk(ast.parse((HERE / file).read_text())):
            names = [node.module or "."] if isinstance(node, ast.ImportFrom) else []
            names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            roots = {name.split(".")[0] for name in names if name not in own}
            assert roots <= sys.stdlib_module_names - {"importlib"} | {"openpyxl"}, file
