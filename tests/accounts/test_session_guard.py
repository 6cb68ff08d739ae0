"""Sessions end when they are idle, too long, moved, or lost their right; nothing stays in the browser."""

import pytest
import time_machine
from django.test import Client

from lms.core.models import AuditEntry
from tests.factories.accounts import (
    client_at,
    end_roles_of,
    instructor_at,
    registrar_at,
    sign_in,
    terminal_at,
    trainee_at,
)
from tests.factories.organisations import a_site

SIGN_IN, SIGN_OUT, KEEP_ALIVE, HOME = "/sign-in/", "/sign-out/", "/sign-in/keep-alive/", "/home/"
START = "2026-11-23T01:00:00Z"
pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def is_open(client: Client) -> bool:
    return client.post(KEEP_ALIVE).status_code == 204


def test_an_idle_terminal_signs_out_on_the_server(room, clock) -> None:
    client = sign_in(client_at(room), trainee_at(room.site))
    assert is_open(client)
    clock.shift(5 * 60)
    answer = client.get(HOME)
    assert answer.url == f"{SIGN_IN}?ended=idle"
    assert '"cache"' in answer["Clear-Site-Data"]
    assert "_auth_user_id" not in client.session
    assert "cookies" not in answer["Clear-Site-Data"]
    # Sealed answers that have not arrived live there; the sign-in page forgets all else (ADR 0103).
    assert "storage" not in answer["Clear-Site-Data"]


def test_after_a_trainee_pages_lead_to_the_trainees_sign_in_and_after_staff_to_theirs(site, settings) -> None:
    settings.TRAINEE_SIGN_IN_ANYWHERE = True
    client = Client()
    for user, where in ((trainee_at(site), SIGN_IN), (instructor_at(site), "/accounts/login/?next=/home/")):
        sign_in(client, user)
        assert client.get(HOME).status_code == 200
        client.post(SIGN_OUT)
        assert client.get(HOME).url == where


def test_activity_keeps_a_terminal_signed_in(room, clock) -> None:
    client = sign_in(client_at(room), trainee_at(room.site))
    for _ in range(10):
        clock.shift(100)
        assert is_open(client)


def test_an_office_desk_may_be_idle_for_half_an_hour_and_leads_back_to_the_same_page(site, clock) -> None:
    client = sign_in(Client(), instructor_at(site))
    assert is_open(client)
    clock.shift(29 * 60)
    assert is_open(client)
    clock.shift(45 * 60)
    assert client.get("/home/?tab=1").url == "/accounts/login/?ended=idle&next=%2Fhome%2F%3Ftab%3D1"


def test_staff_at_a_terminal_are_signed_out_as_fast_as_trainees(room, clock) -> None:
    client = sign_in(client_at(room), instructor_at(room.site))
    assert is_open(client)
    clock.shift(5 * 60)
    assert client.get(HOME).url == f"{SIGN_IN}?ended=idle"


def test_no_session_lasts_longer_than_twelve_hours(site, clock) -> None:
    client = sign_in(Client(), instructor_at(site))
    for _ in range(12 * 3):
        assert is_open(client)
        clock.shift(20 * 60)
    clock.shift(60)
    assert "ended=too_long" in client.get(HOME).url


def test_an_examination_saves_after_any_idleness(room, clock) -> None:
    client = sign_in(client_at(room), trainee_at(room.site))
    assert is_open(client)
    clock.shift(40 * 60)
    assert client.get("/api/v1/exams/nothing-here").status_code == 404
    assert is_open(client)


def test_a_program_is_told_in_json_that_the_session_is_over(room, clock) -> None:
    client = sign_in(client_at(room), trainee_at(room.site))
    assert is_open(client)
    clock.shift(10 * 60)
    answer = client.get("/api/v1/anything")
    assert answer.status_code == 401
    assert answer.json()["code"] == "accounts.session.idle"


def test_a_sign_of_life_is_written_at_most_every_15_seconds(room, clock, django_assert_num_queries) -> None:
    client = sign_in(client_at(room), trainee_at(room.site))
    assert is_open(client)

    def written() -> bool:
        before = client.session["seen_at"]
        is_open(client)
        return client.session["seen_at"] != before

    clock.shift(14)
    assert not written()
    clock.shift(2)
    assert written()


def test_a_role_that_ends_in_mid_session_closes_the_next_page(site) -> None:
    registrar = registrar_at(site)
    client = sign_in(Client(), registrar)
    assert client.get("/authoring/people/").status_code == 200
    end_roles_of(registrar)
    assert "ended=no_role" in client.get("/authoring/people/").url
    assert "_auth_user_id" not in client.session


def test_one_of_two_roles_that_ends_closes_its_pages_only(site) -> None:
    from lms.core.enums import Role
    from tests.factories.accounts import give_role

    user = instructor_at(site)
    held = give_role(user, Role.REGISTRAR, site)
    client = sign_in(Client(), user)
    assert client.get("/authoring/people/").status_code == 200
    held.ended_at = held.valid_from
    held.save()
    assert client.get("/authoring/people/").status_code in {302, 403}
    assert is_open(client)


def test_a_closed_account_is_signed_out_at_once(site) -> None:
    user = instructor_at(site)
    client = sign_in(Client(), user)
    assert is_open(client)
    user.is_active = False
    user.save()
    assert client.get(HOME).status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_trainees_session_does_not_work_at_another_terminal(room) -> None:
    client = sign_in(client_at(room, seat="1"), trainee_at(room.site))
    assert is_open(client)
    client.cookies["terminal"] = terminal_at(room, seat="2")[1]
    assert client.get(HOME).url == f"{SIGN_IN}?ended=other_terminal"


def test_a_stolen_session_without_the_terminals_token_does_not_work(room) -> None:
    client = sign_in(client_at(room), trainee_at(room.site))
    assert is_open(client)
    del client.cookies["terminal"]
    assert "ended=other_terminal" in client.get(HOME).url


def test_withdrawing_a_terminal_ends_the_session_there(room) -> None:
    client = sign_in(client_at(room), trainee_at(room.site))
    assert is_open(client)
    room.terminals.update(withdrawn_at=START)
    assert "ended=other_terminal" in client.get(HOME).url


def test_signing_out_wipes_the_browser_but_keeps_it_a_terminal(room) -> None:
    client = sign_in(client_at(room), trainee_at(room.site))
    answer = client.post(SIGN_OUT)
    assert answer.url == SIGN_IN
    assert answer["Clear-Site-Data"] == '"cache"'
    assert answer["Cache-Control"] == "no-store"
    assert client.cookies["terminal"].value
    assert "_auth_user_id" not in client.session
    assert client.get(HOME).status_code == 302


def test_staff_who_sign_out_in_the_office_see_the_office_page(site) -> None:
    assert sign_in(Client(), instructor_at(site)).post(SIGN_OUT).url == "/accounts/login/"


def test_opening_the_sign_out_address_as_a_link_ends_nothing(site) -> None:
    client = sign_in(Client(), instructor_at(site))
    client.get(SIGN_OUT)
    assert is_open(client)


def test_sign_out_needs_the_pages_own_form(site) -> None:
    client = sign_in(Client(enforce_csrf_checks=True), instructor_at(site))
    assert client.post(SIGN_OUT).status_code == 403
    assert client.post(KEEP_ALIVE).status_code == 403


def test_private_pages_are_never_kept_by_the_browser(room) -> None:
    client = sign_in(client_at(room), trainee_at(room.site))
    assert "no-store" in client.get(HOME)["Cache-Control"]


def test_why_a_session_ended_is_in_the_audit_trail(room, clock) -> None:
    trainee = trainee_at(room.site)
    client = sign_in(client_at(room), trainee)
    assert is_open(client)
    clock.shift(5 * 60)
    client.get(HOME)
    row = AuditEntry.objects.get(target_uuid=trainee.uuid)
    assert (row.action, row.reason) == ("accounts.sign_out", "idle")


def test_at_a_terminal_every_closed_page_leads_to_the_trainees_sign_in_and_not_back(room) -> None:
    assert client_at(room).get(HOME).url == SIGN_IN
    assert Client().get(HOME).url.startswith("/accounts/login/")


def test_the_desk_is_refused_to_a_trainee_and_not_a_circle_of_addresses(client):
    sign_in(client, trainee_at(a_site()))
    for path in ("/authoring/", "/authoring/question-bank/", "/authoring/login/"):
        assert client.get(path).status_code == 403
