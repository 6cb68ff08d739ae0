"""Moving trainees to another version of their programme: nothing learnt is lost, forward or back; the pages of it."""

import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.catalog.api import ProgrammeVersion, lessons_of_version, load_programme_version, plan_of
from courses.catalog.operations import create_draft_version
from lms.core.actor import Actor
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
from lms.exams.demonstration import sit_for_demonstration
from tests.factories.accounts import instructor_at, registrar_at, sign_in, trainee_at
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

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")


@pytest.fixture
def versions() -> tuple[ProgrammeVersion, ProgrammeVersion]:
    """Two versions: the second one drops lesson 2, adds lesson 3, and asks for another examination."""
    plan = a_plan(lessons=3)
    return load(plan, 1, lessons=(0, 1)), load(plan, 2, lessons=(0, 2), scheme="OTHER")


def load(plan, number: int, *, lessons: tuple[int, ...], scheme: str = "SCHEME") -> ProgrammeVersion:
    course, unit = plan.courses[0], plan.courses[0].units[0]
    placed = tuple(unit.lessons[place] for place in lessons)
    asked = tuple(
        replace(row, examination_scheme=row.examination_scheme and scheme) for row in plan.requirements
    )
    courses = (replace(course, units=(replace(unit, lessons=placed),)),)
    changed = replace(plan, number=number, courses=courses, requirements=asked)
    return load_programme_version(plan=changed, actor=ACTOR, now=NOW)


def move(enrolments, old, new, *, shown: str | None = None, key=None) -> list[Enrolment]:
    uuids = [row.uuid for row in enrolments]
    now_there = list(Enrolment.objects.filter(uuid__in=uuids).order_by("pk"))
    agreed = digest_of(list_outlooks(now_there, old=old, new=new))
    order = MoveOrder(uuids, old, new, shown=agreed if shown is None else shown, client_key=key or uuid4())
    return move_enrolments(order=order, actor=ACTOR, now=NOW)


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
    sign_in(client, user)
    client.cookies["language"] = language
    monkeypatch.setattr("lms.core.clock.now", lambda: NOW + timedelta(days=6))
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


# --- the pages ----------------


@pytest.fixture
def classroom(versions):
    """A registrar's client and three trainees on the first version at one school; a fourth at another site."""
    site = a_site()
    first = enrol(trainee_at(site, name="学员甲"), versions[0])
    rows = [first, *(enrol_at(first, trainee_at(site, name=f"学员{name}"), versions[0]) for name in "乙丙")]
    enrol(trainee_at(a_site(), name="别处的人"), versions[0])
    client = sign_in(Client(), registrar_at(site))
    client.cookies["language"] = "en"
    return client, rows


def enrol_at(other: Enrolment, user, version: ProgrammeVersion) -> Enrolment:
    wanted = NewEnrolment(user.person, version, other.school, uuid4())
    return enrol_trainee(enrolment=wanted, actor=ACTOR, now=NOW)


def address(enrolment: Enrolment, version: ProgrammeVersion) -> str:
    return reverse("moving:move", args=[version.uuid, enrolment.school.uuid])


def hidden(answer) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"agreed": ["1"]}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', answer.content.decode()):
        found.setdefault(name, []).append(value)
    return found


def test_a_registrar_sees_the_differences_first_moves_and_moves_back(versions, classroom) -> None:
    (old, new), (client, rows) = versions, classroom
    finish_all_lessons(rows[0])
    shown = client.get(reverse("moving:index")).content.decode()
    assert reverse("moving:move", args=[old.uuid, rows[0].school.uuid]) in shown
    chosen = {"version": str(new.uuid), "people": [str(row.uuid) for row in rows[:2]]}
    only_old, only_new = (lessons_of_version(row.pk).last().title_en for row in versions)
    differences = client.post(address(rows[0], old), chosen)
    text = differences.content.decode()
    assert differences.status_code == 200
    assert "学员甲" in text
    assert "学员丙" not in text
    for words in (
        "2/2",
        "1/2",
        "0/2",
        "All lessons (100 % of the lessons completed)",
        "Examination OTHER passed",
        f"Lessons: {only_new}",
        f"Lessons: {only_old}",
        f"Lessons learnt already: {only_old}",
    ):
        assert words in text
    answer = client.post(address(rows[0], old), hidden(differences), follow=True)
    assert "2 people are on version 2 now." in answer.content.decode()
    assert [Enrolment.objects.get(pk=row.pk).version_id for row in rows] == [new.pk, new.pk, old.pk]
    stale = client.post(address(rows[0], old), hidden(differences), follow=True).content.decode()
    assert "have been moved already" in stale
    Enrolment.objects.filter(pk=rows[2].pk).delete()
    stale = client.post(address(rows[0], old), hidden(differences), follow=True).content.decode()
    assert "have been moved already" in stale
    assert "all on the newest version" in stale
    back = client.post(address(rows[0], new), {"version": str(old.uuid), "people": [str(rows[0].uuid)]})
    client.post(address(rows[0], new), hidden(back))
    assert Enrolment.objects.get(pk=rows[0].pk).version_id == old.pk


def ticked(answer) -> int:
    return len(re.findall(r'type="checkbox" name="people"[^>]* checked', answer.content.decode()))


def test_nobody_is_chosen_beforehand_and_without_script_buttons_choose_all_or_nobody(
    versions, classroom
) -> None:
    (old, new), (client, rows) = versions, classroom
    first = client.get(address(rows[0], old))
    assert ticked(first) == 0
    assert "Chosen: 0 of 3" in first.content.decode()
    chosen = {"version": str(new.uuid), "people": [str(rows[0].uuid)]}
    for tick, count in (("all", 3), ("none", 0), ("kept", 1)):
        answer = client.post(address(rows[0], old), {**chosen, "tick": tick})
        assert (answer.status_code, ticked(answer)) == (200, count)
        assert f"Chosen: {count} of 3" in answer.content.decode()
        assert f'value="{new.uuid}" selected' in answer.content.decode()
    assert Enrolment.objects.filter(version=new).count() == 0
    differences = client.post(address(rows[0], old), chosen)
    assert 'name="tick" value="kept"' in differences.content.decode()
    again = client.post(address(rows[0], old), {**hidden(differences), "agreed": [], "tick": "kept"})
    assert ticked(again) == 1


def test_who_cannot_move_is_named_and_there_is_no_button(versions, classroom) -> None:
    (old, new), (client, rows) = versions, classroom
    enrol_at(rows[0], rows[0].person.user, new)
    chosen = {"version": str(new.uuid), "people": [str(row.uuid) for row in rows]}
    text = client.post(address(rows[0], old), chosen).content.decode()
    assert "is enrolled on that version already" in text
    assert 'name="agreed"' not in text


def test_nothing_chosen_and_something_changed_are_said_on_the_page(versions, classroom) -> None:
    (old, new), (client, rows) = versions, classroom
    answer = client.post(address(rows[0], old), {"version": str(new.uuid)})
    assert answer.status_code == 422
    assert "Choose at least one person." in answer.content.decode()
    differences = client.post(
        address(rows[0], old), {"version": str(new.uuid), "people": [str(rows[0].uuid)]}
    )
    finish_all_lessons(rows[0])
    answer = client.post(address(rows[0], old), hidden(differences))
    assert answer.status_code == 422
    assert "Something has changed meanwhile." in answer.content.decode()
    assert Enrolment.objects.get(pk=rows[0].pk).version_id == old.pk


@pytest.mark.parametrize("gone", ["left", "unknown"])
def test_somebody_chosen_who_is_not_in_the_list_any_more_is_said_without_a_key(
    versions, classroom, gone
) -> None:
    (old, new), (client, rows) = versions, classroom
    sent, there = uuid4(), 3
    if gone == "left":
        sent, there = rows[1].uuid, 2
        withdraw_enrolment(enrolment_uuid=sent, reason="left", actor=ACTOR, now=NOW)
    chosen = {"version": str(new.uuid), "people": [str(rows[0].uuid), str(sent)]}
    answer = client.post(address(rows[0], old), chosen)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody whom you had chosen is not in the list any more" in shown
    assert str(sent) not in shown
    assert (ticked(answer), f"Chosen: 1 of {there}" in shown) == (1, True)


def test_only_registrars_and_only_of_the_own_sites(versions, classroom) -> None:
    (old, _new), (client, rows) = versions, classroom
    far = Enrolment.objects.exclude(site=rows[0].site).get()
    assert client.get(address(far, old)).status_code == 404
    assert "别处的人" not in client.get(address(rows[0], old)).content.decode()
    teacher = sign_in(Client(), instructor_at(rows[0].site))
    assert teacher.get(address(rows[0], old)).status_code == 403


def test_the_pages_cost_the_same_for_many(versions, classroom) -> None:
    (old, new), (client, rows) = versions, classroom

    def queries(people) -> list[int]:
        chosen = {"version": str(new.uuid), "people": [str(row.uuid) for row in people]}
        counts = []
        for ask in (
            lambda: client.get(reverse("moving:index")),
            lambda: client.get(address(rows[0], old)),
            lambda: client.post(address(rows[0], old), chosen),
        ):
            with CaptureQueriesContext(connection) as found:
                assert ask().status_code == 200
            counts.append(len(found))
        return counts

    queries(rows[:1])
    few = queries(rows[:1])
    more = [enrol_at(rows[0], trainee_at(rows[0].site), old) for _ in range(3)]
    assert queries([*rows, *more]) == few
    assert max(few) <= 45


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
