"""A prepared answer is the view's answer: same page, same headers; nothing of one is kept or shown for another."""

import gzip
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache, caches
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from certificates.issuing import public_records
from certificates.models import Credential, PublishedCredential
from certificates.verification import prepared, rules
from courses.catalog.models import Programme
from lms.core.holes import SEAL, hole
from tests.canary.surfaces import VARYING
from tests.factories.accounts import employer_user_of, sign_in
from tests.factories.certificates import ISSUED_AT, NAME, completed_enrolment, issue, issued_credential
from tests.factories.endings import replaced, revoked
from tests.factories.organisations import an_employer

pytestmark = pytest.mark.django_db
NONCE = re.compile(r"nonce-([^']+)'")


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """Time stands still, so that nothing runs out between two answers."""
    caches["screens"].clear()
    cache.clear()
    with time_machine.travel(ISSUED_AT, tick=False):
        yield


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was drawn, with its holes."""
    made, draw = [], prepared._draw
    monkeypatch.setattr(prepared, "_draw", lambda *a: made.append(draw(*a)) or made[-1])
    return made


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The answers that were sent without asking the view."""
    made, send = [], prepared._send
    monkeypatch.setattr(prepared, "_send", lambda *a: made.append(send(*a)) or made[-1])
    return made


def scan(credential: Credential, client: Client | None = None, **headers: str):
    address = reverse("certificates:verify_code", args=[credential.token])
    return (client or Client()).get(address, headers=headers)


def shown(credential: Credential, client: Client | None = None) -> str:
    return scan(credential, client).content.decode()


def plain(response: Any) -> tuple[str, dict[str, str], set[str]]:
    headers = {name: VARYING.sub("", value) for name, value in response.headers.items()}
    cookies = {re.sub(r"=\w+;|expires=[^;]+", "", str(one)) for one in response.cookies.values()}
    return VARYING.sub("", response.content.decode()), headers, cookies


def a_reader(**cookies: str) -> Client:
    client = Client()
    for name, value in cookies.items():
        client.cookies[name] = value
    return client


LOOKS: list[dict[str, str]] = [
    {},
    {"language": "en"},
    {"theme": "dark", "text_size": "large"},
    {"language": "xx"},
]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("end", [None, revoked, replaced])
def test_a_prepared_answer_is_the_views(look: dict[str, str], end: Any, sent: list[Any]) -> None:
    credential = issued_credential()
    if end:
        end(credential)
    of_the_view = scan(credential, a_reader(**look))
    assert sent == []
    of_another = scan(credential, a_reader(**look))
    assert len(sent) == 1
    assert plain(of_another) == plain(of_the_view)
    assert SEAL not in of_another.content.decode()


def test_two_certificates_share_a_drawing_that_holds_nothing_of_either(drawings: list[str]) -> None:
    one, other = issued_credential(name="张小芳"), issued_credential(name="李建国")
    pages = [shown(one), shown(other), shown(one)]
    assert len(drawings) == 1
    for credential, page, masked, foreign in (
        (other, pages[1], "李**", "张**"),
        (one, pages[2], "张**", "李**"),
    ):
        assert credential.number_id in page
        assert masked in page
        assert foreign not in page
        public = PublishedCredential.objects.get(number=credential.number_id)
        own = (public.number, credential.token, masked, public.title_zh, public.school_zh, "2026年6月30日")
        assert not [value for value in own if value in drawings[0]]


def test_an_end_is_told_with_the_next_answer(sent: list[Any]) -> None:
    first, second = issued_credential(), issued_credential()
    for credential in (first, second):
        shown(credential)
    revoked(first)
    assert "verdict--revoked" in shown(first)
    replaced(second)
    assert "verdict--replaced" in shown(second)
    for credential in (first, second):
        assert "verdict--valid" not in shown(credential)
    assert sent


def test_an_end_while_the_page_is_drawn_is_told_with_the_next_answer(
    monkeypatch: pytest.MonkeyPatch, sent: list[Any]
) -> None:
    credential, draw = issued_credential(), prepared._draw

    def ended_meanwhile(*arguments: Any) -> str:
        monkeypatch.setattr(prepared, "_draw", draw)
        revoked(credential)
        return draw(*arguments)

    monkeypatch.setattr(prepared, "_draw", ended_meanwhile)
    shown(credential)
    for _ in range(2):
        assert "verdict--revoked" in shown(credential)
    assert "verdict--valid" in shown(issued_credential())
    assert len(sent) == 2


def test_each_answer_tells_when_it_was_checked(sent: list[Any]) -> None:
    credential = issued_credential()
    assert "2026-06-30 12:01:00" in shown(credential)
    assert "2026-06-30 12:01:00" in shown(credential)
    with time_machine.travel(ISSUED_AT + timedelta(hours=15), tick=False):
        shown(credential)
        assert "2026-07-01 03:01:00" in shown(credential)
    assert sent


def test_each_reader_gets_a_nonce_and_tokens_of_their_own(sent: list[Any]) -> None:
    credential = issued_credential()
    answers = [scan(credential) for _ in range(3)]
    nonces = [NONCE.search(answer["Content-Security-Policy"]) for answer in answers]
    for nonce, answer in zip(nonces, answers, strict=True):
        assert nonce is not None
        assert f'nonce="{nonce[1]}"' in answer.content.decode()
    assert len({nonce[1] for nonce in nonces if nonce}) == 3
    tokens = [set(re.findall(r'csrfmiddlewaretoken" value="(\w+)"', a.content.decode())) for a in answers]
    assert all(len(token) == 1 for token in tokens)
    assert len(set.union(*tokens)) == len({a.cookies["csrftoken"].value for a in answers}) == 3
    assert len(sent) == 2


def test_the_form_of_a_prepared_answer_can_be_sent_again_and_again(sent: list[Any]) -> None:
    credential, strict = issued_credential(), Client(enforce_csrf_checks=True)
    shown(credential)
    for _ in range(2):
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', shown(credential, strict))
        assert token is not None
        fields = {"csrfmiddlewaretoken": token[1], "number": credential.number_id, "name": NAME}
        assert "verdict--valid" in strict.post(reverse("certificates:verify"), fields).content.decode()
    assert len(sent) == 2


def test_who_brings_a_session_or_anything_else_is_answered_by_the_view(sent: list[Any]) -> None:
    credential, employer = issued_credential(), employer_user_of(an_employer())
    shown(credential)
    assert "My page" in shown(credential, sign_in(a_reader(language="en"), employer))
    for name in ("terminal", "messages", "last_at_seat", "anything"):
        assert scan(credential, a_reader(**{name: "x"})).status_code == 200
    address = reverse("certificates:verify_code", args=[credential.token])
    assert Client().get(f"{address}?utm=x").status_code == 200
    assert Client().head(address).status_code == Client().post(address).status_code == 405
    assert sent == []


def test_every_address_of_the_code_goes_on_naming_itself(sent: list[Any]) -> None:
    credential = issued_credential()
    shown(credential)
    for name in ("verify_code", "verify_code_slash", "verify_token"):
        address = reverse(f"certificates:{name}", args=[credential.token])
        page = Client().get(address).content.decode()
        assert page.count(f'name="next" value="{address}"') == 2
    assert len(sent) == 3


def test_a_strange_host_gets_no_prepared_answer(sent: list[Any], settings: Any) -> None:
    credential = issued_credential()
    shown(credential)
    settings.ALLOWED_HOSTS = ["certs.example.org"]
    assert scan(credential, Host="evil.example").status_code == 400
    assert sent == []


def test_what_others_in_the_network_missed_keeps_no_genuine_code_waiting(
    sent: list[Any], drawings: list[str]
) -> None:
    credential = issued_credential()
    shown(credential)
    drawings.clear()
    for place in range(rules.NETWORK_FAILURES):
        Client().get(f"/V/{place:026d}")
    assert credential.number_id in scan(credential).content.decode()
    assert len(sent) == 1
    refused = Client().get(f"/V/{0:026d}")
    assert (refused.status_code, len(sent), drawings) == (429, 1, [])  # a refusal is never kept


def test_a_busy_database_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    credential = issued_credential()
    shown(credential)

    def away(token: str) -> None:
        raise OperationalError

    monkeypatch.setattr(public_records, "find_by_token", away)
    answer = scan(credential)
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")


def test_a_prepared_answer_costs_one_query_and_unseals_nothing(
    django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch, sent: list[Any]
) -> None:
    credential, client = issued_credential(), Client()
    address = reverse("certificates:verify_code", args=[credential.token])
    client.get(address)
    monkeypatch.setattr("lms.core.crypto.decrypt", lambda *a, **k: pytest.fail("unsealed"))
    with django_assert_num_queries(1):
        client.get(address)
    assert len(sent) == 1


def test_what_a_certificate_says_is_escaped_and_opens_no_hole(sent: list[Any]) -> None:
    enrolment = completed_enrolment()
    enrolment.school.name_zh, enrolment.school.name_en = "<b>学校</b>&", hole("address")[:40]
    enrolment.school.save()
    credential = issue(enrolment.uuid)
    shown(credential)
    page = shown(credential)
    assert "&lt;b&gt;学校&lt;/b&gt;&amp;" in page
    assert "<b>" not in page
    assert len(sent) == 1


def test_a_certificate_without_english_has_a_drawing_of_its_own(drawings: list[str]) -> None:
    full, enrolment = issued_credential(), completed_enrolment()
    Programme.objects.filter(pk=enrolment.version.programme_id).update(occupation=None, level=None)
    short = issue(enrolment.uuid)
    pages = [shown(one) for one in (full, short, full, short)]
    assert len(drawings) == 2
    assert VARYING.sub("", pages[0]) == VARYING.sub("", pages[2])
    assert VARYING.sub("", pages[1]) == VARYING.sub("", pages[3])


def test_compressed_pages_are_the_same_pages(sent: list[Any]) -> None:
    credential = issued_credential()
    answers = [scan(credential, **{"Accept-Encoding": "gzip"}) for _ in range(2)]
    assert [answer["Content-Encoding"] for answer in answers] == ["gzip", "gzip"]
    pages = [VARYING.sub("", gzip.decompress(answer.content).decode()) for answer in answers]
    assert pages[0] == pages[1]
    assert len(sent) == 1
