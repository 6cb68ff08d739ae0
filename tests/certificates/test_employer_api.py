"""The API of employers: the answers of the public page, by key alone, slowed, and without a trace."""

import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import quote_from_bytes

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.issuing.ending.operations import carry_out
from certificates.issuing.ending.rules import Ending
from certificates.models import Credential
from certificates.verification import rules as limits
from lms.accounts.models import User
from lms.core.logs import redact
from tests.factories.certificates import NAME, issued_credential
from tests.factories.employer_keys import API, Program, a_key
from tests.factories.endings import WORKER, approved, asked, revoked
from tests.security.hostile import VALUES, json_bodies

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)
EMPTY = {"awarded_on": None, "valid_until": None, "ended_on": None, "lines": [], "note": ""}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def program() -> Program:
    return Program(a_key()[1])


def page_lines(html: str) -> list[tuple[str, str]]:
    """Return the facts of a page: term and value."""
    found = re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)(?:<span.*?)?</dd>", html)
    return [(term, value) for term, value in found]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("state", ["valid", "revoked"])
def test_the_answer_is_the_one_of_the_page(credential: Credential, language: str, state: str) -> None:
    if state == "revoked":
        revoked(credential)
    client = Client(headers={"Cookie": f"language={language}"})
    form = {"number": credential.number_id, "name": NAME}
    page = client.post(reverse("certificates:verify"), form).content.decode()
    said = Program(a_key()[1], language=language.replace("hans", "CN")).check(**form).json()
    assert said["state"] == state
    assert f"verdict--{state}" in page
    assert [(line["term"], line["value"]) for line in said["lines"]] == page_lines(page)
    assert said["text"] in page
    assert f">{said['title']}</h2>" in page
    assert (said["awarded_on"], said["ended_on"]) == (
        "2026-06-30",
        "2026-06-30" if state == "revoked" else None,
    )
    assert set(said) == {"state", "title", "text", "checked_at", *EMPTY}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_code_is_answered_as_on_the_page(credential: Credential, language: str) -> None:
    client = Client(headers={"Cookie": f"language={language}"})
    page = client.get(reverse("certificates:verify_token", args=[credential.token])).content.decode()
    said = Program(a_key()[1], language=language).code(credential.token).json()
    assert said["state"] == "valid"
    assert [(line["term"], line["value"]) for line in said["lines"]] == page_lines(page)
    assert NAME not in str(said)
    assert Program(a_key()[1]).code(credential.token.lower()).json()["state"] == "valid"


def test_every_miss_has_the_answer_of_the_page(program: Program, credential: Credential) -> None:
    misses = [
        program.check("TC-00000000-0", NAME),
        program.check(credential.number_id, "张三"),
        program.code("A" * 26),
        program.code("x"),
    ]
    assert {answer.status_code for answer in misses} == {200}
    assert len({answer.content for answer in misses}) == 1
    said = misses[0].json()
    page = Client().post(reverse("certificates:verify"), {"number": "TC-0", "name": "x"}).content.decode()
    assert said["state"] == "unconfirmed"
    assert f">{said['title']}</h2>" in page
    assert said["text"] in page
    assert {name: said[name] for name in EMPTY} == EMPTY


def test_an_unknown_number_and_a_wrong_name_take_the_same_way(
    program: Program, credential: Credential
) -> None:
    """The same statements with the same number of rows read: nothing is unsealed for a wrong name."""
    program.check("TC-1", "x")  # the day of the first use is noted once

    def statements(*pairs: tuple[str, str]) -> list[str]:
        with CaptureQueriesContext(connection) as made:
            assert program.checks(*pairs).status_code == 200
        return [re.sub(r"'[^']*'|\b[0-9A-F]{11}\b", "?", query["sql"]) for query in made.captured_queries]

    unknown = statements(("TC-7F3K9QMD-W", "张三"))
    assert statements((credential.number_id, "张三")) == unknown
    assert len(unknown) == 2  # the key, and the records
    assert len(statements(*[(f"TC-{place}", "张三") for place in range(90)])) == 2


def test_a_list_is_answered_in_its_order(program: Program, credential: Credential) -> None:
    other = issued_credential(name="张三")
    pairs = [
        (other.number_id, "张三"),
        (credential.number_id, "张三"),
        ("TC-0", "x"),
        (credential.number_id.lower(), f" {NAME} "),
        (other.number_id, "张三"),
    ]
    said = program.checks(*pairs).json()["answers"]
    assert [one["state"] for one in said] == ["valid", "unconfirmed", "unconfirmed", "valid", "valid"]
    assert said[0] == program.check(other.number_id, "张三").json()


def test_a_replaced_one_says_so(program: Program, credential: Credential) -> None:
    request = approved(asked(credential, Ending.REPLACE))
    carry_out(request_uuid=request.uuid, actor=WORKER, now=NOW)
    said = program.check(credential.number_id, NAME).json()
    assert (said["state"], said["ended_on"]) == ("replaced", "2026-07-02")


HEADERS = [
    {},
    {"Authorization": ""},
    {"Authorization": "Bearer"},
    {"Authorization": "Bearer  "},
    {"Authorization": "Bearer certkey_" + "A" * 32},
    {"Authorization": "Basic dXNlcjpwYXNz"},
    {"Authorization": "Bearer " + "9" * 5000},
    {"Authorization": "Bearer é\x80"},
]


@pytest.mark.parametrize("headers", HEADERS)
def test_without_a_key_there_is_one_answer_and_no_session_counts(
    headers: dict, credential: Credential
) -> None:
    key, _secret = a_key()
    client = Client()
    client.force_login(User.objects.get(uuid=key.made_by))
    body = {"number": credential.number_id, "name": NAME}
    response = client.post(f"{API}/check", body, content_type="application/json", headers=headers)
    assert (response.status_code, response.json()["code"]) == (401, "certificates.key_not_accepted")
    assert response["Content-Type"] == "application/problem+json"
    assert response["WWW-Authenticate"] == "Bearer"
    assert client.get(f"{API}/verify/{credential.token}", headers=headers).status_code == 401


def test_an_answer_sets_no_cookie_and_is_kept_nowhere(program: Program, credential: Credential) -> None:
    for response in (
        program.check(credential.number_id, NAME),
        program.checks(("TC-0", "x")),
        program.code(credential.token),
        program.check("", ""),
    ):
        assert not response.cookies
        assert response["Cache-Control"] == "no-store"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert not [name for name in response.headers if name.startswith("Access-Control")]
    preflight = program.client.options(
        f"{API}/check", headers={"Origin": "https://a.example"} | program.headers
    )
    assert not [name for name in preflight.headers if name.startswith("Access-Control")]


def test_a_session_beside_a_key_is_neither_looked_at_nor_changed() -> None:
    key, secret = a_key()
    program = Program(secret, language="en")
    program.client.force_login(User.objects.get(uuid=key.made_by))
    program.client.get(reverse("certificates:verify"))
    program.client.cookies["language"] = "zh-hans"
    for hours in (1, 13):  # within the session, and after its end
        with time_machine.travel(NOW + timedelta(hours=hours), tick=False):
            answer = program.check("TC-0", "x")
        assert (answer.status_code, dict(answer.cookies)) == (200, {})
        assert answer["Content-Language"] == "en"


def test_the_language_is_the_one_asked_for(credential: Credential) -> None:
    secret = a_key()[1]
    english = Program(secret, language="en-US,en;q=0.8").check("TC-0", "x")
    chinese = Program(secret).check("TC-0", "x")
    assert (english["Content-Language"], chinese["Content-Language"]) == ("en", "zh-hans")
    assert (english.json()["title"], chinese.json()["title"]) == ("Nothing matches", "没有查到相符的证书")
    refused = Program("x", language="en").check("TC-0", "x")
    assert refused.json()["detail"].startswith("This key is not accepted")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("check", {"number": "", "name": "x"}, 422),
        ("check", {"number": "x" * 41, "name": "x"}, 422),
        ("check", {"number": 7, "name": "x"}, 422),
        ("check", {"number": "x", "name": "a\x00b"}, 422),
        ("check", {"number": "x", "name": "x" * 201}, 422),
        ("check", {"number": "x", "name": "x", "site": "x"}, 422),
        ("check", [], 422),
        ("checks", {"certificates": []}, 422),
        ("checks", {"certificates": [{"number": "x", "name": "x"}] * 101}, 422),
        ("checks", {"certificates": [{"number": "x" * 700, "name": "x"}] * 100}, 413),
    ],
)
def test_a_body_of_another_form_is_a_problem(program: Program, path: str, body, status: int) -> None:
    response = program.post(path, body)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"


def test_a_problem_names_the_field_as_it_was_sent(program: Program) -> None:
    asked = [{"number": "x", "name": "x"}, {"number": "x"}]
    assert program.post("check", asked[1]).json()["field"] == "name"
    assert program.post("checks", {"certificates": asked}).json()["reasons"] == ["certificates.1.name"]


def test_a_lone_surrogate_is_refused(program: Program) -> None:
    body = b'{"number": "TC-0", "name": "\\ud800"}'
    assert program.post("check", body).status_code == 422


def test_hostile_values_are_answered_with_a_problem_or_a_miss(program: Program) -> None:
    found = []
    texts = [value.decode("utf-8", "surrogatepass") for name, value in VALUES.items() if name != "no UTF-8"]
    bodies = [json.dumps({"number": one, "name": "x"}) for one in texts]
    bodies += [json.dumps({"certificates": [{"number": "x", "name": one}]}) for one in texts]
    for body in (*bodies, *(body for _name, body in json_bodies())):
        cache.clear()
        for path in ("check", "checks"):
            response = program.post(path, body)
            told = response["Content-Type"] == "application/problem+json"
            is_miss = response.status_code == 200 and b'"valid"' not in response.content
            if response.status_code >= 500 or not (told or is_miss):
                found.append((path, body[:80], response.status_code))
    for value in VALUES.values():
        response = program.code(quote_from_bytes(value, safe=""))
        if response.status_code not in (200, 404, 422):
            found.append(("verify", value[:80], response.status_code))
    assert found == []


# --- limits ---------------------------------------------------------------------------------------------------------


def refused(response) -> bool:
    """Return whether a request was slowed, with a time to wait until the window's end."""
    if response.status_code != 429:
        return False
    assert response["Retry-After"] == "600"  # the window has just begun
    assert response.json()["code"] == "certificates.too_many_checks"
    return True


def test_one_key_asks_only_so_often_and_others_go_on(program: Program, monkeypatch) -> None:
    monkeypatch.setattr(limits, "KEY_REQUESTS", 3)
    assert [program.check("", "").status_code for _ in range(3)] == [422] * 3
    assert refused(program.check("", ""))
    assert Program(a_key()[1]).check("TC-0", "x").status_code == 200


def test_the_keys_of_one_employer_share_what_may_miss(program: Program, credential: Credential) -> None:
    misses = [(f"TC-{place}", "x") for place in range(limits.EMPLOYER_MISSES)]
    key, secret = a_key()
    second = a_key(User.objects.get(uuid=key.made_by))[1]
    assert Program(secret).checks(*misses).status_code == 200
    for own in (Program(secret), Program(second)):
        assert refused(own.check(credential.number_id, NAME))
        assert refused(own.code(credential.token))
    assert program.check(credential.number_id, NAME).json()["state"] == "valid"


def test_codes_that_are_none_count_as_misses(program: Program, monkeypatch) -> None:
    monkeypatch.setattr(limits, "EMPLOYER_MISSES", 2)
    assert [program.code("A" * 26).status_code for _ in range(3)] == [200, 200, 429]


def test_names_are_not_tried_on_one_number_more_often_than_on_the_page(
    program: Program, credential: Credential
) -> None:
    tries = [(credential.number_id, f"甲{place}") for place in range(limits.NUMBER_FAILURES)]
    said = program.checks(*tries, (credential.number_id, NAME)).json()["answers"]
    assert [one["state"] for one in said] == ["unconfirmed"] * limits.NUMBER_FAILURES + ["unchecked"]
    assert said[-1] == said[-1] | EMPTY
    assert refused(program.check(credential.number_id, NAME))
    form = {"number": credential.number_id, "name": NAME}
    assert Client().post(reverse("certificates:verify"), form, REMOTE_ADDR="10.9.9.9").status_code == 429


def test_who_tries_keys_is_slowed_and_a_key_in_force_of_the_same_network_is_not(program: Program) -> None:
    wrong = Program("certkey_" + "A" * 32)
    for _ in range(limits.WRONG_KEYS):
        assert wrong.check("TC-0", "x").status_code == 401
    assert refused(wrong.check("TC-0", "x"))
    assert program.check("TC-0", "x").status_code == 200


# --- logs -----------------------------------------------------------------------------------------------------------


def test_nothing_that_was_asked_reaches_a_log(caplog, credential: Credential) -> None:
    key, secret = a_key()
    program = Program(secret)
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(
        logging.INFO
    )  # statements are logged nowhere: DEBUG is off
    number, name = "TC-7F3K9QMD-W", "买买提·吐尔逊江"
    program.check(number, name)
    program.checks((number, name))
    program.post("check", {"number": number * 9, "name": name})
    program.post("check", {number: name})
    program.code(credential.token)
    program.client.post(f"{API}/verify/{credential.token}", headers=program.headers)
    Program(secret + "x").check(number, name)
    for word in (number, name, secret, str(key.uuid)):
        assert word not in caplog.text
    assert credential.token not in redact(caplog.text)


def test_a_key_in_a_message_is_hidden() -> None:
    assert redact(f"what came: {a_key()[1]}") == "what came: [key]"
