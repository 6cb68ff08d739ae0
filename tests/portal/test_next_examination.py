"""The examination that comes next: from when it can be sat, or until when."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils.timezone import localtime

from lms.core import clock
from lms.core.actor import Actor
from lms.exams.api import admit_candidates, open_sitting, schedule_sitting, take_lease
from lms.exams.errors import AttemptNotOpen
from lms.exams.models import Attempt
from lms.exams.sittings.operations import NewAct, do_act
from lms.exams.sittings.operations.ending import End, end_attempt
from lms.exams.sittings.room_models import ActKind
from tests.factories.accounts import sign_in
from tests.factories.courses import a_version, enrolled_trainee, finish_all_lessons
from tests.factories.exams import a_new_sitting, a_scheme, attempt_of, ref_of
from tests.factories.pages import show_lessons
from tests.factories.results import written

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")


def test_an_examination_of_one_day_says_the_hours_and_not_the_day_twice(client):
    now = clock.now()
    user, enrolment = enrolled_trainee(a_version())
    opens = localtime(now + timedelta(days=3)).replace(hour=9, minute=0)
    closes = opens + timedelta(hours=2)
    new = replace(a_new_sitting(enrolment.site, scheme=a_scheme()), opens_at=opens, closes_at=closes)
    sitting = schedule_sitting(sitting=new, actor=ACTOR, now=now)
    admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=[enrolment.uuid], actor=ACTOR, now=now)
    page = sign_in(client, user).get("/home/").content.decode()
    assert "09:00开考，最晚11:00开始" in page


@pytest.mark.parametrize(
    ("opens_in", "label", "day"),
    [(-1, "Examination, start by", "closes_at"), (40, "Next examination", "opens_at")],
)
def test_the_date_is_the_one_that_still_counts(client, opens_in, label, day):
    now = clock.now()
    user, enrolment = enrolled_trainee(a_version())
    opens = now + timedelta(days=opens_in)
    new = replace(
        a_new_sitting(enrolment.site, scheme=a_scheme()), opens_at=opens, closes_at=opens + timedelta(days=9)
    )
    sitting = schedule_sitting(sitting=new, actor=ACTOR, now=now)
    admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=[enrolment.uuid], actor=ACTOR, now=now)
    sign_in(client, user)
    client.cookies["language"] = "en"
    page = client.get("/home/").content.decode()
    card = page[page.index(label) :][:600]
    assert (
        f"{clock.local_date(getattr(sitting, day)):%B} {clock.local_date(getattr(sitting, day)).day}" in card
    )


def on(hour: int, minute: int) -> datetime:
    """Return a moment of one and the same day, by the clock of the site."""
    return datetime(2026, 6, 1, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("now", "label", "hour"),
    [
        (on(9, 30), "Next examination, today at", "10:30"),
        (on(10, 45), "Examination, start today by", "11:00"),
        # Once nobody can start any more, it is not the next one.
        (on(11, 1), "", ""),
    ],
)
def test_on_the_day_itself_the_hour_is_told(client, now, label, hour):
    user, enrolment = enrolled_trainee(a_version())
    new = a_new_sitting(enrolment.site, scheme=a_scheme())
    new = replace(new, opens_at=on(10, 30), closes_at=on(11, 0))
    sitting = schedule_sitting(sitting=new, actor=ACTOR, now=on(8, 0))
    admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=[enrolment.uuid], actor=ACTOR, now=on(8, 0))
    with time_machine.travel(now, tick=False):
        sign_in(client, user)
        client.cookies["language"] = "en"
        page = client.get("/home/").content.decode()
    today = page[page.index('id="today"') :].partition("</section>")[0]
    assert (label in today, hour in today, "xamination" in today) == (True, True, bool(label))


def test_a_room_that_stood_still_moves_the_last_start_on_the_home_page(client):
    user, enrolment = enrolled_trainee(a_version())
    new = a_new_sitting(enrolment.site, scheme=a_scheme())
    new = replace(new, opens_at=on(10, 30), closes_at=on(11, 0))
    sitting = schedule_sitting(sitting=new, actor=ACTOR, now=on(8, 0))
    admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=[enrolment.uuid], actor=ACTOR, now=on(8, 0))
    open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=on(10, 30))
    for kind, at in ((ActKind.PAUSE, on(10, 40)), (ActKind.RESUME, on(11, 0))):
        act = NewAct(sitting.uuid, kind, reason="停电", client_key=uuid4())
        do_act(act=act, actor=ACTOR, now=at)
    with time_machine.travel(on(11, 10), tick=False):
        sign_in(client, user)
        client.cookies["language"] = "en"
        page = client.get("/home/").content.decode()
    assert "start today by" in page
    assert "begins 10:30, last start 11:20" in page
    assert "11:00" not in page


@pytest.mark.parametrize(("at", "may"), [(on(10, 59), True), (on(11, 0), False), (on(13, 0), False)])
def test_the_next_step_and_the_waiting_room_say_start_only_while_one_may(client, at, may):
    """By the very moment from which the start is refused; the room stays open for those who write."""
    user, enrolment = enrolled_trainee(a_version())
    new = replace(a_new_sitting(enrolment.site, scheme=a_scheme()), opens_at=on(10, 30), closes_at=on(11, 0))
    sitting = schedule_sitting(sitting=new, actor=ACTOR, now=on(8, 0))
    admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=[enrolment.uuid], actor=ACTOR, now=on(8, 0))
    open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=on(10, 30))
    finish_all_lessons(enrolment)
    attempt = attempt_of(sitting, enrolment)
    with time_machine.travel(at, tick=False):
        sign_in(client, user)
        client.cookies["language"] = "en"
        home = client.get("/home/").content.decode()
        door = client.get(f"/exams/sittings/{sitting.uuid}/").content.decode()
        listed = client.get("/exams/").content.decode()
    assert ("You may start now." in home) is may
    assert (f"/exams/attempts/{attempt.uuid}/" in door) is may
    assert ("It is too late to start" in door) is not may
    assert ("Open now" in home, "Open now" in listed) == (may, may)
    if may:
        take_lease(ref=ref_of(attempt), actor=ACTOR, now=at)
    else:
        with pytest.raises(AttemptNotOpen):
            take_lease(ref=ref_of(attempt), actor=ACTOR, now=at)


def test_what_was_handed_in_is_not_called_unsat_until_its_result_comes(client):
    sat = written(right=(6,))
    sign_in(client, sat.users[0])
    client.cookies["language"] = "en"
    page = client.get("/home/").content.decode()
    assert "handed in, result to come" in page
    assert "not sat yet" not in page
    sat.release(sat.freeze())
    page = client.get("/home/").content.decode()
    assert "handed in, result to come" not in page


def test_who_is_writing_goes_on_after_the_last_start(client):
    user, enrolment = enrolled_trainee(a_version())
    new = replace(a_new_sitting(enrolment.site, scheme=a_scheme()), opens_at=on(10, 30), closes_at=on(11, 0))
    sitting = schedule_sitting(sitting=new, actor=ACTOR, now=on(8, 0))
    admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=[enrolment.uuid], actor=ACTOR, now=on(8, 0))
    open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=on(10, 30))
    attempt = attempt_of(sitting, enrolment)
    take_lease(ref=ref_of(attempt), actor=ACTOR, now=on(10, 58))
    with time_machine.travel(on(11, 5), tick=False):
        sign_in(client, user)
        client.cookies["language"] = "en"
        home = client.get("/home/")
    page = home.content.decode()
    assert "Your examination is running." in page
    # Its clock does not stop: the one button leads to the paper, past the waiting room.
    assert home.context["next_step"].href == f"/exams/attempts/{attempt.uuid}/"
    today = page[page.index('id="today"') :].partition("</section>")[0]
    # Begun at 10:58 with 30 minutes, not the 11:00 after which nobody starts.
    assert "Your examination runs until" in today
    assert "11:28" in today
    assert "11:00" not in today


def test_an_examination_that_is_over_is_told_by_its_day_alone(client):
    user, enrolment = enrolled_trainee(a_version())
    new = replace(a_new_sitting(enrolment.site, scheme=a_scheme()), opens_at=on(10, 30), closes_at=on(11, 0))
    sitting = schedule_sitting(sitting=new, actor=ACTOR, now=on(8, 0))
    admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=[enrolment.uuid], actor=ACTOR, now=on(8, 0))
    shown = {}
    for hour in (9, 12):
        with time_machine.travel(on(hour, 0), tick=False):
            sign_in(client, user)
            client.cookies["language"] = "en"
            shown[hour] = client.get("/home/").content.decode()
    assert "June 1, 2026, begins 10:30, last start 11:00" in shown[9]
    assert "June 1, 2026" in shown[12]
    assert "last start" not in shown[12]


@pytest.mark.parametrize(
    ("at", "is_open", "says"),
    [
        (on(10, 9), False, "Go to the examination"),
        (on(10, 10), False, "Please wait: the invigilator has not opened the examination yet."),
        (on(10, 31), True, "You may start now."),
        (on(11, 0), True, ""),
    ],
)
def test_from_the_doors_on_the_examination_of_today_comes_before_lessons(client, at, is_open, says):
    """Who was called into the room finds the examination behind the one button, whatever is left to learn."""
    user, enrolment = enrolled_trainee(a_version())
    show_lessons(enrolment.version)
    new = replace(a_new_sitting(enrolment.site, scheme=a_scheme()), opens_at=on(10, 30), closes_at=on(11, 0))
    sitting = schedule_sitting(sitting=replace(new, doors_at=on(10, 10)), actor=ACTOR, now=on(8, 0))
    admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=[enrolment.uuid], actor=ACTOR, now=on(8, 0))
    if is_open:
        open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=on(10, 30))
    with time_machine.travel(at, tick=False):
        sign_in(client, user)
        client.cookies["language"] = "en"
        step = client.get("/home/").context["next_step"]
    comes_first = on(10, 10) <= at < on(11, 0)
    assert (step.title == sitting.title_en, step.text == says) == (comes_first, comes_first)


def test_an_examination_that_can_be_started_tomorrow_leaves_today_to_the_lessons(client):
    user, enrolment = enrolled_trainee(a_version())
    show_lessons(enrolment.version)
    new = a_new_sitting(enrolment.site, scheme=a_scheme())
    new = replace(new, opens_at=on(10, 30), closes_at=on(11, 0) + timedelta(days=1))
    sitting = schedule_sitting(sitting=new, actor=ACTOR, now=on(8, 0))
    admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=[enrolment.uuid], actor=ACTOR, now=on(8, 0))
    open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=on(10, 30))
    with time_machine.travel(on(10, 40), tick=False):
        step = sign_in(client, user).get("/home/").context["next_step"]
    assert step.label == "开始学习"


def test_what_was_declared_void_is_not_called_handed_in(client):
    user, enrolment = enrolled_trainee(a_version())
    new = replace(a_new_sitting(enrolment.site, scheme=a_scheme()), opens_at=on(10, 30), closes_at=on(11, 0))
    sitting = schedule_sitting(sitting=new, actor=ACTOR, now=on(8, 0))
    admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=[enrolment.uuid], actor=ACTOR, now=on(8, 0))
    open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=on(10, 30))
    attempt = attempt_of(sitting, enrolment)
    take_lease(ref=ref_of(attempt), actor=ACTOR, now=on(10, 31))
    end_attempt(Attempt.objects.get(pk=attempt.pk), End("void"), actor=ACTOR, now=on(10, 40))
    with time_machine.travel(on(10, 50), tick=False):
        sign_in(client, user)
        client.cookies["language"] = "en"
        pages = [client.get(page).content.decode() for page in ("/home/", "/exams/")]
    assert [("Void" in page, "Handed in" in page) for page in pages] == [(True, False)] * 2
