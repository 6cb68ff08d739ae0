"""Every form and address meets hostile values: an answer in words, never a crash, nothing run, nothing half-done."""

import logging
from collections.abc import Callable, Iterable, Iterator

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from lms.accounts.models import User
from lms.core.audit import find_broken_entry
from lms.core.enums import Role
from lms.exams.models import Attempt
from tests.security.hostile import (
    BIG,
    IN_ADDRESSES_ON_POSTGRESQL,
    VALUES,
    Form,
    addresses_to_try,
    bodies,
    bodies_for_postgresql,
    encode,
    forms,
    json_bodies,
)
from tests.security.matrix import clients
from tests.security.world import World, make_world
from tests.support.database import rows_of_a_module

FORM = "application/x-www-form-urlencoded"
RUNNING = ("<script>alert", "onerror=alert(1)>", "<svg/onload", 'href="javascript:')
pytestmark = pytest.mark.django_db
Clients = dict[Role | None, Client]
Tries = Callable[[Form], Iterable[tuple[str, bytes]]]


@pytest.fixture(scope="module")
def world_of_the_module(tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[World]:
    with rows_of_a_module(django_db_blocker, tmp_path_factory.mktemp("media")):
        yield make_world()


@pytest.fixture
def world(world_of_the_module: World, db: None) -> World:
    return world_of_the_module


@pytest.fixture
def who(world: World) -> Iterator[Clients]:
    """A signed-in client for each role; warnings about bad requests are what we want here."""
    logging.disable(logging.CRITICAL)
    with clients(world) as signed_in:
        yield signed_in
    logging.disable(logging.NOTSET)


def send(client: Client, path: str, body: bytes, kind: str = FORM) -> HttpResponse:
    """Send a body and undo what it did."""
    cache.clear()
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        response = client.generic("POST", path, body, content_type=kind)
        transaction.set_rollback(True)
    return response


def wrong_with(response: HttpResponse) -> str:
    """Return what is wrong with an answer to a hostile value, or nothing."""
    if response.status_code >= 500:
        return f"answered {response.status_code}"
    if response.streaming:
        response.getvalue()
        return ""
    text = response.content.decode()
    ran = [word for word in RUNNING if word in text]
    return f"holds {ran}" if ran else ""


def complaints_about_forms(world: World, who: Clients, tries: Tries = bodies) -> list[str]:
    """Send every hostile body to every form."""
    found = []
    for form in forms(world):
        client = who[form.role]
        key = client.cookies.get("sessionid")
        for name, body in tries(form):
            wrong = wrong_with(send(client, form.path, body))
            if wrong:
                found.append(f"{form.path} {name}: {wrong}")
            if key is not None:
                client.cookies["sessionid"] = key.value
    return found


def complaints_about_addresses(world: World, who: Clients, names: Iterable[str] = VALUES) -> list[str]:
    """Open every hostile address."""
    found = []
    for path, role in addresses_to_try(world, names):
        cache.clear()
        wrong = wrong_with(who[role].get(path))
        if wrong:
            found.append(f"GET {path[:90]}: {wrong}")
    return found


@pytest.mark.slow
def test_every_form_answers_hostile_values_in_words(world: World, who: Clients) -> None:
    assert complaints_about_forms(world, who) == []
    assert find_broken_entry() is None


@pytest.mark.slow
def test_every_address_answers_hostile_values_in_words(world: World, who: Clients) -> None:
    assert complaints_about_addresses(world, who) == []


@pytest.mark.postgres
def test_postgresql_forms_and_addresses_answer_in_words_too(world: World, who: Clients) -> None:
    assert connection.vendor == "postgresql"  # NUL and lone surrogates are values that it refuses
    assert complaints_about_forms(world, who, bodies_for_postgresql) == []
    assert complaints_about_addresses(world, who, IN_ADDRESSES_ON_POSTGRESQL) == []


@pytest.mark.slow
@pytest.mark.parametrize("address", ["events", "hand-in"])
def test_the_api_answers_hostile_bodies_with_a_problem(world: World, who: Clients, address: str) -> None:
    path = f"/api/v1/exams/attempts/{world.own['attempt']}/{address}"
    found = []
    for name, body in json_bodies():
        response = send(who[Role.TRAINEE], path, body, "application/json")
        told = response.get("Content-Type", "") == "application/problem+json"
        if response.status_code >= 500 or (response.status_code >= 400 and not told):
            found.append(f"{name}: {response.status_code} {response.content[:80]!r}")
    assert found == []


@pytest.mark.postgres
def test_postgresql_the_api_answers_hostile_bodies_with_a_problem(world: World, who: Clients) -> None:
    test_the_api_answers_hostile_bodies_with_a_problem(world, who, "events")


SECOND_STEPS = ("/sign-in/confirm/", "/accounts/2fa/authenticate/")


def test_bodies_over_the_limit_are_refused(world: World, who: Clients) -> None:
    for form in forms(world)[:9]:
        response = send(who[form.role], form.path, encode({**form.fields, "x": BIG}))
        # Nobody is half-way through a sign-in, so these two lead back to its beginning without reading the body.
        turned_away = form.path in SECOND_STEPS and response.status_code == 302
        assert turned_away or 400 <= response.status_code < 500, form.path
    path = f"/api/v1/exams/attempts/{world.own['attempt']}/events"
    response = send(who[Role.TRAINEE], path, b'{"x": "' + BIG + b'"}', "application/json")
    assert response.status_code == 413


def test_a_form_with_fields_of_another_kind_changes_no_right(world: World, who: Clients) -> None:
    form = Form("/accounts/password/change/", {"is_superuser": "1", "role": "administrator"}, Role.REGISTRAR)
    who[Role.REGISTRAR].post(form.path, form.fields)
    user = User.objects.get(pk=world.users[Role.REGISTRAR].pk)
    assert not user.is_superuser
    assert user.held_roles() == {Role.REGISTRAR}


def test_the_client_s_own_clock_moves_no_deadline(world: World, who: Clients) -> None:
    path = f"/api/v1/exams/attempts/{world.own['attempt']}/events"
    body = (
        b'{"epoch": 1, "events": [{"seq": 1, "item": "00000000-0000-7000-8000-000000000000", "response": true,'
        b' "monotonic_ms": 999999999, "client_at": "2099-01-01T00:00:00Z"}]}'
    )
    before = Attempt.objects.values_list("time_events__at").filter(uuid=world.own["attempt"]).count()
    send(who[Role.TRAINEE], path, body, "application/json")
    assert Attempt.objects.values_list("time_events__at").filter(uuid=world.own["attempt"]).count() == before


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "HEAD", "CONNECT", "BREW"])
@pytest.mark.parametrize(
    "path", ["/", "/sign-in/", "/verify/", "/home/", "/api/v1/exams/clock", "/authoring/"]
)
def test_other_methods_are_no_way_in(method: str, path: str) -> None:
    response = Client(raise_request_exception=False).generic(method, path)
    assert response.status_code < 500
