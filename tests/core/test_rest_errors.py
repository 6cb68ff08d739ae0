"""Every refusal of the API is problem+json, also of what cannot be read at all."""

import pytest
from django.test import Client

from tests.factories.accounts import sign_in, trainee_at
from tests.factories.organisations import a_site

EVENTS = "/api/v1/exams/attempts/00000000-0000-7000-8000-000000000000/events"
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 50_000, b""])
def test_an_unreadable_body_is_a_problem(client: Client, body: bytes) -> None:
    sign_in(client, trainee_at(a_site()))
    response = client.post(EVENTS, body, content_type="application/json")
    assert response.status_code in (400, 422)
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] in ("core.bad_request", "core.invalid")


def test_who_is_not_signed_in_is_told_so_as_a_problem(client: Client) -> None:
    response = client.post(EVENTS, b"{}", content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (401, "core.not_signed_in")
