"""Hours that a programme asks for: evidence comes with the lock of a register, once; the audit counts the minutes."""

from dataclasses import replace
from datetime import time, timedelta
from uuid import uuid4

import pytest

from courses.catalog.api import PlannedRequirement, RequirementKind, load_programme_version
from lms.core.actor import Actor
from lms.delivery.api import Decision, Said, TeachingKind, WeeklySlot, decide_correction, propose_correction
from lms.delivery.register.operations import Wish
from lms.enrolments.api import EnrolmentState, Question, audit_of
from lms.enrolments.models import Evidence
from tests.factories import teaching
from tests.factories.courses import NOW, a_plan
from tests.factories.teaching import ACTOR, EVENING, MONDAY, Group, a_class, locked, planned

pytestmark = pytest.mark.django_db
HERE, AWAY = Said("present"), Said("absent")
ONE, OTHER = Actor(uuid4(), "instructor"), Actor(uuid4(), "registrar")


@pytest.fixture
def group(monkeypatch) -> Group:
    """Two people on a version that asks for 90 minutes of theory and 60 of practice, and for nothing else."""
    plan = a_plan()
    hours = PlannedRequirement(
        f"{plan.code}-H",
        {"zh": "学时", "en": "Hours"},
        "hours_attended",
        theory_minutes=90,
        practice_minutes=60,
    )
    version = load_programme_version(plan=replace(plan, requirements=(hours,)), actor=ACTOR, now=NOW)
    monkeypatch.setattr(teaching, "a_version", lambda: version)
    return a_class(people=2)


def held(group: Group, kind: TeachingKind, minutes: int, *said: Said, week: int = 0):
    """Hold a session of the group and lock its register with what is said of each person."""
    day = MONDAY + timedelta(days=7 * week)
    session = planned(group, kind=kind, first=day, last=day, slots=(WeeklySlot(0, time(9), minutes),))[0]
    when = EVENING + timedelta(days=7 * week)
    locked(session, *zip(group.people, said, strict=True), now=when)
    return session


def line_of(group: Group, person: int):
    question = Question(today=MONDAY + timedelta(days=70))
    audit = audit_of(group.people[person], question)
    return next(row for row in audit.lines if row.requirement.kind == RequirementKind.HOURS_ATTENDED)


def test_the_hours_are_met_when_theory_and_practice_are_and_the_enrolment_is_complete(group):
    held(group, TeachingKind.THEORY, 90, HERE, AWAY)
    assert not Evidence.objects.exists()
    assert line_of(group, 0).proofs[0].counted == (90, 150)
    held(group, TeachingKind.PRACTICE, 60, HERE, HERE, week=1)
    row = Evidence.objects.get()
    assert (row.enrolment_id, row.percent, row.is_met) == (group.people[0].pk, 100, True)
    first, second = group.people
    for enrolment in (first, second):
        enrolment.refresh_from_db()
    assert (first.state, second.state) == (EnrolmentState.COMPLETED, EnrolmentState.ACTIVE)
    assert line_of(group, 1).proofs[0].counted == (60, 150)


def test_more_theory_does_not_stand_for_practice(group):
    for week in range(3):
        held(group, TeachingKind.THEORY, 90, HERE, HERE, week=week)
    assert not Evidence.objects.exists()
    assert line_of(group, 0).proofs[0].counted == (90, 150)


def test_a_correction_that_brings_what_was_missing_is_evidence_too_and_is_kept_once(group):
    session = held(group, TeachingKind.THEORY, 90, AWAY, HERE)
    later = held(group, TeachingKind.PRACTICE, 60, HERE, HERE, week=1)
    wish = Wish(session.uuid, group.people[0].uuid, HERE, "was there")
    row = propose_correction(wish=wish, actor=ONE, now=EVENING + timedelta(days=8))
    assert Evidence.objects.count() == 1  # the other person's
    decide_correction(
        correction_uuid=row.uuid, decision=Decision(True), actor=OTHER, now=EVENING + timedelta(days=8)
    )
    assert Evidence.objects.count() == 2
    wish = Wish(later.uuid, group.people[0].uuid, Said("present", late=1), "came late")
    row = propose_correction(wish=wish, actor=ONE, now=EVENING + timedelta(days=8))
    decide_correction(
        correction_uuid=row.uuid, decision=Decision(True), actor=OTHER, now=EVENING + timedelta(days=8)
    )
    assert Evidence.objects.count() == 2
