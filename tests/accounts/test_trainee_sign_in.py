"""Trainees sign in by number and PIN or by card, at a terminal of their site, and say "this is me"."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.accounts.models import SignInCard
from lms.accounts.operations import issue_card, reset_pin, revoke_card
from lms.core.clock import now
from lms.core.models import AuditEntry
from tests.factories.accounts import (
    PASSWORD,
    PIN,
    an_actor,
    client_at,
    registrar_at,
    trainee_at,
)
from tests.factories.organisations import a_room, a_site

SIGN_IN = "/sign-in/"
CONFIRM = "/sign-in/confirm/"
pytestmark = pytest.mark.django_db


def knock(client: Client, number: str, pin: str = PIN, **extra: str):
    return client.post(SIGN_IN, {"number": number, "pin": pin, **extra})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_number_and_pin_lead_to_this_is_me_and_then_home(room) -> None:
    trainee, client = trainee_at(room.site, name="古丽·示例", number="260001"), client_at(room)
    assert knock(client, "260001").url == CONFIRM
    page = client.get(CONFIRM).content.decode()
    assert "古丽·示例" in page
    assert "26**01" in page
    assert "260001" not in page
    answer = client.post(CONFIRM, {"answer": "yes"})
    assert answer.url == "/home/"
    assert client.session["_auth_user_id"] == str(trainee.pk)


def test_until_it_is_confirmed_nothing_else_opens(room) -> None:
    trainee, client = trainee_at(room.site), client_at(room)
    knock(client, trainee.username)
    assert not is_signed_in(client)
    for path in ("/home/", "/exams/", "/authoring/", "/terminals/"):
        assert client.get(path).status_code in {302, 404}
        assert not is_signed_in(client)


def test_not_me_forgets_everything_at_once(room) -> None:
    trainee, client = trainee_at(room.site), client_at(room)
    knock(client, trainee.username)
    answer = client.post(CONFIRM, {"answer": "no"})
    assert answer.url == SIGN_IN
    assert "cache" in answer["Clear-Site-Data"]
    assert client.get(CONFIRM).url == SIGN_IN
    assert not is_signed_in(client)


def test_a_name_that_nobody_confirms_is_forgotten_after_two_minutes(room) -> None:
    trainee, client = trainee_at(room.site), client_at(room)
    with time_machine.travel("2026-11-23T02:00:00Z", tick=False) as clock:
        knock(client, trainee.username)
        clock.shift(121)
        answer = client.post(CONFIRM, {"answer": "yes"})
        assert answer.url == f"{SIGN_IN}?ended=unconfirmed"
        assert not is_signed_in(client)
        assert "没有人登录" in client.get(answer.url).content.decode()
        assert "没有人登录" not in client.get(SIGN_IN).content.decode()


def test_the_two_minutes_begin_and_end_by_the_same_clock(room, monkeypatch) -> None:
    """The time of the library that keeps the half-finished sign-in is another one than the platform's."""
    trainee, client, real_now = trainee_at(room.site), client_at(room), timezone.now
    monkeypatch.setattr("django.utils.timezone.now", lambda: real_now() + timedelta(days=40))
    knock(client, trainee.username)
    assert client.post(CONFIRM, {"answer": "yes"}).url == "/home/"
    assert is_signed_in(client)


def test_opening_the_sign_in_page_forgets_a_half_finished_sign_in(room) -> None:
    trainee, client = trainee_at(room.site), client_at(room)
    knock(client, trainee.username)
    client.get(SIGN_IN)
    assert client.post(CONFIRM, {"answer": "yes"}).url == SIGN_IN
    assert not is_signed_in(client)


def without_what_differs_anyway(page: bytes) -> str:
    return re.sub(r'(nonce|value)="[^"]*"', "", page.decode())


def test_an_unknown_number_and_a_wrong_pin_get_the_same_answer(room) -> None:
    trainee, client = trainee_at(room.site), client_at(room)
    answers = [knock(client, number, "000000") for number in (trainee.username, "999999")]
    assert [answer.status_code for answer in answers] == [200, 200]
    wrong_pin, unknown = (without_what_differs_anyway(answer.content) for answer in answers)
    assert wrong_pin == unknown
    assert answers[0].context["form"].non_field_errors()


def test_an_unknown_number_costs_as_many_hashes_as_a_wrong_pin(room, monkeypatch) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashes: list[str] = []
    encode = MD5PasswordHasher.encode

    def counting(self, password, salt):
        hashes.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    trainee = trainee_at(room.site)
    costs = []
    for seat, number in (("1", trainee.username), ("2", "999999")):
        hashes.clear()
        knock(client_at(room, seat=seat), number, "000000")
        costs.append(len(hashes))
    assert costs[0] == costs[1] == 1


def test_a_trainee_signs_in_at_terminals_only(room) -> None:
    trainee = trainee_at(room.site)
    client = Client()
    assert "260001" not in client.get(SIGN_IN).content.decode()
    knock(client, trainee.username)
    assert client.get(CONFIRM).url == SIGN_IN


def test_a_trainee_signs_in_at_terminals_of_the_own_site_only(room) -> None:
    trainee = trainee_at(room.site)
    elsewhere = client_at(a_room(a_site()))
    assert knock(elsewhere, trainee.username).status_code == 200
    assert elsewhere.get(CONFIRM).url == SIGN_IN


def test_what_began_at_a_terminal_cannot_be_confirmed_elsewhere(room) -> None:
    client = client_at(room)
    assert knock(client, trainee_at(room.site).username).url == CONFIRM
    del client.cookies["terminal"]
    assert client.post(CONFIRM, {"answer": "yes"}).url == SIGN_IN
    assert not is_signed_in(client)


def test_in_the_demonstration_a_trainee_signs_in_anywhere(room, settings) -> None:
    settings.TRAINEE_SIGN_IN_ANYWHERE = True
    trainee = trainee_at(room.site)
    assert knock(Client(), trainee.username).url == CONFIRM


def test_even_in_the_demonstration_a_registered_terminal_takes_trainees_of_its_site_only(
    room, settings
) -> None:
    settings.TRAINEE_SIGN_IN_ANYWHERE = True
    stranger = trainee_at(a_site())
    assert knock(client_at(room), stranger.username).status_code == 200


def test_staff_cannot_sign_in_at_the_trainees_page(room) -> None:
    registrar = registrar_at(room.site)
    assert knock(client_at(room), registrar.username, PASSWORD).status_code == 200


def test_a_trainee_whose_role_has_ended_cannot_sign_in(room) -> None:
    trainee = trainee_at(room.site)
    trainee.role_assignments.update(ended_at=now())
    assert knock(client_at(room), trainee.username).status_code == 200


def test_a_closed_account_does_not_open(room) -> None:
    trainee = trainee_at(room.site)
    trainee.is_active = False
    trainee.save()
    client = client_at(room)
    knock(client, trainee.username)
    assert not is_signed_in(client)
    assert client.post(CONFIRM, {"answer": "yes"}).url == SIGN_IN


def test_empty_fields_are_named(room) -> None:
    page = client_at(room).post(SIGN_IN, {"number": "", "pin": ""})
    assert set(page.context["form"].errors) == {"number", "pin"}


# --- the card ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["card", "number"])
def test_a_scanned_card_signs_in_without_anything_remembered(room, field) -> None:
    trainee, client = trainee_at(room.site), client_at(room)
    payload = issue_card(user=trainee, actor=an_actor(), now=now())
    answer = client.post(SIGN_IN, {"number": "", "pin": "", "card": "", field: payload})
    assert answer.url == CONFIRM
    client.post(CONFIRM, {"answer": "yes"})
    assert is_signed_in(client)


def test_a_card_is_worth_nothing_away_from_the_terminals(room) -> None:
    trainee = trainee_at(room.site)
    payload = issue_card(user=trainee, actor=an_actor(), now=now())
    client = Client()
    client.post(SIGN_IN, {"card": payload})
    assert client.get(CONFIRM).url == SIGN_IN


def test_a_revoked_card_no_longer_opens(room) -> None:
    trainee, client = trainee_at(room.site), client_at(room)
    payload = issue_card(user=trainee, actor=an_actor(), now=now())
    revoke_card(user=trainee, actor=an_actor(), now=now())
    page = client.post(SIGN_IN, {"card": payload})
    assert page.status_code == 200
    told = page.content.decode()
    assert "这张卡已经不能登录了" in told
    assert "选填" not in told


def test_a_new_card_stops_the_one_before(room) -> None:
    trainee = trainee_at(room.site)
    old = issue_card(user=trainee, actor=an_actor(), now=now())
    new = issue_card(user=trainee, actor=an_actor(), now=now())
    assert client_at(room, seat="1").post(SIGN_IN, {"card": old}).status_code == 200
    assert client_at(room, seat="2").post(SIGN_IN, {"card": new}).url == CONFIRM


def test_a_cards_secret_with_another_number_does_not_open(room) -> None:
    first, second = trainee_at(room.site), trainee_at(room.site)
    payload = issue_card(user=first, actor=an_actor(), now=now())
    forged = payload.replace(first.username, second.username)
    assert client_at(room).post(SIGN_IN, {"card": forged}).status_code == 200


def test_a_cards_secret_is_kept_as_a_hash_only(room) -> None:
    payload = issue_card(user=trainee_at(room.site), actor=an_actor(), now=now())
    assert SignInCard.objects.get().secret_hash not in payload
    assert payload.rpartition(":")[2] not in str(SignInCard.objects.values().get())


# --- the session ------------------------------------------------------------------------------------------------


def test_the_session_key_changes_when_a_secret_is_right_and_when_it_is_confirmed(room) -> None:
    trainee, client = trainee_at(room.site), client_at(room)
    client.session.save()
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    knock(client, trainee.username)
    pending = client.cookies["sessionid"].value
    client.post(CONFIRM, {"answer": "yes"})
    final = client.cookies["sessionid"].value
    assert len({planted, pending, final}) == 3


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_next_page_is_never_another_site(room, target) -> None:
    trainee, client = trainee_at(room.site), client_at(room)
    knock(client, trainee.username, next=target)
    assert client.post(CONFIRM, {"answer": "yes"}).url == "/home/"


def test_the_next_page_is_opened_when_it_is_ours(room) -> None:
    trainee, client = trainee_at(room.site), client_at(room)
    knock(client, trainee.username, next="/exams/")
    assert client.post(CONFIRM, {"answer": "yes"}).url == "/exams/"


def test_each_sign_in_and_sign_out_is_in_the_audit_trail_with_its_terminal(room) -> None:
    trainee, client = trainee_at(room.site), client_at(room)
    knock(client, trainee.username)
    client.post(CONFIRM, {"answer": "yes"})
    client.post(reverse("accounts:sign_out"))
    rows = AuditEntry.objects.filter(target_uuid=trainee.uuid).order_by("seq")
    assert [(row.action, row.reason) for row in rows] == [
        ("accounts.sign_in", ""),
        ("accounts.sign_out", "asked"),
    ]
    assert all(
        row.actor_uuid == trainee.uuid and row.terminal_uuid and row.acting_role == "trainee" for row in rows
    )


def test_a_new_pin_ends_the_old_one_and_the_sessions_under_it(room) -> None:
    trainee, client = trainee_at(room.site), client_at(room)
    knock(client, trainee.username)
    client.post(CONFIRM, {"answer": "yes"})
    pin = reset_pin(user=trainee, actor=an_actor(), now=now())
    assert client.get("/home/").status_code == 302
    assert knock(client_at(room, seat="2"), trainee.username, PIN).status_code == 200
    assert knock(client_at(room, seat="3"), trainee.username, pin).url == CONFIRM
    assert AuditEntry.objects.filter(action="accounts.reset_pin", target_uuid=trainee.uuid).count() == 1
