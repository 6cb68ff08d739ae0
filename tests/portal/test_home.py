"""The home pages: the right one for each role, the next step along the chain, constant cost."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.admin.menu import admin_menu

from courses.catalog.api import load_programme_version
from lms.core import clock
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.enums import STAFF_ROLES, Role
from lms.core.menu import RuledMenuItem
from lms.delivery.api import complete_lesson
from lms.delivery.models import LearningPeriod
from lms.enrolments.changing.operations import record_return
from tests.enrolments.changing.deeds import rest
from tests.factories.accounts import a_user, employer_user_of, sign_in, trainee_at
from tests.factories.courses import (
    a_plan,
    a_version,
    a_version_asking_for_everything,
    enrol,
    enrolled_trainee,
    finish_all_lessons,
    lessons_of,
)
from tests.factories.organisations import a_school, a_site, an_administration, an_employer
from tests.factories.pages import page_of, show_lessons

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")
HOME = "/home/"


def _home(client, user, language="en"):
    sign_in(client, user)
    client.cookies["language"] = language
    response = client.get(HOME)
    assert response.status_code == 200
    return response.content.decode()


def test_the_landing_page_is_open_to_everybody(client):
    assert client.get("/").status_code == 200


def test_nobody_has_a_home_without_signing_in(client):
    assert client.get(HOME).url.startswith(reverse("account_login"))


def test_a_trainee_without_programme_is_told_whom_to_ask(client):
    assert "not on a programme yet" in _home(client, trainee_at(a_site()))


def test_who_rests_reads_that_all_is_kept_and_never_why(client):
    user, enrolment = enrolled_trainee()
    show_lessons(enrolment.version)
    interruption = rest(enrolment, now=clock.now(), note="说明只给登记员")
    page = _home(client, user)
    assert "Your classes here are paused" in page
    assert "no learning time is counted" in page
    assert "Begin the lesson" in page
    for said in (interruption.note, interruption.get_reason_display(), "clinic"):
        assert said not in page


def test_who_is_back_reads_nothing_of_a_pause(client):
    user, enrolment = enrolled_trainee()
    rest(enrolment, now=clock.now())
    back = {"on": local_date(clock.now()), "actor": ACTOR, "now": clock.now()}
    record_return(enrolment_uuid=enrolment.uuid, **back)
    assert "paused" not in _home(client, user)


def test_the_next_step_is_the_first_lesson_that_is_not_finished(client):
    user, enrolment = enrolled_trainee()
    show_lessons(enrolment.version)
    assert "Begin the lesson" in _home(client, user)
    finish_all_lessons(enrolment)
    page = _home(client, user)
    assert "2 of 2 lessons" in page
    assert "Begin the lesson" not in page


@pytest.mark.parametrize(
    ("language", "ready", "nothing"),
    [
        ("en", "Being written", "You have learnt everything that is ready."),
        ("zh-hans", "正在编写", "已经编好的课您都学完了。"),
    ],
)
def test_a_lesson_that_nobody_has_written_is_passed_over_and_named(client, language, ready, nothing):
    user, enrolment = enrolled_trainee()
    show_lessons(enrolment.version)
    first, second = lessons_of(enrolment)
    page_of(first).unpublish()
    page = _home(client, user, language)
    assert f'class="card__title">{second.title_zh if language == "zh-hans" else second.title_en}<' in page
    assert page.count(f">{ready}<") == 1
    complete_lesson(enrolment_uuid=enrolment.uuid, lesson_uuid=second.uuid, actor=ACTOR, now=clock.now())
    page = _home(client, user, language)
    assert nothing in page
    page_of(first).save_revision().publish()
    assert nothing not in _home(client, user, language)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            [
                "Complete every lesson: 0/2",
                "Attend 1 class hours of theory and 2 of practice: 0/3 class hours",
                "Earn 1 credit in: Skills practice: 0/1",
                "Earn 1 credit in electives: 0/1",
                "Hold 2 different certificates of these kinds: Single-skill certificate, Training certificate: 0/2",
            ],
        ),
        ("zh-hans", ["学完全部的课：0/2", "在“技能训练”中取得1学分：0/1"]),
    ],
)
def test_what_is_missing_stands_there_in_words(client, language, words):
    user, _enrolment = enrolled_trainee(a_version_asking_for_everything())
    page = _home(client, user, language)
    for text in words:
        assert text in page


def _place_for(role):
    if role is Role.INVIGILATOR:
        return a_site()
    if role in (Role.AUTHORITY_READER, Role.AUDITOR):
        return an_administration()
    return a_school()


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_every_staff_role_has_a_home_whose_desks_open(client, role):
    page = _home(client, a_user(role, _place_for(role)))
    links = [part.split('"')[0] for part in page.split('class="card__title"><a href="')[1:]]
    assert links
    for link in links:
        assert client.get(link).status_code in (200, 302), link


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_what_the_menu_of_the_staff_offers_a_role_stands_on_its_home_too(client, rf, role):
    user = a_user(role, _place_for(role))
    page, request = _home(client, user), rf.get("/authoring/")
    request.user = user
    ours = [item for item in admin_menu.menu_items_for_request(request) if isinstance(item, RuledMenuItem)]
    assert [item.label for item in ours if f'<a href="{item.url}"' not in page] == []


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.CONTENT_REVIEWER, Role.REGISTRAR])
def test_from_every_place_of_work_a_menu_leads_back_home(client, role):
    page = _home(client, a_user(role, a_site()))
    desk = "wagtailadmin_home" if role != Role.REGISTRAR else "moving:index"
    assert f'href="{reverse(desk)}"' in page
    work = client.get(reverse(desk)).content.decode()
    assert '"url": "/home/"' in work, "the menu is handed to the interface as JSON"
    assert '"My page"' in work
    assert "img/logo" in work, "the menu bears the sign of the platform"


def test_an_employer_has_a_home(client):
    assert reverse("certificates:verify") in _home(client, employer_user_of(an_employer()))


def test_the_home_page_costs_the_same_however_many_lessons_there_are(client):
    user = trainee_at(a_site())
    enrol(user, a_version(lessons=2))
    longer = trainee_at(a_site())
    enrol(longer, a_version(lessons=40))
    counts = []
    for person in (user, longer):
        _home(client, person)
        with CaptureQueriesContext(connection) as captured:
            client.get(HOME)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[1] <= 18


def test_lessons_stand_in_their_units_and_the_current_one_is_open(client):
    user, enrolment = enrolled_trainee(a_version(lessons=3))
    page = _home(client, user)
    assert page.count('<details class="unit" open>') == 1
    assert "0 of 3 lessons" in page
    finish_all_lessons(enrolment)
    assert '<details class="unit" open>' not in _home(client, user)


def test_one_lesson_is_counted_as_one(client):
    user, _enrolment = enrolled_trainee(a_version(lessons=1))
    page = _home(client, user)
    assert "0 of 1 lesson" in page
    assert "1 lessons" not in page


def test_lessons_are_numbered_through_the_programme_as_they_say_themselves(client):
    plan = a_plan(lessons=3)
    course, (unit,) = plan.courses[0], plan.courses[0].units
    units = (replace(unit, lessons=unit.lessons[:1]), replace(unit, code="U2", lessons=unit.lessons[1:]))
    plan = replace(plan, courses=(replace(course, units=units),))
    user, _enrolment = enrolled_trainee(load_programme_version(plan=plan, actor=ACTOR, now=clock.now()))
    page = _home(client, user)
    lessons = page[page.index('class="unit"') : page.index("What is needed to graduate")]
    assert re.findall(r'task__mark" aria-hidden="true">(\d)<', lessons) == ["1", "2", "3"]


def test_what_is_missing_comes_with_figures(client):
    user, _enrolment = enrolled_trainee(a_version(lessons=3))
    page = _home(client, user)
    missing = page[page.index("What is needed to graduate") :]
    assert "0 of 3 lessons" in missing
    assert "not sat yet" in missing


def test_my_learning_time_stands_there_without_judgement(client):
    user, enrolment = enrolled_trainee()
    lesson = lessons_of(enrolment)[0]
    today = local_date(clock.now())
    began = clock.now() - timedelta(minutes=1)
    LearningPeriod.objects.create(
        enrolment=enrolment,
        lesson=lesson,
        day=today,
        began_at=began,
        ended_at=clock.now(),
        active_seconds=25 * 60,
        signs=1,
        keys=0,
        pointers=0,
        scrolls=0,
        media_seconds=0,
        rule_version=1,
    )
    page = _home(client, user)
    assert "My learning time today" in page
    assert page.count('<p class="stat__value">25<') == 2
    assert "learnt for 25 min" in page
