"""The description of the API (OpenAPI 3.1) is true: an independent validator judges each answer by it."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from certificates.models import Credential
from certificates.verification import rules as limits
from tests.factories.certificates import NAME
from tests.factories.employer_keys import API, Program, a_key
from tests.factories.endings import revoked

pytestmark = pytest.mark.django_db
SCRIPT = Path(__file__).with_name("judge_description.mjs")
JSON, PROBLEM = "application/json", "application/problem+json"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


@pytest.fixture
def description(client: Client) -> dict[str, Any]:
    return client.get(reverse("employer_api_description")).json()


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from [value["$ref"]] if "$ref" in value else []
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def judged(description: dict[str, Any], cases: list[dict[str, Any]], folder: Path) -> dict[str, list[str]]:
    file = folder / "cases.json"
    file.write_text(json.dumps({"description": description, "cases": cases}), "utf-8")
    done = subprocess.run(["node", SCRIPT, file], capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def case(name: str, path: str, method: str, response: Any) -> dict[str, Any]:
    kind = response["Content-Type"].partition(";")[0]
    where = ["paths", path, method, "responses", str(response.status_code), "content", kind, "schema"]
    return {"name": name, "path": where, "body": response.json()}


def test_it_is_open_and_says_what_there_is(client: Client, description: dict[str, Any]) -> None:
    assert description["openapi"] == "3.1.0"
    assert description["servers"] == [{"url": "http://testserver"}]
    assert [(path, method) for path, method, _operation in operations(description)] == [
        (f"{API}/check", "post"),
        (f"{API}/checks", "post"),
        (f"{API}/verify/{{token}}", "get"),
    ]
    assert not client.get(reverse("employer_api_description")).cookies


def test_every_question_needs_the_key_and_says_how_it_may_be_refused(description: dict[str, Any]) -> None:
    schemes = description["components"]["securitySchemes"]
    assert list(schemes.values()) == [{"type": "http", "scheme": "bearer"}]
    for _path, _method, operation in operations(description):
        assert operation["security"] == [{name: []} for name in schemes]
        assert set(operation["responses"]) == {"200", "400", "401", "413", "422", "429", "503"}
        for status, response in operation["responses"].items():
            assert list(response["content"]) == [JSON if status == "200" else PROBLEM]
        assert operation["responses"]["429"]["headers"]["Retry-After"]["required"]


def test_every_reference_leads_somewhere(description: dict[str, Any]) -> None:
    found = set(references(description))
    known = {f"#/components/schemas/{name}" for name in description["components"]["schemas"]}
    assert found == known


def test_another_validator_accepts_each_answer(
    description: dict[str, Any], credential: Credential, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, stranger = Program(a_key()[1]), Program("x")
    one, many, code = f"{API}/check", f"{API}/checks", f"{API}/verify/{{token}}"
    number = credential.number_id
    tries = [(number, f"甲{place}") for place in range(limits.NUMBER_FAILURES + 1)]
    cases = [
        case("valid", one, "post", program.check(number, NAME)),
        case("english", one, "post", Program(a_key()[1], language="en").check(number, NAME)),
        case("miss", one, "post", program.check("TC-0", NAME)),
        case("code", code, "get", program.code(credential.token)),
        case("no code", code, "get", program.code("x")),
        case("no key", one, "post", stranger.check(number, NAME)),
        case("no key for a code", code, "get", stranger.code("x")),
        case("empty", one, "post", program.check("", "")),
        case("long code", code, "get", program.code("x" * 65)),
        case("no list", many, "post", program.post("checks", {"certificates": 7})),
        case("large", many, "post", program.post("checks", {"x": "x" * 70_000})),
        case("no JSON", one, "post", program.client.post(one, b"{", JSON, headers=program.headers)),
    ]
    revoked(credential)
    cases += [
        case("revoked", one, "post", program.check(number, NAME)),
        case("list", many, "post", program.checks(*tries, ("TC-0", NAME))),
    ]
    monkeypatch.setattr(limits, "KEY_REQUESTS", 0)
    cases.append(case("slowed", one, "post", program.check(number, NAME)))

    statuses = {one["path"][4] for one in cases}
    assert statuses == {"200", "400", "401", "413", "422", "429"}
    assert judged(description, cases, tmp_path) == {one["name"]: [] for one in cases}


def test_the_validator_finds_what_is_wrong(description: dict[str, Any], tmp_path: Path) -> None:
    sound = Program(a_key()[1]).check("TC-0", NAME)
    good = case("good", f"{API}/check", "post", sound)
    wrong = [
        {**good, "name": "state", "body": {**good["body"], "state": "green"}},
        {**good, "name": "instant", "body": {**good["body"], "checked_at": "yesterday"}},
        {**good, "name": "missing", "body": {"state": "valid"}},
        {**good, "name": "line", "body": {**good["body"], "lines": [{"key": "site"}]}},
    ]
    found = judged(description, [good, *wrong], tmp_path)
    assert found["good"] == []
    assert all(found[one["name"]] for one in wrong)


def test_questions_of_the_page_are_as_described(
    client: Client, description: dict[str, Any], tmp_path: Path
) -> None:
    """The commands on the page for people can be copied: addresses and bodies are those of the description."""
    for language in ("zh-hans", "en"):
        client.cookies["language"] = language
        page = client.get(reverse("certificates:programs")).content.decode().replace("&quot;", '"')
        for path in ("check", "checks", "verify/CODE"):
            assert f"curl http://testserver{API}/{path} " in page
        bodies = re.findall(r" -d '(.*?)'</code>", page, re.S)
        cases = [
            {
                "name": path,
                "path": ["paths", f"{API}/{path}", "post", "requestBody", "content", JSON, "schema"],
                "body": json.loads(body),
            }
            for path, body in zip(("check", "checks"), bodies, strict=True)
        ]
        assert judged(description, cases, tmp_path) == {"check": [], "checks": []}
        assert reverse("employer_api_description") in page
