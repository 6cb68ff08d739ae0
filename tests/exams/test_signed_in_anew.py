"""A page that stays open while its candidate signs in anew: it gets the new token, and nobody else does."""

import pytest
from django.test import Client

from lms.core.enums import Role
from lms.exams.models import AnswerEvent
from tests.exams.test_api import Terminal, at_nine, room
from tests.factories.accounts import a_user, sign_in, trainee_at
from tests.factories.organisations import a_site
from tests.factories.practical import an_open_practical

__all__ = ["at_nine", "room"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def strict(room):
    """The candidate at a terminal that is registered, before a server that looks at every token."""
    room.terminal = Terminal(room.user, room.sitting.room, seat="A9", enforce_csrf_checks=True)
    room.terminal.get("/home/")
    return room


def token_at(terminal, path):
    return terminal.get(f"{path}/token").json()


def save(room, paper, token, seq=1):
    body = {"epoch": paper["epoch"], "events": [room.event(paper, seq=seq)]}
    return room.terminal.post(f"{room.path}/events", body, headers={"X-CSRFToken": token})


def test_after_signing_in_anew_the_old_token_is_refused_by_its_name_and_the_new_one_saves(strict):
    old = token_at(strict.terminal, strict.path)["token"]
    paper = strict.terminal.post(f"{strict.path}/lease", headers={"X-CSRFToken": old}).json()
    assert save(strict, paper, old).status_code == 200
    strict.terminal.client.cookies.pop("sessionid")
    strict.terminal.client.cookies.pop("csrftoken")
    sign_in(strict.terminal.client, strict.user)
    refused = save(strict, paper, old, seq=2)
    assert (refused.status_code, refused.json()["code"]) == (403, "core.csrf")
    anew = token_at(strict.terminal, strict.path)
    assert anew["seat"] == "own", "the terminal is registered: it is the same seat"
    reply = save(strict, paper, anew["token"], seq=2).json()
    assert (reply["acknowledged"], reply["held"], reply["lease"]) == ({"1": 2}, [], "live")
    assert AnswerEvent.objects.filter(attempt=strict.attempt, held="").count() == 2


def test_where_terminals_are_not_registered_a_new_session_is_told_to_be_another_seat(room):
    client = sign_in(Client(), room.user)
    assert client.get(f"{room.path}/token").json()["seat"] == "own", "nobody has begun"
    assert client.post(f"{room.path}/lease", {}, content_type="application/json").status_code == 200
    assert client.get(f"{room.path}/token").json()["seat"] == "own"
    other = sign_in(Client(), room.user)
    assert other.get(f"{room.path}/token").json()["seat"] == "other"


def test_nobody_else_gets_a_token_for_the_page_of_a_candidate(room):
    room.start()
    path = f"{room.path}/token"
    assert sign_in(Client(), trainee_at(room.sitting.site)).get(path).status_code == 404
    assert sign_in(Client(), a_user(Role.INVIGILATOR, room.sitting.site)).get(path).status_code == 403
    assert Client().get(path).status_code == 401


def test_the_token_of_a_marking_page_is_for_its_panel():
    world = an_open_practical()
    path = f"/api/v1/exams/practical/{world.examination.uuid}/token"
    assert set(sign_in(Client(), world.assessors[0]).get(path).json()) == {"token", "seat"}
    assert sign_in(Client(), a_user(Role.ASSESSOR, a_site())).get(path).status_code == 404
    assert sign_in(Client(), world.enrolments[0].person.user).get(path).status_code == 403


def test_who_is_signed_out_is_led_to_the_sign_in_of_trainees_and_back_to_the_paper(room):
    page = sign_in(Client(), room.user).get(f"/exams/attempts/{room.attempt.uuid}/").content.decode()
    assert f'data-sign-in="/sign-in/?next=/exams/attempts/{room.attempt.uuid}/"' in page
