"""A kept connection that the database's server has closed: the next request opens another and asks once more."""

from collections.abc import Callable

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection, transaction

from lms.accounts.sessions import SessionStore
from lms.core.prepared import Question

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
_COUNT = Question(Session.objects.all)
ASK = {
    "alone": lambda store: store["seat"],
    "beside another": lambda store: (len(store.ask_beside(_COUNT.asked())), store["seat"])[1],
}


@pytest.fixture
def key() -> str:
    store = SessionStore()
    store["seat"] = "A1"
    store.save()
    return str(store.session_key)


def close_at_the_server() -> None:
    """End this process's connection as a restart of the server does, and begin as a request begins."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    parameters = {
        name: value for name, value in connection.get_connection_params().items() if name in {"host", "port"}
    }
    settings = connection.settings_dict
    with psycopg.connect(
        dbname=settings["NAME"], user=settings["USER"], password=settings["PASSWORD"], **parameters
    ) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
    connection.health_check_enabled, connection.health_check_done = True, False


@pytest.mark.parametrize("ask", ASK.values(), ids=ASK)
def test_the_first_question_of_a_request_finds_another_connection(
    key: str, ask: Callable[[SessionStore], str]
) -> None:
    close_at_the_server()
    assert ask(SessionStore(key)) == "A1"
    assert connection.health_check_done


def test_control_what_is_no_first_question_fails(key: str) -> None:
    close_at_the_server()
    connection.health_check_done = True
    with pytest.raises(OperationalError):
        assert SessionStore(key)["seat"]
    connection.close()


def test_nothing_is_asked_again_within_a_transaction(key: str) -> None:
    def ask_in_a_transaction() -> None:
        with transaction.atomic():
            close_at_the_server()
            assert SessionStore(key)["seat"]

    with pytest.raises(OperationalError):
        ask_in_a_transaction()
    connection.close()
