"""What is counted completes an enrolment too: credits, confirmed certificates, certificates of our own."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from courses.catalog.api import Course, PlannedRequirement, load_programme_version
from lms.enrolments.api import EnrolmentState, Question, audit_lines, audit_of, requirement_states
from lms.enrolments.completion.expected import ExpectedPaper
from lms.enrolments.credits.operations import CourseCredit, credit_course, reverse_credits
from lms.enrolments.external.operations import strike_certificate
from lms.enrolments.models import Enrolment
from tests.factories.certificates import ISSUED_AT, complete, issue
from tests.factories.courses import NOW, a_diploma_plan, a_plan, a_version, enrol, enrolled_trainee
from tests.factories.outside import ACTOR, confirm, record, skill_paper

pytestmark = pytest.mark.django_db
TITLE = {"zh": "要求", "en": "Requirement"}


def asking_for(plan, **asked):
    """Return a published version that asks for this only."""
    requirement = PlannedRequirement(f"{plan.code}-ONLY", TITLE, **asked)
    return load_programme_version(plan=replace(plan, requirements=(requirement,)), actor=ACTOR, now=NOW)


def state_of(row: Enrolment) -> str:
    return Enrolment.objects.get(pk=row.pk).state


def give(row: Enrolment, course: Course):
    given = CourseCredit(course, "course", Decimal(72), "List of marks 3")
    return credit_course(enrolment_uuid=row.uuid, given=given, actor=ACTOR, now=NOW)


@pytest.fixture
def earning():
    """An enrolment that asks for four credits, and its courses of two."""
    version = asking_for(a_diploma_plan(), kind="credits_earned", minimum=4)
    row = enrolled_trainee(version)[1]
    return row, list(Course.objects.filter(version=version, credits=2).order_by("position"))


def test_the_last_credit_completes(earning) -> None:
    row, courses = earning
    give(row, courses[0])
    assert state_of(row) == EnrolmentState.ACTIVE
    assert requirement_states(row)[0].best_percent == 50
    give(row, courses[1])
    assert state_of(row) == EnrolmentState.COMPLETED


def test_credits_that_were_taken_back_complete_nothing(earning) -> None:
    row, courses = earning
    reverse_credits(row_uuid=give(row, courses[0]).uuid, reason="wrong list", actor=ACTOR, now=NOW)
    give(row, courses[1])
    assert state_of(row) == EnrolmentState.ACTIVE
    assert requirement_states(row)[0].best_percent == 50


def test_a_certificate_completes_when_the_issuing_side_confirms_it() -> None:
    version = asking_for(a_plan(), kind="certificates_held", minimum=1, certificate_kinds=("skill_level_5",))
    row = enrolled_trainee(version)[1]
    paper = record(skill_paper(row.person))
    assert state_of(row) == EnrolmentState.ACTIVE
    confirm(paper)
    assert state_of(row) == EnrolmentState.COMPLETED


def test_behind_the_credits_stand_only_the_rows_that_count(earning) -> None:
    row, courses = earning
    reverse_credits(row_uuid=give(row, courses[0]).uuid, reason="wrong list", actor=ACTOR, now=NOW)
    counts = give(row, courses[1])
    (line,) = audit_of(Enrolment.objects.get(pk=row.pk), Question(NOW.date())).lines
    assert [one.pk for one in line.credits] == [counts.pk]


def test_a_certificate_that_was_struck_out_counts_no_more_though_it_was_confirmed() -> None:
    version = asking_for(a_plan(), kind="certificates_held", minimum=2, certificate_kinds=("skill_level_5",))
    row = enrolled_trainee(version)[1]
    paper = record(skill_paper(row.person))
    confirm(paper)
    assert requirement_states(row)[0].best_percent == 50
    strike_certificate(uuid=paper.uuid, reason="wrong person", actor=ACTOR, now=NOW)
    assert requirement_states(row)[0].best_percent == 0


def test_one_occupation_in_two_spellings_is_one_certificate() -> None:
    version = asking_for(a_plan(), kind="certificates_held", minimum=2, certificate_kinds=("skill_level_5",))
    row = enrolled_trainee(version)[1]
    for spelling in ("电工A", "电 工Ａ"):
        confirm(record(skill_paper(row.person, occupation=spelling)))
    assert requirement_states(row)[0].best_percent == 50


def test_two_levels_of_one_occupation_are_one_certificate() -> None:
    asked = {"minimum": 2, "certificate_kinds": ("skill_level_5", "skill_level_4")}
    row = enrolled_trainee(asking_for(a_plan(), kind="certificates_held", **asked))[1]
    confirm(record(skill_paper(row.person)))
    confirm(record(skill_paper(row.person, level=4, number="S000046000001254000001")))
    assert requirement_states(row)[0].best_percent == 50
    confirm(record(skill_paper(row.person, occupation="焊工")))
    assert state_of(row) == EnrolmentState.COMPLETED


@pytest.mark.parametrize("until", [None, NOW.date() + timedelta(days=400)])
def test_a_diploma_that_is_only_asked_with_is_not_held_now(until) -> None:
    kinds = ("skill_level_5",)
    version = asking_for(a_diploma_plan(), kind="certificates_held", minimum=1, certificate_kinds=kinds)
    row = enrolled_trainee(version)[1]
    code = version.requirements.get().code
    paper = ExpectedPaper("skill_level", "焊工", 5)
    for what_if in ({"assumed": frozenset({code})}, {"expected": (paper,)}):
        audit = audit_of(row, Question(NOW.date(), until, **what_if))
        assert audit.outcome == "graduation"
        assert not audit.now.is_reached
        assert audit.then is not None
        assert audit.then.is_reached


@pytest.mark.parametrize(("kind", "state"), [("training", "completed"), ("single_skill", "active")])
def test_a_certificate_issued_here_counts_among_those_held(kind, state) -> None:
    version = asking_for(a_plan(), kind="certificates_held", minimum=1, certificate_kinds=(kind,))
    user, row = enrolled_trainee(version)
    first = complete(enrol(user, a_version()))
    issue(first.uuid)
    assert state_of(row) == state
    line = audit_lines(audit_of(Enrolment.objects.get(pk=row.pk), Question(ISSUED_AT.date())))[0]
    assert line["done"] == ("1/1" if kind == "training" else "0/1")
    assert len(line["rows"]) == (1 if kind == "training" else 0)
