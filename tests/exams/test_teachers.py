"""Who teaches a candidate by the timetable neither marks, signs, decides nor watches, however the class is changed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from lms.core.enums import Role
from lms.delivery.api import (
    Replacement,
    cancel_sessions,
    leave_cohort,
    persons_taught_by,
    replace_in_sessions,
    teachers_of,
)
from lms.enrolments.models import Enrolment
from lms.exams.errors import CandidateRefused, SittingRefused
from lms.exams.handmarking.errors import MarkingRefused
from lms.exams.practical.conflicts import conflicted
from lms.exams.practical.errors import ConflictRefused
from lms.exams.practical.operations import (
    admit_to_practical,
    call_assessor,
    declare_conflict,
    name_assessor,
    open_practical,
)
from lms.exams.sittings.operations import assign_invigilators
from tests.factories.accounts import a_user, give_role, instructor_at, invigilator_at, trainee_at
from tests.factories.courses import NOW, enrol
from tests.factories.handmarks import an_ended_sitting, give, take_all
from tests.factories.planning import admit
from tests.factories.planning import planned as a_planned_sitting
from tests.factories.practical import WHO, a_practical, an_open_practical, signed
from tests.factories.teaching import MONDAY, a_class, an_enrolment, join, planned, qualify, teaches

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)


def taught(user, *enrolments: Enrolment) -> set[int]:
    return set(persons_taught_by(user, [row.person_id for row in enrolments]))


# --- who teaches whom ------------------------------------------------------------------------------------------------


def test_a_session_is_taught_to_whoever_belongs_to_the_cohort_on_its_day():
    group = a_class(people=2)
    here, gone = group.people
    leave = {"left_on": MONDAY + WEEK, "reason": "moved", **WHO}
    leave_cohort(member_uuid=group.members[1].uuid, **leave)
    planned(group, first=MONDAY + WEEK, last=MONDAY + WEEK)
    late = an_enrolment(group.cohort.version, group.cohort.site, group.cohort.school)
    join(group.cohort, late, on=MONDAY + 2 * WEEK)
    assert taught(group.instructor, here, gone, late) == {here.person_id}
    assert set(teachers_of(here.person_id)) == {group.instructor.uuid}
    assert set(teachers_of(gone.person_id)) == set(teachers_of(late.person_id)) == set()


def test_nobody_is_taught_by_another_instructor_or_in_a_session_that_is_cancelled():
    group = a_class(people=1)
    session = planned(group)[0]
    assert taught(instructor_at(group.cohort.site), *group.people) == set()
    cancel_sessions(session_uuids=[session.uuid], reason="ill", batch=uuid4(), **WHO)
    assert taught(group.instructor, *group.people) == set()
    assert set(teachers_of(group.people[0].person_id)) == set()


@pytest.mark.parametrize(("now", "remains"), [(NOW - timedelta(days=1), False), (NOW, True)])
def test_who_is_replaced_before_a_session_has_not_taught_it_and_afterwards_has(now, remains):
    group = a_class(people=1)
    session = planned(group)[0]
    other = instructor_at(group.cohort.site)
    qualify(other, group.cohort)
    replacement = Replacement([session.uuid], other, None, "ill", uuid4())
    replace_in_sessions(replacement=replacement, actor=WHO["actor"], now=now)
    person = group.people[0].person_id
    assert taught(other, *group.people) == {person}
    assert (taught(group.instructor, *group.people) == {person}) is remains
    assert set(teachers_of(person)) == {other.uuid} | ({group.instructor.uuid} if remains else set())


def test_another_enrolment_of_the_same_person_does_not_hide_the_teacher():
    world = a_practical()
    teacher = a_user(Role.ASSESSOR, world.examination.site)
    before = a_class(people=0, site=world.examination.site)
    person = world.enrolments[0].person
    again = enrol(person.user, before.cohort.version)
    teaches(teacher, again)
    assert conflicted(teacher, world.enrolments) == world.enrolments


# --- practical examinations ------------------------------------------------------------------------------------------


def test_the_teacher_of_a_class_is_not_named_called_or_left_on_a_panel_that_opens():
    world = an_open_practical()
    teacher = a_user(Role.ASSESSOR, world.examination.site)
    teaches(teacher, *world.enrolments)
    declare_conflict(assessor=world.assessors[0], person=world.enrolments[0].person, reason="亲属", **WHO)
    with pytest.raises(ConflictRefused) as refused:
        call_assessor(candidate_uuid=world.candidate().uuid, assessor=teacher, **WHO)
    assert world.enrolments[0].person.full_name in refused.value.reasons[0]

    planned_one = a_practical()
    panel = planned_one.assessors[0]
    teaches(panel, *planned_one.enrolments)
    with pytest.raises(ConflictRefused):
        open_practical(examination_uuid=planned_one.examination.uuid, **WHO)
    with pytest.raises(ConflictRefused):
        name_assessor(examination_uuid=planned_one.examination.uuid, assessor=panel, **WHO)


def test_a_candidate_whom_somebody_of_the_panel_teaches_is_not_admitted():
    world = a_practical()
    fresh = enrol(trainee_at(world.examination.site), world.enrolments[0].version)
    teaches(world.assessors[1], fresh)
    with pytest.raises(ConflictRefused):
        admit_to_practical(examination_uuid=world.examination.uuid, enrolment_uuids=[fresh.uuid], **WHO)


def test_who_becomes_the_teacher_after_the_opening_does_not_sign():
    world = an_open_practical()
    first = world.assessors[0]
    teaches(first, *world.enrolments)
    with pytest.raises(ConflictRefused):
        signed(world, first, "90")
    assert world.sheet(first).state == "open"
    assert signed(world, world.assessors[1], "90").state == "signed"


# --- marking by hand -------------------------------------------------------------------------------------------------


def test_the_teacher_of_a_class_gets_no_answers():
    marked = an_ended_sitting(candidates=2)
    user = marked.markers[0]
    teaches(user, marked.enrolments[0])
    assert {turn.attempt_id for turn in take_all(marked, user)} == {marked.attempt(1).pk}


def test_who_becomes_the_teacher_after_taking_the_answers_gives_no_mark():
    marked = an_ended_sitting(candidates=2)
    user = marked.markers[0]
    take_all(marked, user)
    teaches(user, marked.enrolments[0])
    with pytest.raises(MarkingRefused):
        give(user, marked.turn(user, 0), "25")
    assert give(user, marked.turn(user, 1), "25").marks == 25


def test_whom_somebody_teaches_is_asked_at_once_for_any_number_of_candidates():
    counts = []
    for candidates in (1, 6):
        world = a_practical(candidates=candidates)
        user = world.assessors[0]
        teaches(user, world.enrolments[0])
        with CaptureQueriesContext(connection) as seen:
            assert conflicted(user, world.enrolments) == world.enrolments[:1]
        counts.append(len(seen))
    assert counts == [3, 3]


# --- the room --------------------------------------------------------------------------------------------------------


def test_who_teaches_a_candidate_does_not_watch_whichever_comes_first():
    plan = a_planned_sitting(candidates=2)
    teacher, other = invigilator_at(plan.site), invigilator_at(plan.site)
    teaches(teacher, plan.enrolments[0])
    assign = {"sitting_uuid": plan.sitting.uuid, **WHO}
    with translation.override("en"), pytest.raises(SittingRefused) as refused:
        assign_invigilators(user_uuids=[teacher.uuid, other.uuid], **assign)
    name = plan.enrolments[0].person.full_name
    words = f"{teacher.get_full_name()} teaches or taught {name} and cannot watch there."
    assert list(refused.value.reasons) == [words]
    assign_invigilators(user_uuids=[other.uuid], **assign)
    fresh = enrol(trainee_at(plan.site), plan.version)
    teaches(other, fresh)
    with pytest.raises(CandidateRefused) as late:
        admit(plan, fresh)
    assert fresh.person.full_name in late.value.reasons[0]


def test_who_is_a_candidate_does_not_watch_whichever_comes_first():
    plan = a_planned_sitting(candidates=1)
    candidate, watching = plan.enrolments[0], enrol(trainee_at(plan.site), plan.version)
    for row in (candidate, watching):
        give_role(row.person.user, Role.INVIGILATOR, plan.site)
    assign = {"sitting_uuid": plan.sitting.uuid, **WHO}
    with translation.override("en"), pytest.raises(SittingRefused) as refused:
        assign_invigilators(user_uuids=[candidate.person.user.uuid], **assign)
    said = f"{candidate.person.full_name} is a candidate and an invigilator of this sitting; one of the two cannot be."
    assert list(refused.value.reasons) == [said]
    assign_invigilators(user_uuids=[watching.person.user.uuid], **assign)
    with pytest.raises(CandidateRefused) as late:
        admit(plan, watching)
    assert watching.person.full_name in late.value.reasons[0]
