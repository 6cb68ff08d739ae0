"""Progress through lessons."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.core.actor import Actor
from lms.core.models import AuditChain, AuditEntry
from lms.delivery.api import (
    complete_lesson,
    complete_lessons,
    count_completed_lessons,
    list_lesson_states,
    open_lesson,
)
from lms.delivery.errors import LessonNotInProgramme
from lms.delivery.models import LessonProgress
from lms.enrolments.api import withdraw_enrolment
from lms.enrolments.errors import EnrolmentEnded
from lms.enrolments.models import Evidence
from tests.factories.courses import (
    NOW,
    a_lender_and_a_borrower,
    a_version,
    enrol,
    enrolled_trainee,
    finish_all_lessons,
    lessons_of,
)

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")


def test_opening_a_lesson_twice_is_noted_once():
    _user, enrolment = enrolled_trainee()
    lesson = lessons_of(enrolment)[0]
    for _ in range(2):
        open_lesson(enrolment_uuid=enrolment.uuid, lesson_uuid=lesson.uuid, actor=ACTOR, now=NOW)
    assert LessonProgress.objects.count() == 1
    assert AuditEntry.objects.filter(action="delivery.open_lesson").count() == 1


def test_lessons_stand_in_teaching_order_with_their_state():
    _user, enrolment = enrolled_trainee(a_version(lessons=3))
    first, second, third = lessons_of(enrolment)
    complete_lesson(enrolment_uuid=enrolment.uuid, lesson_uuid=first.uuid, actor=ACTOR, now=NOW)
    open_lesson(enrolment_uuid=enrolment.uuid, lesson_uuid=second.uuid, actor=ACTOR, now=NOW)
    states = [(state.lesson, state.is_opened, state.is_completed) for state in list_lesson_states(enrolment)]
    assert states == [(first, True, True), (second, True, False), (third, False, False)]
    assert count_completed_lessons(enrolment) == (1, 3)


def test_the_requirement_is_met_by_the_last_lesson_only():
    _user, enrolment = enrolled_trainee()
    first, second = lessons_of(enrolment)
    complete_lesson(enrolment_uuid=enrolment.uuid, lesson_uuid=first.uuid, actor=ACTOR, now=NOW)
    assert not Evidence.objects.exists()
    complete_lesson(enrolment_uuid=enrolment.uuid, lesson_uuid=second.uuid, actor=ACTOR, now=NOW)
    assert Evidence.objects.get().is_met


@pytest.mark.parametrize("learnt_on", [0, 1])
def test_a_lesson_of_two_programmes_is_learnt_for_both(learnt_on: int):
    lender, borrower = a_lender_and_a_borrower()
    user, enrolment = enrolled_trainee(lender)
    enrolments = [enrolment, enrol(user, borrower)]
    finish_all_lessons(enrolments[learnt_on])
    assert [count_completed_lessons(row) for row in enrolments] == [(3 - learnt_on, 3), (2, 2)]
    assert Evidence.objects.filter(enrolment=enrolments[1]).get().is_met
    assert AuditEntry.objects.filter(action="delivery.complete_lesson").count() == 5 - learnt_on


def test_a_lesson_is_not_learnt_for_a_withdrawn_enrolment_nor_for_somebody_else():
    lender, borrower = a_lender_and_a_borrower()
    user, enrolment = enrolled_trainee(lender)
    left, (_other, elses) = enrol(user, borrower), enrolled_trainee(borrower)
    withdraw_enrolment(enrolment_uuid=left.uuid, reason="moved", actor=ACTOR, now=NOW)
    finish_all_lessons(enrolment)
    assert not LessonProgress.objects.filter(enrolment__in=[left, elses]).exists()


def test_finishing_again_changes_nothing():
    _user, enrolment = enrolled_trainee()
    finish_all_lessons(enrolment)
    audited = AuditEntry.objects.count()
    finish_all_lessons(enrolment)
    assert AuditEntry.objects.count() == audited


@pytest.mark.parametrize("operation", [open_lesson, complete_lesson])
def test_a_lesson_of_another_programme_is_not_found(operation):
    _user, enrolment = enrolled_trainee()
    _other, elsewhere = enrolled_trainee()
    for uuid in (lessons_of(elsewhere)[0].uuid, uuid4()):
        with pytest.raises(LessonNotInProgramme):
            operation(enrolment_uuid=enrolment.uuid, lesson_uuid=uuid, actor=ACTOR, now=NOW)


@pytest.mark.parametrize("operation", [open_lesson, complete_lesson])
def test_a_withdrawn_enrolment_learns_no_more(operation):
    _user, enrolment = enrolled_trainee()
    withdraw_enrolment(enrolment_uuid=enrolment.uuid, reason="moved", actor=ACTOR, now=NOW)
    with pytest.raises(EnrolmentEnded):
        operation(
            enrolment_uuid=enrolment.uuid, lesson_uuid=lessons_of(enrolment)[0].uuid, actor=ACTOR, now=NOW
        )
    assert not LessonProgress.objects.exists()


def test_several_lessons_are_learnt_at_once_and_each_is_audited():
    _user, enrolment = enrolled_trainee(a_version(lessons=3))
    first, second, third = lessons_of(enrolment)
    open_lesson(enrolment_uuid=enrolment.uuid, lesson_uuid=second.uuid, actor=ACTOR, now=NOW)
    uuids = [third.uuid, first.uuid, second.uuid, first.uuid]
    for _again in range(2):
        rows = complete_lessons(enrolment_uuid=enrolment.uuid, lesson_uuids=uuids, actor=ACTOR, now=NOW)
        assert [row.lesson for row in rows] == [third, first, second]
    assert AuditEntry.objects.filter(action="delivery.complete_lesson").count() == 3
    assert Evidence.objects.get().percent == 100


def test_the_audit_chain_waits_until_the_lessons_and_the_evidence_are_written():
    _user, enrolment = enrolled_trainee()
    uuids = [lesson.uuid for lesson in lessons_of(enrolment)]
    last = AuditEntry.objects.latest("seq").seq
    with CaptureQueriesContext(connection) as queries:
        complete_lessons(enrolment_uuid=enrolment.uuid, lesson_uuids=uuids, actor=ACTOR, now=NOW)
    asked = [query["sql"] for query in queries]
    chain = min(place for place, sql in enumerate(asked) if AuditChain._meta.db_table in sql)
    learnt = [
        place for place, sql in enumerate(asked) if sql.startswith("UPDATE") and "lessonprogress" in sql
    ]
    assert max(learnt) < chain
    actions = AuditEntry.objects.filter(seq__gt=last).order_by("seq").values_list("action", flat=True)
    assert list(actions) == ["enrolments.record_evidence"] + 2 * ["delivery.complete_lesson"]


def test_of_several_lessons_all_belong_to_the_programme_or_none_is_kept():
    _user, enrolment = enrolled_trainee()
    uuids = [lessons_of(enrolment)[0].uuid, uuid4()]
    with pytest.raises(LessonNotInProgramme):
        complete_lessons(enrolment_uuid=enrolment.uuid, lesson_uuids=uuids, actor=ACTOR, now=NOW)
    assert not LessonProgress.objects.exists()
