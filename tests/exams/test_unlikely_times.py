"""Times of a sitting that can be and that nobody means: the form asks, once; a program means what it says."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.timezone import localtime

from lms.core import clock
from lms.exams.errors import UnlikelyWindow, UnusableWindow
from lms.exams.models import Sitting
from lms.exams.sittings import rules
from lms.exams.sittings.operations import Window
from lms.exams.sittings.operations.scheduling import check_window
from tests.factories.accounts import examinations_officer_at, sign_in, terminal_at
from tests.factories.courses import NOW
from tests.factories.equipment import equipped
from tests.factories.exams import a_scheme
from tests.factories.organisations import a_room, a_site
from tests.factories.planning import planned

TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("opens", "why"),
    [
        (datetime(2026, 6, 2, 6, 0), ""),
        (datetime(2026, 6, 2, 21, 59), ""),
        (datetime(2026, 6, 2, 22, 0), rules.IN_THE_NIGHT),
        (datetime(2026, 6, 2, 3, 0), rules.IN_THE_NIGHT),
        (datetime(2026, 6, 2, 5, 59), rules.IN_THE_NIGHT),
        (datetime(2027, 6, 2, 9, 0), ""),
        (datetime(2027, 6, 3, 9, 0), rules.FAR_AWAY),
        (datetime(2036, 6, 2, 3, 0), rules.FAR_AWAY),
    ],
)
def test_a_beginning_in_the_night_or_years_away_is_unlikely(opens, why):
    assert rules.unlikely_beginning(opens, today=TODAY) == why


def test_what_is_meant_is_not_asked_about_and_what_cannot_be_is_refused_all_the_same():
    night = localtime(NOW).replace(hour=3) + timedelta(days=1)
    window = Window(night, night + timedelta(hours=1), is_meant=False)
    with pytest.raises(UnlikelyWindow):
        check_window(window, now=NOW)
    check_window(Window(night, night + timedelta(hours=1)), now=NOW)
    with pytest.raises(UnusableWindow) as refused:
        check_window(Window(night, night - timedelta(hours=1)), now=NOW)
    assert not isinstance(refused.value, UnlikelyWindow)


@pytest.fixture
def desk(db, client):
    site = a_site()
    return site, sign_in(client, examinations_officer_at(site)), a_scheme(), a_room(site)


def send(desk, **values):
    _site, officer, scheme, room = desk
    day = (localtime(clock.now()).date() + timedelta(days=1)).isoformat()
    usual = {"papers": f"draw:{scheme.uuid}", "room": str(room.uuid), "day": day, "key": str(uuid4())}
    return officer.post(reverse("sittings:new"), usual | values)


QUESTION = "时间没有填错"


@pytest.mark.parametrize(
    "times",
    [
        {"opens": "03:00", "closes": "03:30"},
        {"opens": "09:00", "closes": "09:30", "day": f"{localtime(clock.now()).year + 10}-05-04"},
    ],
)
def test_the_form_asks_about_unlikely_times_and_takes_them_when_they_are_meant(desk, times):
    asked = send(desk, **times)
    assert asked.status_code == 422
    assert QUESTION in asked.content.decode()
    assert not Sitting.objects.exists()
    assert send(desk, **times, is_meant="on").status_code == 302
    assert Sitting.objects.count() == 1


def test_usual_times_are_not_asked_about(desk):
    _site, officer, *_rest = desk
    assert QUESTION not in officer.get(reverse("sittings:new")).content.decode()
    assert send(desk, opens="09:00", closes="09:30").status_code == 302


def test_a_last_start_after_midnight_is_told_what_is_wrong_with_it(desk):
    answer = send(desk, opens="21:00", closes="00:30").content.decode()
    assert "在当天零点之前" in answer
    assert QUESTION not in answer


def planned_for_tomorrow():
    opens = clock.now() + timedelta(days=1)
    return planned(candidates=0, opens_at=opens, closes_at=opens + timedelta(hours=1))


def test_changing_a_sitting_asks_as_well(db, client):
    plan = planned_for_tomorrow()
    page = reverse("sittings:change", args=[plan.sitting.uuid])
    officer = sign_in(client, plan.officer)
    form = officer.get(page).context["form"]
    sent = {name: form[name].value() for name in ("title_zh", "room", "shown")} | {
        "day": form["day"].value().isoformat(),
        "opens": "02:00",
        "closes": "02:30",
        "reason": "教室另有安排",
    }
    assert QUESTION in officer.post(page, sent).content.decode()
    assert officer.post(page, sent | {"is_meant": "on"}).status_code == 302


def rooms_offered(client, site):
    return client.get(reverse("sittings:new")).context["form"].fields["room"].queryset.filter(site=site)


def test_workshops_are_offered_for_no_theory_examination(desk):
    site, officer, _scheme, unknown = desk
    workshop, computers, registered = (a_room(site) for _ in range(3))
    for room in (workshop, computers, registered):
        equipped(room, 3, "OVEN")
    equipped(computers, 20, "COMPUTER")
    terminal_at(registered, seat="1")
    assert set(rooms_offered(officer, site)) == {unknown, computers, registered}
    page = officer.get(reverse("exams:terminal_rooms")).content.decode()
    assert workshop.name not in page
    assert computers.name in page


def test_a_room_from_which_the_computers_were_taken_away_is_offered_no_more(desk):
    site, officer, _scheme, room = desk
    equipped(room, 3, "OVEN")
    assert not rooms_offered(officer, site)


def test_a_sitting_that_is_planned_in_a_workshop_keeps_its_room(db, client):
    plan = planned_for_tomorrow()
    equipped(plan.sitting.room, 3, "OVEN")
    page = sign_in(client, plan.officer).get(reverse("sittings:change", args=[plan.sitting.uuid]))
    assert plan.sitting.room in page.context["form"].fields["room"].queryset
