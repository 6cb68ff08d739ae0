"""Hostile files that somebody drops, and too many of them: answered in words, within the limits, nothing fetched."""

import json
import re
import resource
import socket
from dataclasses import replace
from io import BytesIO
from math import ceil
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from certificates.verification import documents, rules
from certificates.verifier import documents as verifier
from certificates.verifier.known import Known
from certificates.verifier.proofs import issuer_of
from tests.support.dropped import ENGLISH, NOW, changed, drop, shown, verdict
from tests.support.hostile_files import (
    HOSTILE,
    SAYING_NOTHING,
    json_of,
    nameless_nodes,
    with_bomb_attached,
    with_bomb_in_xref,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


DEAR = {
    "a table of contents of 1 GB": lambda signed: with_bomb_in_xref(),
    "an attachment of 60 MB": lambda signed: with_bomb_attached(),
    "nameless nodes that look alike": lambda signed: changed(signed, {"credentialSubject": nameless_nodes()}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_answered_in_chinese_words(client: Client, name: str) -> None:
    page = shown(client, HOSTILE[name])
    assert "verdict--refused" in page
    lines = re.findall(r'<p class="small soft">(.*?)</p>', page)
    assert lines
    assert not [line for line in lines if ENGLISH.search(line)]


@pytest.mark.parametrize("name", SAYING_NOTHING)
def test_what_bears_nothing_of_ours_is_called_neither_genuine_nor_forged(client: Client, name: str) -> None:
    page = shown(client, SAYING_NOTHING[name])
    assert "verdict--unconfirmed" in page
    assert "task--check-success" not in page
    assert "task--check-danger" not in page
    assert "这份文件无法查验" in page
    assert "也不证明证书是假的" in page
    assert "不能当作凭据" in page
    assert 'href="/verify/"' in verdict(page)
    lines = re.findall(r'<p class="small soft">(.*?)</p>', page)
    assert lines
    assert not [line for line in lines if ENGLISH.search(line)]


def test_what_an_attachment_unpacks_to_stays_in_the_child() -> None:
    """Ten megabytes fit into its limits, but not many times into the memory of a web process."""
    examined = verifier.examine_within_limits(with_bomb_attached(10))
    assert (examined.credential, len(examined.checks)) == (b"", 4)


@pytest.mark.parametrize("name", DEAR)
def test_a_dear_file_costs_no_more_than_the_limits(client: Client, signed: bytes, name: str) -> None:
    content = DEAR[name](signed)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    page = shown(client, content)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)

    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent < verifier.CPU_SECONDS + 0.5
    assert "verdict--valid" not in page


@pytest.mark.parametrize(
    "deed", ["[0 for _ in iter(int, 1)]", "bytearray(300_000_000)", "open('/dev/full','w').write('x')"]
)
def test_time_and_memory_of_the_child_are_really_limited(monkeypatch: pytest.MonkeyPatch, deed: str) -> None:
    code = f"import certificates.verifier.documents as d; d.examine = lambda *a: {deed}; d.child()"
    monkeypatch.setattr(verifier, "CHILD", f"import sys; sys.path.insert(0, sys.argv[1]); {code}")
    examined = verifier.examine_within_limits(b"%PDF-")
    assert [str(check.outcome) for check in examined.checks] == ["could not be checked"]


def test_nothing_is_ever_fetched(monkeypatch: pytest.MonkeyPatch, signed: bytes, pdf: bytes) -> None:
    def refuse(*given: Any) -> None:
        raise AssertionError("something was to be fetched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    known = Known(issuer={"id": issuer_of(json.loads(signed)), "verificationMethod": []}, now=NOW)
    for content in (
        signed,
        pdf,
        json_of(issuer="did:web:evil.example", proof={"verificationMethod": "https://evil.example/k"}),
        json.dumps({"@context": ["https://evil.example/context"]}).encode(),
        changed(signed, {"credentialSchema": {"id": "https://evil.example/s", "type": "JsonSchema"}}),
    ):
        assert verifier.examine(content, replace(known)).checks


def test_a_file_of_100_mb_is_answered_in_words(client: Client) -> None:
    page = shown(client, b"%PDF-1.7" + bytes(100 * 1024 * 1024))
    assert "verdict--unconfirmed" in page
    assert "超过 20 MB" in page


def test_a_poisoned_host_changes_no_answer(client: Client, settings, signed: bytes) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    page = shown(client, signed, headers={"Host": "evil.example"})
    assert "verdict--valid" in page
    assert "evil.example" not in page


# --- limits -------------------------------------------------------------------------------------------------------


def test_files_are_slowed_down_before_they_are_read(client: Client) -> None:
    for _ in range(rules.NETWORK_FILES):
        assert drop(client, b"").status_code == 200
    refused = drop(client, b"")
    assert refused.status_code == 429
    seconds = int(refused["Retry-After"])
    assert seconds > 0
    page = refused.content.decode()
    assert f"最多等 {ceil(seconds / 60)} 分钟" in page
    assert "不会丢失" not in page
    assert f'href="{refused.request["PATH_INFO"]}"' in page, "a way back"
    assert drop(client, b"", REMOTE_ADDR="198.51.100.1").status_code == 200


def test_a_process_reads_only_so_many_files_at_once(client: Client) -> None:
    for _ in range(documents.AT_ONCE):
        documents._places.acquire(blocking=False)
    try:
        busy = drop(client, b"x")
    finally:
        for _ in range(documents.AT_ONCE):
            documents._places.release()
    assert busy.status_code == 503
    assert drop(client, b"x").status_code == 200


def test_without_a_file_the_field_says_so(client: Client) -> None:
    response = client.post(reverse("certificates:verify_file"), {})
    assert 'href="#id_file"' in response.content.decode()
    assert "verdict" not in response.content.decode()


def test_a_file_without_the_forms_token_is_refused() -> None:
    assert drop(Client(enforce_csrf_checks=True), b"x").status_code == 403


def test_a_file_with_the_forms_token_is_answered() -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.get(reverse("certificates:verify_file")).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    sent = {"csrfmiddlewaretoken": token[1], "file": BytesIO(b"%PDF-1.7")}
    response = strict.post(reverse("certificates:verify_file"), sent)
    assert (response.status_code, "verdict--unconfirmed" in response.content.decode()) == (200, True)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    assert getattr(client, method)(reverse("certificates:verify_file")).status_code == 405
