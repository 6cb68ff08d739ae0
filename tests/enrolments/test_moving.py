"""Moving trainees to another version of their programme: nothing learnt is lost, forward or back."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from courses.catalog.api import PlannedRequirement, load_programme_version, plan_of
from courses.catalog.operations import create_draft_version
from lms.core.models import AuditEntry
from lms.delivery.api import complete_lesson, count_completed_lessons
from lms.enrolments.api import (
    EnrolmentState,
    MoveOrder,
    NewEnrolment,
    digest_of,
    enrol_trainee,
    list_outlooks,
    move_enrolments,
    recent_move,
    requirement_states,
    withdraw_enrolment,
)
from lms.enrolments.errors import ClientKeyReused, MoveOutdated, MoveRefused
from lms.enrolments.events import enrolment_completed
from lms.enrolments.models import Enrolment, EnrolmentMove
from lms.enrolments.moving.rules import Refusal
from lms.exams.demonstration import sit_for_demonstration
from tests.enrolments.moving import ACTOR, move
from tests.factories.accounts import sign_in, trainee_at
from tests.factories.courses import (
    NOW,
    a_lender_and_a_borrower,
    a_plan,
    a_version,
    enrol,
    finish_all_lessons,
    lessons_of,
)
from tests.factories.exams import open_sitting_for, passed_sitting
from tests.factories.organisations import a_site
from tests.factories.outside import confirm, record, skill_paper

pytestmark = pytest.mark.django_db


def learn(enrolment: Enrolment, place: int) -> None:
    lesson = lessons_of(enrolment)[place]
    complete_lesson(enrolment_uuid=enrolment.uuid, lesson_uuid=lesson.uuid, actor=ACTOR, now=NOW)


def met(enrolment: Enrolment) -> list[bool]:
    return [state.is_met for state in requirement_states(Enrolment.objects.get(pk=enrolment.pk))]


def counted(enrolment: Enrolment) -> tuple[int, int]:
    return count_completed_lessons(Enrolment.objects.get(pk=enrolment.pk))


def test_what_is_learnt_counts_on_the_new_version_and_again_after_the_way_back(versions) -> None:
    old, new = versions
    enrolment = enrol(trainee_at(a_site()), old)
    finish_all_lessons(enrolment)
    assert met(enrolment) == [True, False]
    move([enrolment], old, new)
    assert (counted(enrolment), met(enrolment)) == ((1, 2), [False, False])
    learn(Enrolment.objects.get(pk=enrolment.pk), 1)
    assert (counted(enrolment), met(enrolment)) == ((2, 2), [True, False])
    move([enrolment], new, old)
    assert (counted(enrolment), met(enrolment)) == ((2, 2), [True, False])
    moves = list(EnrolmentMove.objects.values_list("from_version__number", "to_version__number"))
    assert moves == [(1, 2), (2, 1)]
    written = AuditEntry.objects.filter(action="enrolments.move_enrolment", target_uuid=enrolment.uuid)
    assert written.count() == 2


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "改到了第2版"), ("en", "to version 2 on")])
def test_who_was_moved_is_told_on_the_own_page_for_a_week(
    versions, client, monkeypatch, language, words
) -> None:
    user = trainee_at(a_site())
    enrolment = enrol(user, versions[0])
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=6))
    sign_in(client, user)
    client.cookies["language"] = language
    assert words not in client.get(reverse("portal:home")).content.decode()
    move([enrolment], *versions)
    assert words in client.get(reverse("portal:home")).content.decode()
    assert recent_move(user.person_id, now=NOW + timedelta(days=7)) is None


def test_a_passed_examination_counts_where_the_new_version_asks_for_the_same(versions) -> None:
    old, new = versions
    enrolment = enrol(trainee_at(a_site()), old)
    passed_sitting(enrolment)
    move([enrolment], old, new)
    assert met(enrolment) == [False, False], "it asks for another examination"
    move([enrolment], new, old)
    assert met(enrolment) == [False, True]


def test_an_examination_of_the_old_version_that_ends_after_the_move_counts_after_the_way_back(
    versions,
) -> None:
    old, new = versions
    enrolment = enrol(trainee_at(a_site()), old)
    sitting = open_sitting_for(enrolment)
    move([enrolment], old, new)
    sit_for_demonstration(sitting_uuid=sitting.uuid, enrolment_uuid=enrolment.uuid, right_answers=10, now=NOW)
    assert met(enrolment) == [False, False]
    move([enrolment], new, old)
    assert met(enrolment) == [False, True]


def test_who_has_everything_then_completes_and_it_is_told_once(
    versions, django_capture_on_commit_callbacks
) -> None:
    _old, new = versions
    plan = replace(plan_of(new), number=3, requirements=plan_of(new).requirements[:1])
    last = load_programme_version(plan=plan, actor=ACTOR, now=NOW)
    enrolment = enrol(trainee_at(a_site()), new)
    finish_all_lessons(enrolment)
    told = []
    enrolment_completed.connect(hear := lambda enrolment_uuid, **_: told.append(enrolment_uuid))
    outlook = list_outlooks([enrolment], old=new, new=last)[0]
    with django_capture_on_commit_callbacks(execute=True):
        move([enrolment], new, last)
    assert outlook.completes
    assert Enrolment.objects.get(pk=enrolment.pk).state == EnrolmentState.COMPLETED
    assert told == [enrolment.uuid]
    enrolment_completed.disconnect(hear)
    with pytest.raises(MoveRefused):
        move([enrolment], last, new)


def test_one_who_cannot_move_keeps_everybody_and_is_named(versions) -> None:
    old, new = versions
    site = a_site()
    free, ended, twice = (enrol(trainee_at(site, name=f"学员{name}"), old) for name in "甲乙丙")
    withdraw_enrolment(enrolment_uuid=ended.uuid, reason="left", actor=ACTOR, now=NOW)
    enrol(twice.person.user, new)
    with pytest.raises(MoveRefused) as refused:
        move([free, ended, twice], old, new)
    assert [reason[:3] for reason in refused.value.reasons] == ["学员乙", "学员丙"]
    assert Enrolment.objects.get(pk=free.pk).version == old
    assert not EnrolmentMove.objects.exists()


def test_only_published_versions_of_the_same_programme_and_people_who_are_there(versions) -> None:
    old, new = versions
    enrolment = enrol(trainee_at(a_site()), old)
    draft = create_draft_version(programme_uuid=old.programme.uuid, actor=ACTOR, now=NOW)
    for people, target in (([enrolment], draft), ([enrolment], a_version()), ([], new)):
        with pytest.raises(MoveRefused):
            move(people, old, target)
    with pytest.raises(MoveRefused):
        move([enrolment], new, old)  # not on it, and never was


def test_one_who_is_not_there_keeps_the_others_too(versions) -> None:
    old, new = versions
    enrolment = enrol(trainee_at(a_site()), old)
    agreed = digest_of(list_outlooks([enrolment], old=old, new=new))
    order = MoveOrder([enrolment.uuid, uuid4()], old, new, shown=agreed, client_key=uuid4())
    with pytest.raises(MoveRefused):
        move_enrolments(order=order, actor=ACTOR, now=NOW)
    assert Enrolment.objects.get(pk=enrolment.pk).version == old


def test_who_is_there_already_is_not_said_to_be_enrolled_there_twice(versions) -> None:
    old, new = versions
    there = enrol(trainee_at(a_site()), new)
    assert list_outlooks([there], old=old, new=new)[0].refusals == (Refusal.ELSEWHERE,)


def test_a_certificate_held_already_completes_where_the_new_version_asks_for_nothing_else() -> None:
    plan = a_plan()
    asked = PlannedRequirement(
        f"{plan.code}-H", plan.title, "certificates_held", minimum=1, certificate_kinds=("skill_level_5",)
    )
    old = load_programme_version(plan=plan, actor=ACTOR, now=NOW)
    new = load_programme_version(plan=replace(plan, number=2, requirements=(asked,)), actor=ACTOR, now=NOW)
    enrolment = enrol(trainee_at(a_site()), old)
    confirm(record(skill_paper(enrolment.person)))
    move([enrolment], old, new)
    assert Enrolment.objects.get(pk=enrolment.pk).state == EnrolmentState.COMPLETED


def test_what_was_shown_must_still_be_so_and_the_same_request_moves_once(versions) -> None:
    old, new = versions
    enrolment = enrol(trainee_at(a_site()), old)
    with pytest.raises(MoveOutdated):
        move([enrolment], old, new, shown="0" * 64)
    key = uuid4()
    move([enrolment], old, new, key=key)
    assert [row.pk for row in move([enrolment], old, new, key=key)] == [enrolment.pk]
    assert EnrolmentMove.objects.count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        EnrolmentMove.objects.update(moved_at=NOW)


def test_a_repeated_request_to_enrol_still_finds_whom_somebody_moved(versions) -> None:
    old, new = versions
    enrolment = enrol(trainee_at(a_site()), old)
    wanted = NewEnrolment(enrolment.person, old, enrolment.school, enrolment.client_key)
    move([enrolment], old, new)
    assert enrol_trainee(enrolment=wanted, actor=ACTOR, now=NOW) == enrolment
    with pytest.raises(ClientKeyReused):
        enrol_trainee(enrolment=replace(wanted, version=new), actor=ACTOR, now=NOW)


# --- lessons that the person learnt before ----------------


def test_lessons_learnt_in_one_programme_count_in_another_one_that_begins_later() -> None:
    lender, borrower = a_lender_and_a_borrower()
    user = trainee_at(a_site())
    short = enrol(user, borrower)
    finish_all_lessons(short)
    long = enrol(user, lender)
    assert counted(long) == (2, 3)
    assert AuditEntry.objects.filter(action="delivery.complete_lesson").count() == 4
    learn(long, 2)
    assert met(long) == [True, False]


def test_who_left_and_comes_back_has_not_to_learn_again(versions) -> None:
    old, _new = versions
    user = trainee_at(a_site())
    left = enrol(user, old)
    learn(left, 0)
    withdraw_enrolment(enrolment_uuid=left.uuid, reason="left", actor=ACTOR, now=NOW)
    assert counted(enrol(user, old)) == (1, 2)


def test_whoever_moves_finds_what_was_learnt_in_another_programme() -> None:
    lender, borrower = a_lender_and_a_borrower()
    plan = plan_of(borrower)
    unit = plan.courses[0].units[0]
    one = replace(plan.courses[0], units=(replace(unit, lessons=unit.lessons[:1]),))
    first = load_programme_version(plan=replace(plan, number=2, courses=(one,)), actor=ACTOR, now=NOW)
    last = load_programme_version(plan=replace(plan, number=3), actor=ACTOR, now=NOW)
    user = trainee_at(a_site())
    long, short = enrol(user, lender), enrol(user, first)
    finish_all_lessons(long)
    outlook = list_outlooks([short], old=first, new=last)[0]
    assert outlook.after[0].counted == (2, 2)
    move([short], first, last)
    assert (counted(short), met(short)) == ((2, 2), [True, False])
