"""One mapping of domain errors: form errors, a page in the reader's language, or problem+json; nothing revealed."""

from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import translation

from lms.core.access import Public, access
from lms.core.errors import (
    Busy,
    Conflict,
    DomainError,
    Gone,
    InvalidInput,
    NotAllowed,
    NotFound,
    Refused,
    TooLarge,
    TooMany,
)
from lms.core.faces import domain_errors_to_form, error_response, problem_response
from lms.urls import urlpatterns as platform

STATUSES = {
    NotFound: 404,
    NotAllowed: 403,
    InvalidInput: 422,
    Refused: 409,
    Conflict: 409,
    TooLarge: 413,
    TooMany: 429,
    Gone: 410,
    Busy: 503,
}
SECRET = "/srv/secret/path"


def raising(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    """Return a view that fails like this."""

    @access(Public)
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


urlpatterns = [
    path("busy/", raising(OperationalError("database is locked"))),
    path("broken/", raising(RuntimeError(SECRET))),
    path("wrong-sql/", raising(DatabaseError(SECRET))),
    path("refused/", raising(Refused("No.", code="a.b", reasons=["Too early."]))),
    path("api/refused/", raising(Refused("No.", code="a.b", reasons=["Too early."]))),
    path("api/busy/", raising(OperationalError("database is locked"))),
    path("api/broken/", raising(RuntimeError(SECRET))),
    *platform,
]
handler404 = "lms.core.error_pages.not_found"
handler500 = "lms.core.error_pages.server_error"


class NameForm(forms.Form):
    name = forms.CharField(required=False)


@pytest.fixture
def client(settings: Any) -> Client:
    """A client for the addresses above; a crash is answered, not raised."""
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("kind", STATUSES)
def test_each_error_has_its_status_and_a_stable_code(kind: type[DomainError]) -> None:
    response = problem_response(kind("A sentence."))
    assert response.status_code == STATUSES[kind]
    assert response["Content-Type"] == "application/problem+json"


def test_codes_are_unique_in_core() -> None:
    codes = [kind.code for kind in STATUSES]
    assert len(set(codes)) == len(codes)


def test_an_error_of_a_field_stands_at_the_field() -> None:
    form = NameForm({"name": "x"})
    with domain_errors_to_form(form):
        raise InvalidInput("Not this name.", field="name", reasons=["Shorter."])
    assert form.errors["name"] == ["Not this name."]
    assert form.non_field_errors() == ["Shorter."]


def test_an_error_of_a_field_the_form_has_not_stands_above() -> None:
    form = NameForm({"name": "x"})
    with domain_errors_to_form(form):
        raise InvalidInput("Not possible.", field="hidden")
    assert form.non_field_errors() == ["Not possible."]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_page_speaks_the_reader_s_language_and_says_why(language: str) -> None:
    request = RequestFactory().get("/x/")
    request.user = AnonymousUser()
    with translation.override(language):
        response = error_response(request, Refused("Sentence.", reasons=["Reason."]))
    text = response.content.decode()
    assert response.status_code == 409
    assert f'lang="{language}"' in text.replace("zh-Hans", "zh-hans")
    assert "Sentence." in text
    assert "Reason." in text


def test_a_program_gets_problem_json_with_code_field_and_reasons() -> None:
    body = problem_response(InvalidInput("Sentence.", code="a.b", field="name", reasons=["Reason."])).content
    assert b'"code": "a.b"' in body
    assert b'"field": "name"' in body
    assert b'"reasons": ["Reason."]' in body


def test_who_must_wait_is_told_how_long() -> None:
    error = TooMany("Wait.")
    error.retry_after = 7
    assert problem_response(error)["Retry-After"] == "7"


@pytest.mark.django_db
def test_a_busy_database_is_said_in_words_with_when_to_try_again(client: Client) -> None:
    response = client.get("/busy/")
    assert (response.status_code, response["Retry-After"]) == (503, "2")
    assert "locked" not in response.content.decode()
    assert client.get("/api/busy/").json()["code"] == "core.busy"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/api/refused/"])
def test_a_database_that_is_busy_around_the_view_is_said_too(
    client: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(request: HttpRequest) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("lms.accounts.middleware.terminal_of", locked)
    response = client.get(address)
    assert (response.status_code, response["Retry-After"]) == (503, "2")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/broken/", "/wrong-sql/", "/api/broken/"])
def test_a_crash_reveals_nothing(client: Client, address: str) -> None:
    response = client.get(address)
    text = response.content.decode()
    assert response.status_code == 500
    for word in (SECRET, "Traceback", "RuntimeError", "DatabaseError", "Django", "python"):
        assert word not in text


@pytest.mark.django_db
def test_an_uncaught_refusal_is_a_page_or_json(client: Client) -> None:
    page = client.get("/refused/")
    assert page.status_code == 409
    assert "Too early." in page.content.decode()
    answer = client.get("/api/refused/")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "status": 409,
        "code": "a.b",
        "detail": "No.",
        "reasons": ["Too early."],
    }


@pytest.mark.django_db
def test_what_no_text_of_a_database_can_hold_is_left_out_of_searches_and_is_no_address() -> None:
    for address in ("/verify/?number=%00", "/verify/?number=%%0000", "/?next=a%00b"):
        answer = Client().get(address)
        assert (answer.status_code, "\x00" in str(answer.wsgi_request.GET)) == (200, False), address
    assert Client().get("/verify/%00/").status_code == 404
