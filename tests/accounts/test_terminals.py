"""A device becomes the terminal of a seat by a one-time code, and stops when it is withdrawn."""

import re
from hashlib import sha256

import pytest
import time_machine
from django.test import Client

from lms.accounts.errors import CodeNotValid, NoSuchSeat, SeatTaken
from lms.accounts.models import Terminal, TerminalCode
from lms.accounts.operations import Seat, offer_terminal_code, register_terminal
from lms.core.clock import now
from lms.core.models import AuditEntry
from tests.factories.accounts import (
    administrator_at,
    an_actor,
    registrar_at,
    sign_in,
    terminal_at,
)
from tests.factories.organisations import a_room, a_site

TERMINALS, REGISTER = "/terminals/", "/terminals/register/"
pytestmark = pytest.mark.django_db


def code_for(room, seat: str = "7") -> str:
    return offer_terminal_code(seat=Seat(room, seat), actor=an_actor(), now=now())


def test_an_administrator_makes_a_code_and_the_device_becomes_a_terminal(room) -> None:
    office = sign_in(Client(), administrator_at(room.site))
    page = office.post(TERMINALS, {"room": room.pk, "seat": "7"})
    code = re.search(r"\b([A-Z2-9]{4} [A-Z2-9]{4})\b", page.content.decode())[1]
    device = Client()
    assert device.post(REGISTER, {"code": code.lower()}).url == "/sign-in/"
    terminal = Terminal.objects.get()
    cookie = device.cookies["terminal"]
    assert (terminal.room, terminal.seat, terminal.site) == (room, "7", room.site)
    assert terminal.token_hash == sha256(cookie.value.encode()).hexdigest()
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 365 * 24 * 3600
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"accounts.offer_terminal_code", "accounts.register_terminal"} <= actions


def test_the_device_token_goes_over_encrypted_connections_only_where_there_are_any(room, settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    device = Client()
    device.post(REGISTER, {"code": code_for(room)})
    assert device.cookies["terminal"]["secure"]


def test_a_code_works_once(room) -> None:
    code = code_for(room)
    register_terminal(code=code, actor=an_actor(), now=now())
    with pytest.raises(CodeNotValid):
        register_terminal(code=code, actor=an_actor(), now=now())


def test_a_code_works_for_half_an_hour(room) -> None:
    with time_machine.travel("2026-11-23T01:00:00Z", tick=False) as clock:
        code = code_for(room)
        clock.shift(1801)
        page = Client().post(REGISTER, {"code": code})
    assert page.context["form"].errors["code"]
    assert not Terminal.objects.exists()


def test_codes_cannot_be_guessed_quickly(room) -> None:
    device, code = Client(), code_for(room)
    for _ in range(5):
        device.post(REGISTER, {"code": "AAAABBBB"})
    device.post(REGISTER, {"code": code})
    assert not Terminal.objects.exists()


def test_a_code_is_kept_as_a_hash_only(room) -> None:
    code = code_for(room)
    assert code not in str(TerminalCode.objects.values().get())


def test_a_seat_has_one_terminal(room) -> None:
    terminal_at(room, seat="7")
    with pytest.raises(SeatTaken):
        code_for(room, "7")


def test_two_codes_for_one_seat_make_one_terminal(room) -> None:
    first, second = code_for(room), code_for(room)
    register_terminal(code=first, actor=an_actor(), now=now())
    with pytest.raises(SeatTaken):
        register_terminal(code=second, actor=an_actor(), now=now())
    assert Terminal.objects.count() == 1


@pytest.mark.parametrize("seat", ["0", "61", "x", ""])
def test_a_seat_that_the_room_has_not_is_refused(room, seat) -> None:
    with pytest.raises(NoSuchSeat):
        code_for(room, seat)


def test_an_administrator_sees_and_withdraws_terminals_of_own_sites_only(room) -> None:
    own, _ = terminal_at(room, seat="1")
    strange, _ = terminal_at(a_room(a_site(name="第二示范培训点")), seat="2")
    client = sign_in(Client(), administrator_at(room.site))
    page = client.get(TERMINALS)
    assert list(page.context["terminals"]) == [own]
    assert strange.room not in page.context["form"].fields["room"].queryset
    assert client.post(f"/terminals/{strange.uuid}/withdraw/").status_code == 404
    assert client.post(TERMINALS, {"room": strange.room.pk, "seat": "3"}).context["form"].errors["room"]
    assert client.get(f"/terminals/{own.uuid}/withdraw/").status_code == 200
    assert client.post(f"/terminals/{own.uuid}/withdraw/").url == TERMINALS
    own.refresh_from_db()
    strange.refresh_from_db()
    assert own.withdrawn_at
    assert not strange.withdrawn_at
    assert AuditEntry.objects.get(action="accounts.withdraw_terminal").target_uuid == own.uuid


def test_an_administrator_of_the_administration_looks_after_all_sites_below_it(room) -> None:
    own, _ = terminal_at(room)
    terminal_at(a_room(a_site()))
    client = sign_in(Client(), administrator_at(room.site.administration))
    assert list(client.get(TERMINALS).context["terminals"]) == [own]


def test_others_cannot_open_the_terminals(room) -> None:
    assert sign_in(Client(), registrar_at(room.site)).get(TERMINALS).status_code == 403
    assert Client().get(TERMINALS).url.startswith("/accounts/login/")


def test_the_list_of_terminals_costs_the_same_for_one_and_for_fifty(room, django_assert_num_queries) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(Client(), administrator_at(room.site))
    client.get(TERMINALS)
    costs = []
    for seats in (range(1, 2), range(2, 51)):
        for seat in seats:
            terminal_at(room, seat=str(seat))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(TERMINALS)
        costs.append(len(queries))
    assert costs[0] == costs[1]
