"""What a request reads first: its session, the terminal and the user, beside each other."""

import json

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.sessions.models import Session
from django.core.handlers.exception import convert_exception_to_response
from django.db import connection
from django.http import JsonResponse
from django.test import Client, RequestFactory

from lms.accounts import backends, sessions
from lms.accounts.sessions import SessionStore
from lms.accounts.terminals import DEVICE_COOKIE, terminal_of
from lms.core.clock import now
from lms.core.enums import Role
from tests.factories.accounts import sign_in, terminal_at, trainee_at
from tests.factories.organisations import a_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat(room):
    """A registered terminal, and a request of its browser."""
    terminal, token = terminal_at(room)
    asked = RequestFactory().get("/")
    asked.COOKIES[DEVICE_COOKIE] = token
    return terminal, asked


def test_session_and_terminal_are_read_once(seat, django_assert_num_queries):
    terminal, request = seat
    kept = SessionStore()
    kept["began"] = 7
    kept.save()
    request.session = SessionStore(kept.session_key)

    with django_assert_num_queries(2):
        assert terminal_of(request) == terminal
        assert request.session["began"] == 7


def test_a_session_that_is_not_there_is_forgotten_and_the_terminal_known(seat):
    terminal, request = seat
    request.session = SessionStore("a" * 32)

    assert terminal_of(request) == terminal
    assert request.session.session_key is None
    assert not request.session.keys()


def test_what_was_written_into_a_session_before_stays(seat):
    terminal, request = seat
    kept = SessionStore()
    kept["began"] = 7
    kept.save()
    request.session = SessionStore(kept.session_key)
    request.session["began"] = 8

    assert terminal_of(request) == terminal
    assert request.session["began"] == 8


def answered(request):
    """Return what the middleware makes of a request that writes into its session."""

    def view(request):
        request.session["began"] = 8
        return JsonResponse({"saved": True})

    inner = SessionMiddleware(convert_exception_to_response(view))
    return convert_exception_to_response(inner)(request)


@pytest.fixture
def kept():
    """A session that is there, and a request with it that asks for JSON."""
    store = SessionStore()
    store["began"] = 7
    store.save()
    request = RequestFactory(headers={"Accept": "application/json"}).post("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = store.session_key
    return store, request


def test_a_database_that_cannot_write_is_busy_and_the_session_goes_on(kept):
    store, request = kept
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
        try:
            answer = answered(request)
        finally:
            cursor.execute("PRAGMA query_only = OFF")

    assert (answer.status_code, json.loads(answer.content)["code"]) == (503, "core.busy")
    assert SessionStore(store.session_key)["began"] == 7
    assert answered(request).status_code == 200


def test_a_session_that_ended_elsewhere_meanwhile_is_over(kept, monkeypatch):
    store, request = kept
    monkeypatch.setattr(SessionStore, "load", lambda self: {"began": 7})  # it had been read before
    Session.objects.all().delete()
    answer = answered(request)

    assert (answer.status_code, json.loads(answer.content)["code"]) == (401, "core.signed_out")


@pytest.mark.postgres
def test_on_postgresql_they_are_the_same(seat):
    test_a_session_that_is_not_there_is_forgotten_and_the_terminal_known(seat)


@pytest.fixture
def signed_in():
    """A trainee, the browser, and the request that it sends next."""
    user, client = trainee_at(a_site()), Client()
    sign_in(client, user)

    def next_request():
        asked = RequestFactory().get("/")
        asked.session = SessionStore(client.cookies["sessionid"].value)
        return asked

    return user, next_request


def test_who_comes_again_is_read_with_the_session(signed_in, monkeypatch):
    user, next_request = signed_in
    assert get_user(next_request()) == user
    request = next_request()
    assert request.session[SESSION_KEY] == str(user.pk)
    monkeypatch.setattr(backends, "answers", lambda *_asked: pytest.fail("asked once more"))
    known = get_user(request)
    assert known == user
    assert known.held_roles() == {Role.TRAINEE}


def test_what_was_ended_since_the_last_request_has_ended(signed_in):
    user, next_request = signed_in
    assert get_user(next_request()).held_roles()
    user.role_assignments.update(ended_at=now())
    assert get_user(next_request()).held_roles() == frozenset()
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert not get_user(next_request()).is_authenticated
    Session.objects.all().delete()
    request = next_request()
    assert not get_user(request).is_authenticated
    assert request.session.session_key is None


def test_a_process_that_remembers_somebody_else_believes_the_session(signed_in, monkeypatch):
    user, next_request = signed_in
    other = trainee_at(a_site())
    key = next_request().session.session_key
    monkeypatch.setitem(sessions._whose, key, str(other.pk))
    assert get_user(next_request()) == user
    assert sessions._whose[key] == str(user.pk)


def test_what_one_request_has_read_is_of_no_use_to_the_next(signed_in):
    user, next_request = signed_in
    get_user(next_request())
    assert next_request().session[SESSION_KEY]
    next_request()
    assert sessions.read_ahead(user.pk) == []


def test_a_process_remembers_so_many_and_no_more(signed_in, monkeypatch):
    user, next_request = signed_in
    monkeypatch.setattr(sessions, "MOST_REMEMBERED", 2)
    monkeypatch.setattr(sessions, "_whose", {"a": "1", "b": "2"})
    assert get_user(next_request()) == user
    assert len(sessions._whose) == 1
