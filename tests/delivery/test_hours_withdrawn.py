"""Minutes that a correction takes away: the requirement follows the ledger, a completion stays as it was decided."""

from dataclasses import replace
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from courses.catalog.api import PlannedRequirement, ProgrammeKind, load_programme_version
from lms.core.actor import Actor
from lms.core.models import AuditEntry
from lms.delivery.api import Decision, Said, WeeklySlot, decide_correction, propose_correction
from lms.delivery.register.operations import Wish
from lms.enrolments.api import (
    EnrolmentState,
    Question,
    RequirementStanding,
    audit_of,
    list_outlooks,
    requirement_states,
)
from lms.enrolments.models import Enrolment, Evidence
from tests.factories import teaching
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.courses import NOW, a_plan, finish_all_lessons
from tests.factories.teaching import ACTOR, EVENING, MONDAY, a_class, locked, planned

pytestmark = pytest.mark.django_db
ONE, OTHER = Actor(uuid4(), "instructor"), Actor(uuid4(), "registrar")
LATER = EVENING + timedelta(days=9)
TODAY = date(2026, 6, 10)
HERE, LATE = Said("present"), Said("present", late=30)


@pytest.fixture
def plan():
    """A programme that asks for its lessons and for 90 minutes of theory, of which its unit has more."""
    plan = a_plan()
    hours = PlannedRequirement(
        f"{plan.code}-H", {"zh": "学时", "en": "Hours"}, "hours_attended", theory_minutes=90
    )
    lessons = next(row for row in plan.requirements if row.kind == "lessons_completed")
    return replace(plan, requirements=(lessons, hours))


@pytest.fixture
def group(plan, monkeypatch):
    version = load_programme_version(plan=plan, actor=ACTOR, now=NOW)
    monkeypatch.setattr(teaching, "a_version", lambda: version)
    return a_class(people=1)


@pytest.fixture
def row(group) -> Enrolment:
    return group.people[0]


@pytest.fixture
def taught(group, row):
    """A session that meets the hours."""
    session = planned(group)[0]
    locked(session, (row, HERE))
    assert Evidence.objects.get().is_met
    return session


def corrected(session, row, said: Said) -> None:
    wish = Wish(session.uuid, row.uuid, said, "the gate wrote 9:30")
    asked = propose_correction(wish=wish, actor=ONE, now=LATER)
    decide_correction(correction_uuid=asked.uuid, decision=Decision(True), actor=OTHER, now=LATER)


def hours_line(row):
    audit = audit_of(Enrolment.objects.get(pk=row.pk), Question(TODAY))
    return next(line for line in audit.lines if line.requirement.kind == "hours_attended")


def is_met(row) -> bool:
    """Return what completing asks, of the hours."""
    (asked,) = row.version.requirements.filter(kind="hours_attended")
    return next(one.is_met for one in requirement_states(row) if one.requirement_id == asked.pk)


def state_of(row) -> str:
    return Enrolment.objects.get(pk=row.pk).state


def completions() -> int:
    return AuditEntry.objects.filter(action="enrolments.complete_enrolment").count()


@pytest.fixture
def office(row, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    client = sign_in(Client(), registrar_at(row.site))
    client.cookies["language"] = "en"
    return client


def test_hours_that_were_taken_back_are_not_met_any_more(taught, row):
    assert is_met(row)
    corrected(taught, row, LATE)
    line = hours_line(row)
    assert (line.line.state, line.line.need.counted) == (RequirementStanding.NOT_YET, (60, 90))
    assert line.line.need.percent == line.proofs[0].percent
    assert not is_met(row)


def test_the_page_says_that_what_was_proved_is_past(taught, row, office):
    address = reverse("audit:enrolment", args=[row.uuid])
    assert "meets the requirement" in office.get(address).content.decode()
    corrected(taught, row, LATE)
    html = office.get(address).content.decode()
    assert "met the requirement then, and does not any more" in html
    assert "meets the requirement" not in html
    assert reverse("hours:enrolment", args=[row.uuid]) in html


def test_nobody_completes_by_hours_that_were_taken_back(taught, row):
    corrected(taught, row, LATE)
    finish_all_lessons(row)
    assert state_of(row) == EnrolmentState.ACTIVE


def test_who_has_the_hours_again_by_a_correction_completes_once(taught, row):
    corrected(taught, row, LATE)
    finish_all_lessons(row)
    assert state_of(row) == EnrolmentState.ACTIVE
    corrected(taught, row, HERE)
    assert state_of(row) == EnrolmentState.COMPLETED
    assert completions() == 1


def test_who_has_the_hours_again_by_another_session_completes_once(group, taught, row):
    corrected(taught, row, LATE)
    finish_all_lessons(row)
    day = MONDAY + timedelta(days=7)
    locked(
        planned(group, first=day, last=day, slots=(WeeklySlot(0, time(9), 45),))[0], (row, HERE), now=LATER
    )
    assert state_of(row) == EnrolmentState.COMPLETED
    assert completions() == 1
    assert is_met(row)


@pytest.fixture
def completed(taught, row):
    finish_all_lessons(row)
    assert state_of(row) == EnrolmentState.COMPLETED
    corrected(taught, row, LATE)
    return Enrolment.objects.get(pk=row.pk)


def test_a_completion_stays_and_the_pages_say_both(completed, group, office):
    assert completed.state == EnrolmentState.COMPLETED
    assert hours_line(completed).line.state is RequirementStanding.NOT_YET
    said = (
        "Completed on 2026-06-01. This stays, although something is missing by the records as they are now."
    )
    html = office.get(reverse("audit:enrolment", args=[completed.uuid])).content.decode()
    assert said in html
    assert "If it ended now" not in html
    for name in ("audit", "audit_table"):
        assert said in office.get(reverse(f"cohorts:{name}", args=[group.cohort.uuid])).content.decode()


def test_the_trainee_who_completed_is_not_told_that_something_is_missing(completed):
    client = sign_in(Client(), completed.person.user)
    client.cookies["language"] = "en"
    html = client.get(reverse("portal:home")).content.decode()
    assert "Still missing" not in html


def test_a_completed_diploma_programme_stays_a_diploma_for_the_target(completed):
    programme = completed.version.programme
    assert not audit_of(completed, Question(TODAY)).now.is_reached
    programme.kind = ProgrammeKind.DIPLOMA
    audit = audit_of(completed, Question(TODAY))
    assert audit.now.has_diploma
    assert audit.outcome is not None


def test_a_move_to_another_version_and_back_brings_nothing_back(plan, taught, row):
    newer = replace(plan, number=plan.number + 1)
    version = load_programme_version(plan=newer, actor=ACTOR, now=NOW)
    corrected(taught, row, LATE)
    (outlook,) = list_outlooks([Enrolment.objects.get(pk=row.pk)], old=row.version, new=version)
    for standings in (outlook.before, outlook.after):
        (hours,) = [one for one in standings if one.counted == (60, 90)]
        assert not hours.is_met
