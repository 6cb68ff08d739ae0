"""What a request at a terminal reads first: its session and the terminal, beside each other."""

import pytest
from django.test import RequestFactory

from lms.accounts.sessions import SessionStore
from lms.accounts.terminals import DEVICE_COOKIE, terminal_of
from tests.factories.accounts import terminal_at

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


@pytest.mark.postgres
def test_on_postgresql_they_are_the_same(seat):
    test_a_session_that_is_not_there_is_forgotten_and_the_terminal_known(seat)
