"""Practical examinations: who is admitted and marks, what is drawn, further assessors, results, their release."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F

from lms.core.actor import Actor
from lms.core.enums import Role
from lms.delivery.api import complete_lesson
from lms.enrolments.models import Evidence
from lms.exams.errors import ReasonMissing, SecondPersonNeeded
from lms.exams.models import DrawnTask, MarkEvent, MarkSheet, PracticalResult, PracticalState
from lms.exams.practical.errors import (
    ConflictRefused,
    FurtherNotNeeded,
    PracticalNotFound,
    PracticalRefused,
    UnusablePractical,
)
from lms.exams.practical.operations import (
    NewMark,
    NewPractical,
    Place,
    admit_to_practical,
    call_assessor,
    cancel_practical,
    close_practical,
    declare_conflict,
    load_practical_scheme,
    name_assessor,
    note_absence,
    open_practical,
    release_practical,
    remove_assessor,
    save_marks,
    schedule_practical,
    try_again,
)
from lms.exams.practical.standing import DECIDED, MARKING, NEEDS_ASSESSOR, standing_of
from tests.factories.accounts import a_user, trainee_at
from tests.factories.courses import NOW, a_version, enrol, lessons_of
from tests.factories.organisations import a_site
from tests.factories.practical import (
    WHO,
    Practical,
    a_new_practical_scheme,
    a_practical,
    an_open_practical,
    marks_of,
    signed,
)

pytestmark = pytest.mark.django_db


def officer(user) -> dict:
    return {"actor": Actor(user.uuid, "examinations_officer"), "now": NOW}


def all_signed(world: Practical, *values: str, vetoes: int = 0) -> None:
    for place, (assessor, value) in enumerate(zip(world.assessors, values, strict=True)):
        signed(world, assessor, value, veto=place < vetoes)


def test_the_same_scheme_changes_nothing_and_other_rules_are_a_new_version():
    scheme = a_new_practical_scheme()
    rows = [load_practical_scheme(scheme=scheme, **WHO) for _ in range(2)]
    other = load_practical_scheme(scheme=a_new_practical_scheme(minutes=90), **WHO)
    assert (rows[0], rows[0].number, other.number) == (rows[1], 1, 2)


@pytest.mark.parametrize(
    "change", [{"least_assessors": 4}, {"groups": []}, {"pass_percent": 101}, {"aggregation": "median"}]
)
def test_rules_that_cannot_be_used_are_refused(change):
    with pytest.raises(UnusablePractical) as refused:
        load_practical_scheme(scheme=a_new_practical_scheme(**change), **WHO)
    assert refused.value.reasons


def test_a_task_that_nobody_has_is_refused():
    group = {"code": "K1", "title": {"zh": "科"}, "tasks": ["NONE"], "count": 1, "weight": 100}
    with pytest.raises(UnusablePractical) as refused:
        load_practical_scheme(scheme=a_new_practical_scheme(groups=[group]), **WHO)
    assert "NONE" in refused.value.reasons[0]


def test_the_same_key_plans_once_and_another_plan_under_it_is_refused():
    world = a_practical()
    row = world.examination
    again = NewPractical(row.scheme, row.room, row.starts_at, row.client_key)
    assert schedule_practical(new=again, **WHO) == row
    with pytest.raises(UnusablePractical):
        schedule_practical(
            new=NewPractical(row.scheme, row.room, NOW + timedelta(days=1), row.client_key), **WHO
        )


def test_who_is_elsewhere_or_learns_something_else_is_not_admitted():
    world = a_practical()
    stranger = enrol(trainee_at(a_site()), a_version())
    with pytest.raises(PracticalRefused) as refused:
        admit_to_practical(examination_uuid=world.examination.uuid, enrolment_uuids=[stranger.uuid], **WHO)
    (told,) = refused.value.reasons
    assert stranger.person.full_name in told
    assert "；" in told  # both reasons


def test_who_taught_a_candidate_does_not_mark_them():
    world = a_practical()
    teacher = a_user(Role.ASSESSOR, world.examination.site)
    enrolment = world.enrolments[0]
    taught = Actor(teacher.uuid, Role.INSTRUCTOR)
    complete_lesson(
        enrolment_uuid=enrolment.uuid, lesson_uuid=lessons_of(enrolment)[0].uuid, actor=taught, now=NOW
    )
    with pytest.raises(ConflictRefused) as refused:
        name_assessor(examination_uuid=world.examination.uuid, assessor=teacher, **WHO)
    assert enrolment.person.full_name in refused.value.reasons[0]


def test_who_declared_a_conflict_does_not_mark_and_the_examination_does_not_open_with_them():
    world = a_practical()
    first = world.assessors[0]
    person = world.enrolments[0].person
    declare_conflict(assessor=first, person=person, reason="师徒关系", **WHO)
    with pytest.raises(ConflictRefused):
        open_practical(examination_uuid=world.examination.uuid, **WHO)


def test_a_conflict_declared_on_the_day_sets_the_open_sheet_aside_and_another_assessor_is_called():
    world = an_open_practical()
    first, *others = world.assessors
    declare_conflict(assessor=first, person=world.enrolments[0].person, reason="亲属", **WHO)
    for assessor in others:
        signed(world, assessor, "90")
    assert standing_of(world.candidate()).needs == ("too_few",)
    with pytest.raises(ConflictRefused):
        call_assessor(candidate_uuid=world.candidate().uuid, assessor=first, **WHO)
    fourth = a_user(Role.ASSESSOR, world.examination.site)
    assert not call_assessor(candidate_uuid=world.candidate().uuid, assessor=fourth, **WHO).is_further
    signed(world, fourth, "90")
    assert standing_of(world.candidate()).state == DECIDED


def test_nobody_but_an_assessor_of_the_site_marks():
    world = a_practical()
    for user in (a_user(Role.ASSESSOR, a_site()), a_user(Role.INSTRUCTOR, world.examination.site)):
        with pytest.raises(PracticalRefused):
            name_assessor(examination_uuid=world.examination.uuid, assessor=user, **WHO)


def test_an_assessor_is_taken_off_the_panel_of_this_examination_only():
    world, other = a_practical(), a_practical()
    member = other.examination.panel.first()
    with pytest.raises(PracticalNotFound):
        remove_assessor(examination_uuid=world.examination.uuid, member_uuid=member.uuid, **WHO)
    remove_assessor(examination_uuid=other.examination.uuid, member_uuid=member.uuid, **WHO)
    assert (world.examination.panel.count(), other.examination.panel.count()) == (3, 2)


def test_it_does_not_open_early_or_with_an_even_panel():
    world = a_practical()
    name_assessor(
        examination_uuid=world.examination.uuid,
        assessor=a_user(Role.ASSESSOR, world.examination.site),
        **WHO,
    )
    with pytest.raises(PracticalRefused) as refused:
        open_practical(
            examination_uuid=world.examination.uuid, actor=WHO["actor"], now=NOW - timedelta(minutes=1)
        )
    assert len(refused.value.reasons) == 2


def test_opening_draws_freezes_and_gives_every_assessor_a_sheet():
    world = an_open_practical(candidates=4)
    assert DrawnTask.objects.count() == 8
    assert MarkSheet.objects.count() == 12
    before = list(DrawnTask.objects.values_list("candidate", "rubric"))
    open_practical(examination_uuid=world.examination.uuid, **WHO)
    assert list(DrawnTask.objects.values_list("candidate", "rubric")) == before


def test_one_mind_gives_a_result_that_is_released_by_a_second_officer_and_proves_the_requirement():
    world = an_open_practical()
    all_signed(world, "80", "85", "90")
    one, two = world.officers
    close_practical(examination_uuid=world.examination.uuid, **officer(one))
    result = PracticalResult.objects.get()
    assert (result.percent, result.passed, result.is_vetoed) == (85, True, False)
    with pytest.raises(SecondPersonNeeded):
        release_practical(examination_uuid=world.examination.uuid, **officer(one))
    with pytest.raises(SecondPersonNeeded):
        release_practical(examination_uuid=world.examination.uuid, **officer(world.assessors[0]))
    for _ in range(2):
        released = release_practical(examination_uuid=world.examination.uuid, **officer(two))
    assert released.state == PracticalState.RELEASED
    evidence = Evidence.objects.get(source_uuid=result.uuid)
    assert (evidence.percent, evidence.is_met) == (85, True)


def test_a_spread_over_the_limit_calls_a_further_assessor():
    world = an_open_practical()
    all_signed(world, "60", "90", "90")
    standing = standing_of(world.candidate())
    assert (standing.state, standing.needs) == (NEEDS_ASSESSOR, ("spread",))
    with pytest.raises(PracticalRefused):
        close_practical(examination_uuid=world.examination.uuid, **WHO)
    with pytest.raises(PracticalRefused):
        call_assessor(candidate_uuid=world.candidate().uuid, assessor=world.assessors[0], **WHO)
    fourth = a_user(Role.ASSESSOR, world.examination.site)
    assert call_assessor(candidate_uuid=world.candidate().uuid, assessor=fourth, **WHO).is_further
    assert standing_of(world.candidate()).state == MARKING
    with pytest.raises(FurtherNotNeeded):
        call_assessor(
            candidate_uuid=world.candidate().uuid,
            assessor=a_user(Role.ASSESSOR, world.examination.site),
            **WHO,
        )
    signed(world, fourth, "80")
    close_practical(examination_uuid=world.examination.uuid, **WHO)
    assert PracticalResult.objects.get().percent == 80


def test_a_veto_of_all_fails_and_the_reason_is_kept_in_words():
    world = an_open_practical()
    all_signed(world, "100", "100", "100", vetoes=3)
    close_practical(examination_uuid=world.examination.uuid, **WHO)
    result = PracticalResult.objects.get()
    assert (result.percent, result.passed, result.is_vetoed) == (100, False, True)
    assert result.parts[0]["veto"] == [{"id": "v1", "zh": "带电作业", "en": "Works live"}]


def test_a_split_on_a_veto_calls_a_further_assessor():
    world = an_open_practical()
    all_signed(world, "100", "100", "100", vetoes=1)
    assert standing_of(world.candidate()).needs == ("veto_split",)


def test_who_failed_has_another_try_on_the_day_and_no_more_than_the_scheme_gives():
    world = an_open_practical()
    with pytest.raises(PracticalRefused):
        try_again(candidate_uuid=world.candidate().uuid, **WHO)
    all_signed(world, "50", "50", "50")
    second = try_again(candidate_uuid=world.candidate().uuid, **WHO)
    assert try_again(candidate_uuid=world.candidate().uuid, **WHO) == second
    assert (second.attempt, second.tasks.count(), second.sheets.count()) == (2, 2, 3)
    with pytest.raises(PracticalRefused) as refused:
        try_again(candidate_uuid=second.uuid, **WHO)
    assert len(refused.value.reasons) == 2


def test_who_did_not_appear_has_no_result_and_holds_nobody_up():
    world = an_open_practical(candidates=2)
    note_absence(candidate_uuid=world.candidate(1).uuid, **WHO)
    all_signed(world, "90", "90", "90")
    close_practical(examination_uuid=world.examination.uuid, **WHO)
    assert PracticalResult.objects.get().candidate == world.candidate()


def test_who_was_marked_did_appear():
    world = an_open_practical()
    signed(world, world.assessors[0], "90")
    with pytest.raises(PracticalRefused):
        note_absence(candidate_uuid=world.candidate().uuid, **WHO)


def keep(world: Practical, assessor, marks: list[NewMark]) -> None:
    save_marks(ref=world.ref(assessor), epoch=1, marks=marks, **WHO)


def test_marks_that_were_taken_back_and_a_note_do_not_keep_an_examination_from_its_end():
    world = an_open_practical(candidates=2)
    assessor = world.assessors[0]
    for_another = marks_of(world, assessor, "90", veto=True, place=1)
    keep(world, assessor, for_another)
    with pytest.raises(PracticalRefused):
        note_absence(candidate_uuid=world.candidate(1).uuid, **WHO)
    back = {True: False}
    undone = [
        NewMark(world.next_seq(assessor), mark.place, back.get(mark.value), 2000) for mark in for_another
    ]
    note = Place(for_another[0].place.sheet, for_another[0].place.task, "note")
    keep(world, assessor, [*undone, NewMark(world.next_seq(assessor), note, "缺考", 3000)])
    note_absence(candidate_uuid=world.candidate(1).uuid, **WHO)
    all_signed(world, "90", "90", "90")
    close_practical(examination_uuid=world.examination.uuid, **WHO)
    assert PracticalResult.objects.get().candidate == world.candidate()


def test_cancelling_wants_a_reason_and_an_examination_that_was_not_opened():
    world = an_open_practical()
    for reason in (" ", "停" * 301):
        with pytest.raises(ReasonMissing):
            cancel_practical(examination_uuid=world.examination.uuid, reason=reason, **WHO)
    with pytest.raises(PracticalRefused):
        cancel_practical(examination_uuid=world.examination.uuid, reason="停电", **WHO)


@pytest.mark.parametrize(
    "table", ["MarkEvent", "DrawnTask", "MarkSignature", "PracticalResult", "MarkDevice"]
)
def test_the_database_refuses_changes_of_what_is_written_once(table):
    from lms.exams import models

    world = an_open_practical()
    all_signed(world, "90", "90", "90")
    close_practical(examination_uuid=world.examination.uuid, **WHO)
    rows = getattr(models, table).objects
    assert rows.exists()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(id=F("id") + 1000)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.all()._raw_delete(rows.db)


def test_the_result_is_a_function_of_the_marks():
    world = an_open_practical()
    all_signed(world, "80.5", "85", "90.25")
    standing = standing_of(world.candidate())
    close_practical(examination_uuid=world.examination.uuid, **WHO)
    assert standing_of(world.candidate()).decision == standing.decision
    assert MarkEvent.objects.filter(held="").count() == MarkEvent.objects.count()
