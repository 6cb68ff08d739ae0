"""The console of an open room stays visible to staff who are idle: that page alone, to look at, and nothing more."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lms.exams.models import RoomAct
from lms.exams.sittings.models import Sitting, SittingState
from tests.factories.accounts import client_at, instructor_at, invigilator_at, sign_in
from tests.factories.exams import started_attempt
from tests.factories.organisations import a_site

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
TWENTY_MINUTES, AN_HOUR = 20 * 60, 3600
ONLY_LOOKED_AT, WARNING = "is-watched", "<idle-warning"
BY_ITSELF = {"x-live": "1"}


@pytest.fixture
def begun():
    return started_attempt()


@pytest.fixture
def clock(begun):
    with time_machine.travel(begun.began, tick=False) as traveller:
        yield traveller


@pytest.fixture
def console(begun) -> str:
    return reverse("exams:console_sitting", args=[begun.sitting.uuid])


@pytest.fixture
def staff(begun, clock, console) -> Client:
    """An invigilator who looked at the room when it began."""
    client = sign_in(Client(), invigilator_at(begun.sitting.site))
    page = client.get(console).content.decode()
    assert WARNING in page
    assert ONLY_LOOKED_AT not in page
    return client


def assert_signed_out(client: Client, answer) -> None:
    assert answer.status_code == 302
    assert answer.url.startswith(f"{LOGIN}?ended=idle")
    assert "_auth_user_id" not in client.session


def test_the_room_stays_visible_for_as_long_as_it_is_open(staff, clock, console):
    for _ in range(5):
        clock.shift(AN_HOUR)
        page = staff.get(console, headers=BY_ITSELF).content.decode()
        assert ONLY_LOOKED_AT in page
        assert WARNING not in page  # nobody is there whom it could warn


def test_no_session_is_watched_with_for_longer_than_twelve_hours(staff, clock, console):
    clock.shift(12 * AN_HOUR + 60)
    assert staff.get(console).url.startswith(LOGIN)


def test_a_page_that_fetches_itself_is_no_sign_of_life(staff, clock, console):
    for _ in range(3):
        clock.shift(TWENTY_MINUTES)
        page = staff.get(console, headers=BY_ITSELF).content.decode()
    assert ONLY_LOOKED_AT in page


def test_somebody_who_is_there_is_asked_for_nothing(staff, clock, console):
    for _ in range(3):
        clock.shift(TWENTY_MINUTES)
        assert ONLY_LOOKED_AT not in staff.get(console).content.decode()


@pytest.mark.parametrize("name", ["note_incident", "room_log", "room_minutes", "emergency"])
def test_every_other_page_of_the_room_asks_for_a_sign_in(staff, clock, begun, name):
    clock.shift(AN_HOUR)
    assert_signed_out(staff, staff.get(reverse(f"exams:{name}", args=[begun.sitting.uuid])))


def test_nobody_acts_from_a_room_that_is_only_looked_at(staff, clock, console, begun):
    incident = reverse("exams:note_incident", args=[begun.sitting.uuid])
    clock.shift(AN_HOUR)
    assert ONLY_LOOKED_AT in staff.get(console).content.decode()
    before = RoomAct.objects.count()
    assert_signed_out(staff, staff.post(incident, {"code": "other", "text": "Passing by"}))
    assert RoomAct.objects.count() == before
    assert staff.get(console).url.startswith(LOGIN)


def test_the_page_says_that_nobody_is_here_and_from_then_on_it_is_only_looked_at(staff, console):
    answer = staff.get(f"{console}?rest=1")
    assert answer.url == console
    assert ONLY_LOOKED_AT in staff.get(console).content.decode()
    assert_signed_out(staff, staff.post("/sign-in/keep-alive/"))


def test_who_is_back_signs_in_and_is_led_to_the_room(staff, clock, console, begun):
    clock.shift(AN_HOUR)
    answer = staff.get(f"{console}?act=1")
    assert_signed_out(staff, answer)
    assert answer.url.endswith(
        "next=" + f"{console}?act=1".replace("/", "%2F").replace("?", "%3F").replace("=", "%3D")
    )
    sign_in(staff, invigilator_at(begun.sitting.site))
    assert staff.get(f"{console}?act=1").url == console
    assert ONLY_LOOKED_AT not in staff.get(console).content.decode()


@pytest.mark.parametrize("state", [SittingState.SCHEDULED, SittingState.CLOSED])
def test_a_room_that_is_not_open_is_left_as_any_page(staff, clock, console, begun, state):
    Sitting.objects.filter(pk=begun.sitting.pk).update(state=state)
    clock.shift(AN_HOUR)
    assert_signed_out(staff, staff.get(console))


def test_the_list_of_rooms_and_all_other_pages_are_left_as_before(staff, clock):
    clock.shift(AN_HOUR)
    assert_signed_out(staff, staff.get(reverse("exams:console")))


@pytest.mark.parametrize("maker", [invigilator_at, instructor_at])
def test_a_room_of_others_is_never_watched(begun, clock, console, maker):
    site = begun.sitting.site if maker is instructor_at else a_site()
    client = sign_in(Client(), maker(site))
    client.post("/sign-in/keep-alive/")
    clock.shift(AN_HOUR)
    assert_signed_out(client, client.get(console))


def test_a_registered_terminal_signs_out_as_before(begun, clock, console):
    client = sign_in(client_at(begun.sitting.room), invigilator_at(begun.sitting.site))
    assert WARNING in client.get(console).content.decode()
    clock.shift(5 * 60)
    answer = client.get(console, headers=BY_ITSELF)
    assert answer.url == "/sign-in/?ended=idle"
    assert "_auth_user_id" not in client.session


def test_pages_of_an_open_room_know_where_an_idle_computer_goes(staff, console, begun):
    for name in ("console_sitting", "note_incident", "room_log"):
        page = staff.get(reverse(f"exams:{name}", args=[begun.sitting.uuid])).content.decode()
        assert f'data-stays-url="{console}"' in page
    assert "data-stays-url" not in staff.get(reverse("exams:console")).content.decode()
