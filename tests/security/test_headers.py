"""What every answer carries: a strict policy with nonces, nothing cached or framed, nothing told of the server."""

import re

import pytest
from django.test import Client

from lms.accounts.models import User
from tests.factories.accounts import instructor_at, registrar_at, sign_in, trainee_at
from tests.factories.organisations import a_site

pytestmark = pytest.mark.django_db
PUBLIC = [
    "/",
    "/verify/",
    "/sign-in/",
    "/accounts/login/",
    "/accounts/password/reset/",
    "/no/such/page/",
    "/healthz",
]
BEHIND = ["/home/", "/credentials/", "/exams/"]


def policy_of(response) -> dict[str, list[str]]:
    """Return the content policy as a dictionary."""
    parts = [part.split() for part in response["Content-Security-Policy"].split(";") if part.strip()]
    return {part[0]: part[1:] for part in parts}


@pytest.fixture
def trainee() -> User:
    return trainee_at(a_site())


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_have_the_strict_policy(path: str) -> None:
    assert_strict(Client().get(path))


@pytest.mark.parametrize("path", BEHIND)
def test_pages_behind_sign_in_have_the_strict_policy(path: str, trainee: User) -> None:
    assert_strict(sign_in(Client(), trainee).get(path))


@pytest.mark.parametrize(
    "path", ["/api/v1/exams/clock", "/v/AAAAAAAAAAAAAAAAAAAAAAAAAA/", "/media/images/none.png"]
)
def test_answers_to_programs_and_scanners_too(path: str) -> None:
    assert_strict(Client().get(path))


def assert_strict(response) -> None:
    """Fail unless nothing inline runs, nothing comes from outside, and nothing may frame the page."""
    policy = policy_of(response)
    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    text = response["Content-Security-Policy"]
    for word in ("unsafe-inline", "unsafe-eval", "http:", "https:", "*", "blob:"):
        assert word not in text
    assert response["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", PUBLIC)
def test_every_answer_says_the_rest(path: str) -> None:
    response = Client().get(path)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in response["Permissions-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]


@pytest.mark.parametrize("path", PUBLIC)
def test_nothing_is_told_of_the_server(path: str) -> None:
    response = Client().get(path)
    for name in ("Server", "X-Powered-By", "X-Generator", "Via"):
        assert name not in response
    text = response.content.decode().lower()
    for word in ("django", "wagtail", "gunicorn", "python/", "traceback"):
        assert word not in text


def test_a_nonce_is_new_for_each_answer() -> None:
    pages = [Client().get("/sign-in/") for _index in range(2)]
    nonces = [re.findall(r"'nonce-([^']+)'", page["Content-Security-Policy"]) for page in pages]
    if nonces[0]:
        assert nonces[0] != nonces[1]
        assert len(nonces[0][0]) >= 16


def test_every_script_of_a_page_is_a_file_of_ours() -> None:
    for path in PUBLIC:
        scripts = re.findall(r"<script[^>]*>", Client().get(path).content.decode())
        assert all('src="/static/' in script or 'type="application/json"' in script for script in scripts)


def test_the_relaxed_policy_holds_below_authoring_only() -> None:
    client = sign_in(Client(), instructor_at(a_site()))
    inside = policy_of(client.get("/authoring/"))
    assert "'unsafe-inline'" in inside["script-src"]
    assert inside["frame-ancestors"] == ["'self'"]
    assert inside["object-src"] == ["'none'"]
    for path in ("/home/", "/authoring", "/authoringx/"):
        assert "unsafe-inline" not in client.get(path)["Content-Security-Policy"]


def test_sign_out_wipes_the_browser(trainee: User) -> None:
    response = sign_in(Client(), trainee).post("/sign-out/")
    # Not "storage": it would take sealed answers with it. tests/exams/test_leftovers_browser.py shows what stays.
    assert response["Clear-Site-Data"] == '"cache"'
    assert response["Cache-Control"] == "no-store"


def test_after_sign_out_every_page_asks_to_sign_in_again(trainee: User) -> None:
    client = sign_in(Client(), trainee)
    client.post("/sign-out/")
    for path in BEHIND:
        assert client.get(path).status_code == 302


def test_signing_out_twice_is_no_error() -> None:
    client = Client()
    assert client.post("/sign-out/").status_code == 302
    assert client.post("/sign-out/").status_code == 302


def test_cookies_are_kept_from_scripts(trainee: User) -> None:
    client = sign_in(Client(), trainee)
    client.post("/language/", {"language": "en"})
    client.get("/sign-in/")
    session = client.cookies["sessionid"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
    if "csrftoken" in client.cookies:
        assert client.cookies["csrftoken"]["httponly"]


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
@pytest.mark.parametrize("address", ["/preferences/", "/language/"])
def test_no_address_leads_out(target: str, address: str) -> None:
    response = Client().post(address, {"next": target, "language": "en", "theme": "dark"})
    assert "evil" not in response.get("Location", "")
    assert "javascript" not in response.get("Location", "")


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver:80@evil.example"])
def test_a_forged_host_is_refused_and_never_repeated(host: str) -> None:
    response = Client(raise_request_exception=False).get("/", headers={"host": host})
    assert response.status_code == 400
    assert "evil" not in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/sign-in/", "/accounts/login/", "/sign-out/", "/language/", "/preferences/", "/verify/"]
)
def test_a_form_from_elsewhere_is_refused(path: str) -> None:
    response = Client(enforce_csrf_checks=True).post(path, {"number": "1", "pin": "2"})
    assert response.status_code == 403


def test_json_from_elsewhere_is_refused_too(trainee: User) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, trainee)
    address = "/api/v1/exams/attempts/0190b6a0-0000-7000-8000-000000000000/hand-in"
    response = client.post(address, {"final_seq": 0}, content_type="application/json")
    assert response.status_code == 403


def test_another_s_name_in_a_header_changes_nothing() -> None:
    site = a_site()
    client = Client(headers={"x-forwarded-user": registrar_at(site).username, "remote-user": "admin"})
    assert client.get("/home/").status_code == 302
