"""Who is admitted to a practical examination: a pass in theory that still counts, and tries left by the rule."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from lms.core.actor import Actor
from lms.enrolments.api import Achievement, record_achievement
from lms.exams.errors import PracticalRefused
from lms.exams.models import PracticalCandidate
from lms.exams.practical.officer_queries import candidate_lines, who_to_admit
from lms.exams.practical.operations import (
    NewPractical,
    admit_to_practical,
    close_practical,
    open_practical,
    release_practical,
    schedule_practical,
    take_out_of_practical,
    try_again,
)
from lms.exams.sittings.operations import NewRule, set_admission_rule
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.organisations import a_room
from tests.factories.practical import WHO, Practical, a_practical, an_open_practical, signed

pytestmark = pytest.mark.django_db
BASIS = {"zh": "教学计划", "en": "Teaching plan"}


def the_rule(**how) -> None:
    """Set the rule of admission to the sample examination."""
    day = NOW.date() - timedelta(days=1)
    set_admission_rule(rule=NewRule("PRACTICAL", day, BASIS, **how), **WHO)


def another_day(world: Practical, *, days: int = 1):
    """Return a further examination by the same rules at the same site."""
    at = NOW + timedelta(days=days)
    new = NewPractical(world.examination.scheme, a_room(world.examination.site), at, uuid4())
    return schedule_practical(new=new, **WHO)


def admitted(examination, world: Practical) -> list[PracticalCandidate]:
    """Admit everybody of a world to an examination."""
    uuids = [row.uuid for row in world.enrolments]
    return admit_to_practical(examination_uuid=examination.uuid, enrolment_uuids=uuids, **WHO)


def passed_theory(world: Practical, *, days_ago: int) -> None:
    """Let the first candidate have passed what comes before, in another enrolment of the same person."""
    person = world.enrolments[0].person
    other = enrol(person.user, a_version(scheme="THEORY"))
    requirement = other.version.requirements.get(examination_scheme="THEORY")
    proof = Achievement(requirement, "test", uuid4(), percent=Decimal(90), is_met=True)
    at = NOW - timedelta(days=days_ago)
    record_achievement(enrolment_uuid=other.uuid, achievement=proof, actor=Actor.system("test"), now=at)


def test_without_a_pass_in_what_comes_before_nobody_is_admitted():
    world = a_practical()
    the_rule(after="THEORY", after_months=12)
    later = another_day(world)
    with pytest.raises(PracticalRefused) as refusal:
        admitted(later, world)
    assert "THEORY" in refusal.value.reasons[0]
    found = who_to_admit(later)
    assert list(found.eligible) == []
    assert found.barred[0][0] == world.enrolments[0].person.full_name


@pytest.mark.parametrize(("days_ago", "is_open"), [(30, True), (360, True), (400, False)])
def test_a_pass_counts_for_so_many_months(days_ago, is_open):
    world = a_practical()
    the_rule(after="THEORY", after_months=12)
    passed_theory(world, days_ago=days_ago)
    later = another_day(world)
    assert (list(who_to_admit(later).eligible) == world.enrolments) is is_open
    if is_open:
        assert len(admitted(later, world)) == 1
    else:
        with pytest.raises(PracticalRefused) as refusal:
            admitted(later, world)
        assert "12" in refusal.value.reasons[0]


def test_a_pass_that_is_gone_since_keeps_the_examination_shut_until_they_are_taken_out():
    world = a_practical(candidates=2)
    the_rule(after="THEORY")
    with pytest.raises(PracticalRefused) as refusal:
        open_practical(examination_uuid=world.examination.uuid, **WHO)
    assert len(refusal.value.reasons) == 2
    take_out_of_practical(candidate_uuid=world.candidate(1).uuid, **WHO)
    assert world.examination.candidates.count() == 1


def test_resits_are_counted_over_days_and_over_tries_of_one_day():
    world = an_open_practical()
    the_rule(resits=1)
    for assessor in world.assessors:
        signed(world, assessor, "20")
    (line,) = candidate_lines(world.examination)
    assert line.can_try_again
    later = another_day(world)
    admitted(later, world)  # that is the resit; none is left on this day
    (line,) = candidate_lines(world.examination)
    assert not line.can_try_again
    with pytest.raises(PracticalRefused):
        try_again(candidate_uuid=world.candidate().uuid, **WHO)
    with pytest.raises(PracticalRefused):
        admitted(another_day(world, days=2), world)


def test_who_has_passed_is_not_examined_again():
    world = an_open_practical()
    for assessor in world.assessors:
        signed(world, assessor, "90")
    one, two = (Actor(officer.uuid, "examinations_officer") for officer in world.officers)
    close_practical(examination_uuid=world.examination.uuid, actor=one, now=NOW)
    release_practical(examination_uuid=world.examination.uuid, actor=two, now=NOW)
    with pytest.raises(PracticalRefused):
        admitted(another_day(world), world)


def test_an_opened_examination_keeps_its_candidates():
    world = an_open_practical()
    with pytest.raises(PracticalRefused):
        take_out_of_practical(candidate_uuid=world.candidate().uuid, **WHO)
