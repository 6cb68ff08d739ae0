"""The public answer: one for every miss, never more than the paper shows, slowed down for who guesses."""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.issuing import public_records
from certificates.issuing.demonstration import KIND, PATTERNS
from certificates.issuing.numbers.rules import kept_form
from certificates.issuing.rules import read_number
from certificates.models import Credential
from certificates.verification import rules
from certificates.verification.forms import EXAMPLES
from lms.core.logs import redact
from tests.factories.accounts import an_actor
from tests.factories.certificates import ISSUED_AT, NAME, issued_credential
from tests.factories.endings import revoked
from tests.support.database import rows_of_a_module
from tests.support.documents import documents_in

pytestmark = pytest.mark.django_db
OTHER_TOKEN = "A" * 26
# What differs between two requests for reasons of its own: the form's token, nonces, the clock, the own input.
VARYING = re.compile(r'value="[^"]*"|nonce="[^"]+"|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d')


def check(client: Client, *, number: str, name: str, **extra: str):
    return client.post(reverse("certificates:verify"), {"number": number, "name": name}, **extra)


def scan(client: Client, token: str):
    return client.get(reverse("certificates:verify_code", args=[token]))


def headers_of(response) -> set[str]:
    return {name for name in response.headers if name != "Content-Security-Policy"}


def bare(response) -> str:
    return VARYING.sub("", response.content.decode())


@pytest.fixture(scope="module")
def credential_of_the_module(tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[Credential]:
    folder = tmp_path_factory.mktemp("files")
    with documents_in(folder / "documents"), rows_of_a_module(django_db_blocker, folder / "media"):
        yield issued_credential()


@pytest.fixture
def credential(credential_of_the_module: Credential, db: None) -> Credential:
    """A certificate as the database has it; its document stays with the first test."""
    return Credential.objects.get(pk=credential_of_the_module.pk)


def test_number_and_full_name_show_what_the_paper_shows(client: Client, credential: Credential) -> None:
    text = check(client, number=credential.number_id, name=NAME).content.decode()

    for shown in (NAME, credential.number_id, "示范项目", "示范职业学校", "2026年6月30日", "verdict--valid"):
        assert shown in text


@pytest.mark.parametrize("name", ["买买提・吐尔逊", " 买买提 • 吐尔逊 "])
def test_the_name_is_found_in_other_spellings(client: Client, credential: Credential, name: str) -> None:
    number = credential.number_id.replace("-", " ").lower()
    assert "verdict--valid" in check(client, number=number, name=name).content.decode()


@pytest.mark.parametrize("address", ["verify_code", "verify_code_slash", "verify_token", "verify_by_token"])
def test_the_code_shows_a_masked_name(client: Client, credential: Credential, address: str) -> None:
    text = client.get(reverse(f"certificates:{address}", args=[credential.token])).content.decode()

    assert "verdict--valid" in text
    assert "买**" in text
    assert NAME not in text


def test_the_code_is_read_in_small_letters_too(client: Client, credential: Credential) -> None:
    assert "verdict--valid" in scan(client, credential.token.lower()).content.decode()


def test_every_miss_gets_the_same_answer(client: Client, credential: Credential) -> None:
    wrong_name = check(client, number=credential.number_id, name="张三")
    unknown_number = check(client, number="TC-00000000-0", name=NAME)
    no_number = check(client, number="not a number", name=NAME)

    assert "verdict--unconfirmed" in wrong_name.content.decode()
    assert bare(wrong_name) == bare(unknown_number) == bare(no_number)
    assert wrong_name.status_code == unknown_number.status_code == no_number.status_code == 200
    assert headers_of(wrong_name) == headers_of(unknown_number)


def test_an_unknown_code_gets_the_words_of_every_miss(client: Client, credential: Credential) -> None:
    miss, unknown = check(client, number="TC-00000000-0", name=NAME), scan(client, OTHER_TOKEN)
    words = re.compile(r'<section class="verdict.*?</section>', re.DOTALL)

    assert words.findall(miss.content.decode()) == words.findall(unknown.content.decode()) != []
    assert bare(unknown) == bare(scan(client, "nonsense")) == bare(scan(client, "é" * 60))


@pytest.mark.parametrize("name", [NAME, "张三", ""])
def test_a_miss_costs_the_same_queries_and_one_keyed_hash(
    name: str, credential: Credential, django_assert_num_queries, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    kept = public_records.lookup_hash
    monkeypatch.setattr(public_records, "lookup_hash", lambda *a, **k: hashed.append("x") or kept(*a, **k))
    for number in (credential.number_id, "TC-00000000-0", "rubbish"):
        with django_assert_num_queries(1):
            public_records.find_by_number_and_name(number=number, name=name)
    assert len(hashed) == 3


def test_a_wrong_name_does_the_same_work_as_an_unknown_number(
    client: Client, credential: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same statements and hashes in the same order, over the whole request, and nothing is unsealed."""
    from lms.core import crypto

    done: list[str] = []
    kept = crypto.hmac.new
    monkeypatch.setattr(crypto.hmac, "new", lambda *a, **k: done.append("hash") or kept(*a, **k))
    monkeypatch.setattr(crypto, "decrypt", lambda *a, **k: done.append("unsealed"))

    def work(number: str, name: str) -> list[str]:
        done.clear()
        with CaptureQueriesContext(connection) as made:
            check(client, number=number, name=name)
        return done + [re.sub(r"'[^']*'", "?", query["sql"]) for query in made.captured_queries]

    unknown = work("TC-00000000-0", NAME)
    assert "hash" in unknown
    assert "unsealed" not in unknown
    for number, name in (
        (credential.number_id, "张三"),
        ("rubbish", NAME),
        (credential.number_id, "x" * 200),
    ):
        assert work(number, name) == unknown
    assert "unsealed" in work(credential.number_id, NAME)


def test_a_revoked_certificate_shows_its_day_and_never_why(client: Client, credential: Credential) -> None:
    later = ISSUED_AT + timedelta(days=10)
    revoked(credential, now=later)

    for answer in (scan(client, credential.token), check(client, number=credential.number_id, name=NAME)):
        text = answer.content.decode()
        assert "verdict--revoked" in text
        assert "2026年7月10日" in text
        assert "发证有误" not in text
        assert "verdict--valid" not in text


def test_a_credential_that_is_not_issued_yet_is_unknown(client: Client) -> None:
    from certificates.issuing.operations import reserve_credential
    from tests.factories.certificates import completed_enrolment

    begun = reserve_credential(enrolment_uuid=completed_enrolment().uuid, actor=an_actor(), now=ISSUED_AT)

    assert "verdict--unconfirmed" in scan(client, begun.token).content.decode()


@pytest.mark.parametrize("field", ["number", "name"])
@pytest.mark.parametrize("value", ["", "  ", "\x00", "x" * 300])
def test_bad_input_is_answered_at_the_field(client: Client, field: str, value: str) -> None:
    response = client.post(reverse("certificates:verify"), {"number": "TC-1", "name": "张三", field: value})

    assert response.status_code == 200
    assert f'href="#id_{field}"' in response.content.decode()
    assert "verdict" not in response.content.decode()


def test_answers_leave_no_trace(client: Client, credential: Credential) -> None:
    for response in (client.get(reverse("certificates:verify")), scan(client, credential.token)):
        assert response["Cache-Control"] == "no-store"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Referrer-Policy"] == "same-origin"
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    title = re.search("<title>(.*?)</title>", response.content.decode(), re.DOTALL)
    assert title is not None
    assert "买" not in title[1]
    assert credential.number_id not in title[1]


@pytest.mark.parametrize("asked", ["code", "number"])
def test_an_answer_on_paper_says_who_gave_it(client: Client, credential: Credential, asked: str) -> None:
    answers = {"code": scan(client, credential.token)}
    answers["number"] = check(client, number=credential.number_id, name=NAME)
    page = answers[asked].content.decode()
    line = page[page.index('class="print-only"') :].split("</p>")[0]
    assert f"{settings.PUBLIC_BASE_URL}/verify/" in line
    assert "技能培训与认证平台" in line


def test_scanning_for_codes_is_slowed_and_a_match_never_counts(
    client: Client, credential: Credential
) -> None:
    with time_machine.travel("2026-07-01T00:01:00Z", tick=False):
        assert all(
            scan(client, credential.token).status_code == 200 for _ in range(rules.NETWORK_FAILURES + 5)
        )
        for index in range(rules.NETWORK_FAILURES):
            assert scan(client, f"{index:026d}").status_code == 200
        refused = scan(client, OTHER_TOKEN)
        assert (refused.status_code, refused["Retry-After"]) == (429, "540")
        assert scan(client, credential.token).status_code == 200  # nobody guesses a code that is known
        # Somebody else, in another network, is not slowed.
        elsewhere = client.get(
            reverse("certificates:verify_code", args=[credential.token]), REMOTE_ADDR="198.51.100.1"
        )
        assert elsewhere.status_code == 200
    with time_machine.travel("2026-07-01T00:10:01Z", tick=False):
        assert scan(client, credential.token).status_code == 200


def test_guessing_names_for_one_number_is_slowed_from_many_networks(
    client: Client, credential: Credential
) -> None:
    for index in range(rules.NUMBER_FAILURES):
        check(client, number=credential.number_id, name=f"甲{index}", REMOTE_ADDR=f"10.0.{index}.1")

    refused = check(client, number=credential.number_id.lower(), name=NAME, REMOTE_ADDR="10.1.0.1")

    assert refused.status_code == 429
    page = refused.content.decode()
    assert NAME not in page
    assert "不是您查的" in page, "who asks for the first time is not told that it was them"
    assert "扫描纸上的二维码" in page
    assert scan(client, credential.token).status_code == 200


def test_a_forged_forwarding_header_does_not_open_a_new_account_of_tries(client: Client) -> None:
    for index in range(rules.NETWORK_FAILURES):
        client.get(f"/V/{index:026d}", headers={"X-Forwarded-For": f"1.2.{index}.4"})

    assert client.get(f"/V/{OTHER_TOKEN}", headers={"X-Forwarded-For": "9.9.9.9"}).status_code == 429


def test_without_the_cache_tries_are_counted_in_the_process(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from certificates.verification import limits

    class Away:
        def __getattr__(self, name: str):
            raise ConnectionError

    monkeypatch.setattr(limits, "cache", Away())
    try:
        with time_machine.travel(ISSUED_AT, tick=False):  # a window may end in between
            statuses = [
                scan(client, f"{index:026d}").status_code for index in range(rules.NETWORK_FAILURES + 2)
            ]
    finally:
        limits._own.clear()
    assert statuses == [200] * rules.NETWORK_FAILURES + [429] * 2


def test_a_poisoned_host_reaches_neither_document_nor_address(client: Client, settings) -> None:
    settings.PUBLIC_BASE_URL, settings.ALLOWED_HOSTS = "https://certs.example.org", ["*"]
    credential = issued_credential()
    client.get(reverse("certificates:verify"), headers={"Host": "evil.example"})

    assert b"evil" not in bytes(credential.payload)
    assert b"https://certs.example.org" in bytes(credential.payload)


def test_logs_hold_no_token(caplog: pytest.LogCaptureFixture) -> None:
    for path in ("/V/", "/v/", "/verify/"):
        assert OTHER_TOKEN not in redact(f"GET {path}{OTHER_TOKEN} 200")


def test_nothing_is_logged_about_a_check(
    client: Client, credential: Credential, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        check(client, number=credential.number_id, name=NAME)
        check(client, number=credential.number_id, name="张三")
    said = " ".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db")
    )
    assert NAME not in said
    assert "张三" not in said


def test_both_languages_answer(client: Client, credential: Credential) -> None:
    client.cookies["language"] = "en"
    text = scan(client, credential.token).content.decode()

    for shown in (
        "Valid",
        "Sample programme",
        "Demonstration Vocational School",
        "June 30, 2026",
        "示范职业学校",
    ):
        assert shown in text


def test_the_dot_in_a_name_is_asked_for_before_and_after_it_was_left_out(
    client: Client, credential: Credential
) -> None:
    assert "姓名中有间隔号的要输入" in client.get(reverse("certificates:verify")).content.decode()
    form = {"number": credential.number_id, "name": NAME.replace("·", "")}
    missed = client.post(reverse("certificates:verify"), form).content.decode()
    assert "verdict--unconfirmed" in missed
    assert "姓名中有间隔号的也要输入" in missed


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    assert getattr(client, method)(reverse("certificates:verify")).status_code == 405


def test_a_check_without_the_forms_token_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert check(strict, number="TC-00000000-0", name="x").status_code == 403


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    cache.clear()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", {"number": "只填写编号", "name": "只填写姓名"}),
        ("en", {"number": "longer than any certificate number", "name": "longer than any name"}),
    ],
)
def test_what_is_too_long_or_damaged_is_refused_in_plain_words_of_its_field(
    client: Client, language: str, words: dict[str, str]
) -> None:
    client.cookies["language"] = language
    form = {"number": "TC-1", "name": "张三"}
    for field, told in words.items():
        page = client.post(reverse("certificates:verify"), form | {field: "x" * 300}).content.decode()
        assert told in page
        damaged = client.post(reverse("certificates:verify"), form | {field: "a\x00b"}).content.decode()
        assert ("无法识别" if language == "zh-hans" else "cannot be read") in damaged
        for djangos in ("确保该变量", "Ensure this value", "空字符", "Null characters", 'maxlength="'):
            assert djangos not in page + damaged


def test_each_example_is_a_number_of_a_kind_that_is_issued() -> None:
    shapes = {"diploma": PATTERNS[KIND], "training": ""}
    for kind, example in EXAMPLES.items():
        assert kept_form(example) == example
        if shapes[kind]:
            assert re.fullmatch(
                re.sub(r"\{(\w+)\}", lambda piece: rf"\d{{{len(piece[1])}}}", shapes[kind]), example
            )
        else:
            assert read_number(example) == example
