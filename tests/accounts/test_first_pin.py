"""A card without a PIN leads to choosing one, twice, before anybody is signed in."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from lms.accounts import rules
from lms.accounts.errors import PinKnown
from lms.accounts.models import User
from lms.accounts.operations import choose_pin, issue_card, reset_pin
from lms.core.clock import now
from lms.core.models import AuditEntry
from tests.factories.accounts import an_actor, client_at, registrar_at, sign_in, trainee_at
from tests.factories.organisations import a_room

SIGN_IN, CONFIRM, CHOOSE = "/sign-in/", "/sign-in/confirm/", "/sign-in/pin/"
PIN = "407182"
pytestmark = pytest.mark.django_db


def without_pin(room, number: str = "260001") -> User:
    """Return a trainee as admission makes them: a number, a card to come, no PIN."""
    trainee = trainee_at(room.site, number=number)
    trainee.set_unusable_password()
    trainee.save()
    return trainee


def scan(client: Client, trainee: User, **options) -> None:
    """Hold out a new card and say "this is me"."""
    client.post(SIGN_IN, {"card": issue_card(user=trainee, actor=an_actor(), now=now())})
    assert client.post(CONFIRM, {"answer": "yes"}).url == CHOOSE


def choose(client: Client, pin: str = PIN, again: str | None = None, **extra: str):
    return client.post(CHOOSE, {"pin": pin, "again": pin if again is None else again, **extra})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_card_without_a_pin_leads_to_choosing_one_and_then_home(room) -> None:
    trainee, client = without_pin(room), client_at(room)
    scan(client, trainee)
    assert not is_signed_in(client)
    assert "买买提·示范" in client.get(CHOOSE).content.decode()
    assert choose(client).url == "/home/"
    assert client.get("/home/").status_code == 200
    assert AuditEntry.objects.filter(action="accounts.choose_pin", actor_uuid=trainee.uuid).count() == 1
    trainee.refresh_from_db()
    assert trainee.check_password(PIN)


def test_afterwards_number_and_pin_sign_in_also_typed_in_full_width_digits(room) -> None:
    trainee, client = without_pin(room), client_at(room)
    scan(client, trainee)
    choose(client, pin="４０７１８２")
    other = client_at(room, seat="2")
    assert other.post(SIGN_IN, {"number": trainee.username, "pin": "４０７１８２"}).url == CONFIRM
    assert other.post(CONFIRM, {"answer": "yes"}).url == "/home/"


def test_until_it_is_chosen_nothing_else_opens(room) -> None:
    trainee, client = without_pin(room), client_at(room)
    scan(client, trainee)
    for path in ("/home/", "/exams/", "/authoring/"):
        assert client.get(path).status_code in {302, 404}
        assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("pin", "again"), [("123456", None), ("260001", None), (PIN, "407183"), ("4071", None), ("", "")]
)
def test_a_pin_that_cannot_be_is_refused_and_nobody_is_signed_in(room, pin, again) -> None:
    trainee, client = without_pin(room), client_at(room)
    scan(client, trainee)
    answer = choose(client, pin, again)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not is_signed_in(client)
    trainee.refresh_from_db()
    assert not trainee.has_usable_password()


def test_who_stops_has_opened_nothing(room) -> None:
    trainee, client = without_pin(room), client_at(room)
    scan(client, trainee)
    answer = choose(client, answer="stop")
    assert answer.url == SIGN_IN
    assert "cache" in answer["Clear-Site-Data"]
    assert client.get(CHOOSE).url == SIGN_IN


def test_a_page_that_nobody_answers_is_forgotten_after_three_minutes(room) -> None:
    trainee, client = without_pin(room), client_at(room)
    with time_machine.travel("2026-11-23T02:00:00Z", tick=False) as clock:
        scan(client, trainee)
        clock.shift(181)
        answer = choose(client)
        assert answer.url == f"{SIGN_IN}?ended=unchosen"
        assert not is_signed_in(client)
        assert "三分钟" in client.get(answer.url).content.decode()


def test_a_session_that_is_carried_to_another_seat_chooses_nothing(room) -> None:
    trainee, client = without_pin(room), client_at(room)
    scan(client, trainee)
    client.cookies.update(client_at(a_room(room.site), seat="9").cookies)
    assert choose(client).url == SIGN_IN
    trainee.refresh_from_db()
    assert not trainee.has_usable_password()


def test_nobody_reaches_the_page_without_a_card(room) -> None:
    trainee, client = without_pin(room), client_at(room)
    assert choose(client).url == SIGN_IN
    client.post(SIGN_IN, {"card": issue_card(user=trainee, actor=an_actor(), now=now())})
    assert choose(client).url == SIGN_IN  # the name is not confirmed
    assert not is_signed_in(client)


def test_who_has_a_pin_is_not_asked_again(room) -> None:
    trainee, client = trainee_at(room.site), client_at(room)
    client.post(SIGN_IN, {"card": issue_card(user=trainee, actor=an_actor(), now=now())})
    assert client.post(CONFIRM, {"answer": "yes"}).url == "/home/"


def test_a_pin_from_the_desk_meanwhile_stays(room) -> None:
    trainee, client = without_pin(room), client_at(room)
    scan(client, trainee)
    pin = reset_pin(user=trainee, actor=an_actor(), now=now())
    assert not is_signed_in(client)
    assert choose(client).status_code == 200
    trainee.refresh_from_db()
    assert trainee.check_password(pin)
    with pytest.raises(PinKnown):
        choose_pin(user=trainee, pin=PIN, actor=an_actor(), now=now())


def test_a_new_pin_from_the_desk_kills_the_chosen_one_at_once(room) -> None:
    trainee, client = without_pin(room), client_at(room)
    scan(client, trainee)
    choose(client)
    desk = sign_in(Client(), registrar_at(room.site))
    page = desk.post(f"/authoring/people/{trainee.person.uuid}/pin/")
    assert page.status_code == 200
    assert client.get("/home/").status_code == 302  # the session under the old PIN is over
    other = client_at(room, seat="2")
    assert other.post(SIGN_IN, {"number": trainee.username, "pin": PIN}).status_code == 200
    assert other.post(SIGN_IN, {"number": trainee.username, "pin": page.context["pin"]}).url == CONFIRM
    assert AuditEntry.objects.filter(action="accounts.reset_pin").count() == 1


@pytest.mark.parametrize(
    ("pin", "reasons"),
    [
        ("407182", []),
        ("40718", ["wrong_form"]),
        ("40718a", ["wrong_form"]),
        ("४०७१८२", ["wrong_form"]),
        ("111111", ["easy"]),
        ("121212", ["easy"]),
        ("345678", ["easy"]),
        ("098765", ["easy"]),
        ("112233", ["easy"]),
        ("407407", ["easy"]),
        ("407704", ["easy"]),
        ("260001", ["known"]),
        ("920514", ["known"]),
        ("140592", ["known"]),
    ],
)
def test_what_a_pin_must_not_be(pin, reasons) -> None:
    assert rules.reasons_against_pin(pin, number="20260001", born=date(1992, 5, 14)) == reasons
