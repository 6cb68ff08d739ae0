"""The reading settings are kept in cookies, and lead back to the page they were chosen on."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from lms.core.preferences import preferences


def choose(method: str = "post", **data: str) -> HttpResponse:
    request = getattr(RequestFactory(), method)("/preferences/", data)
    request.user = AnonymousUser()
    return preferences(request)


def test_a_choice_is_kept_and_leads_back() -> None:
    response = choose(theme="dark", next="/learn/1/?page=2")
    assert response.status_code == 302
    assert response["Location"] == "/learn/1/?page=2"
    assert response.cookies["theme"].value == "dark"
    assert "text_size" not in response.cookies


@pytest.mark.parametrize("secure", [True, False])
def test_the_cookie_stays_on_the_encrypted_way_it_came_by(secure: bool) -> None:
    request = RequestFactory().post("/preferences/", {"theme": "dark"}, secure=secure)
    request.user = AnonymousUser()
    assert bool(preferences(request).cookies["theme"]["secure"]) is secure


@pytest.mark.parametrize("value", ["auto", "", "<script>", "dark; Secure"])
def test_an_unknown_choice_means_as_usual(value: str) -> None:
    assert choose(theme=value).cookies["theme"]["max-age"] == 0


@pytest.mark.parametrize(
    "target", ["https://example.org/", "//example.org/", "javascript:alert(1)", "", "\\\\example.org"]
)
def test_it_never_leads_to_another_host(target: str) -> None:
    assert choose(text_size="large", next=target)["Location"] == "/"


def test_reading_the_address_changes_nothing() -> None:
    assert choose(method="get", theme="dark").status_code == 405
