"""A file that somebody drops: each check in words, nothing green that did not run, nothing kept, nothing too dear."""

import json
import logging
import re
import resource
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files import uploadedfile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.api import revoke_credential
from certificates.issuing import storage
from certificates.issuing.digital.operations import signed_bytes_of
from certificates.issuing.status.operations import sign_stale_lists
from certificates.models import Credential, PublishedCredential, StatusList
from certificates.verification import documents, rules
from certificates.verifier import documents as verifier
from certificates.verifier.digital.integrity import add_proof
from certificates.verifier.known import Known
from certificates.verifier.proofs import SIGNATURE, STATUS, issuer_of
from certificates.verifier.results import Verdict
from tests.factories.accounts import an_actor
from tests.factories.certificates import ISSUED_AT, NAME, issued_credential
from tests.factories.register import checkpoint
from tests.support.database import rows_of_a_module
from tests.support.documents import documents_in
from tests.support.hostile_files import (
    HOSTILE,
    json_of,
    nameless_nodes,
    sealed,
    updated,
    with_bomb_attached,
    with_bomb_in_xref,
)
from tests.support.signing import a_certificate

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)
ENGLISH = re.compile(r"[A-Za-z]{3,} [a-z]+ [a-z]+")


@pytest.fixture(scope="module")
def files(tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[tuple[int, bytes, bytes]]:
    """One certificate in force, entered under a checkpoint: its row, its PDF, its JSON."""
    folder = tmp_path_factory.mktemp("files")
    with documents_in(folder / "documents"), rows_of_a_module(django_db_blocker, folder / "media"):
        credential = issued_credential()
        checkpoint(day=1)
        pdf = storage.get_document(credential.document_name, credential.document_sha256)
        yield credential.pk, pdf, signed_bytes_of(credential)


@pytest.fixture
def credential(files: tuple[int, bytes, bytes], db: None) -> Credential:
    return Credential.objects.get(pk=files[0])


@pytest.fixture
def pdf(files: tuple[int, bytes, bytes], db: None) -> bytes:
    return files[1]


@pytest.fixture
def signed(files: tuple[int, bytes, bytes], db: None) -> bytes:
    return files[2]


@pytest.fixture(autouse=True)
def _today(request: pytest.FixtureRequest) -> Iterator[None]:
    request.getfixturevalue("db")
    with time_machine.travel(NOW, tick=False):
        yield


def drop(client: Client, content: bytes, **extra: Any):
    file = SimpleUploadedFile("张三的证书.pdf", content)
    return client.post(reverse("certificates:verify_file"), {"file": file}, **extra)


def shown(client: Client, content: bytes, **extra: Any) -> str:
    response = drop(client, content, **extra)
    assert response.status_code == 200
    return response.content.decode()


def outcomes(content: bytes) -> dict[str, str]:
    checked = documents.check_document(content, now=NOW)
    return {check.name: str(check.outcome) for check in checked.checks}


# --- what is genuine ---------------------------------------------------------------------------------------------


def test_the_document_is_genuine_and_shows_what_the_code_on_it_shows(client: Client, pdf: bytes) -> None:
    page = shown(client, pdf)

    assert "verdict--valid" in page
    assert "买**" in page
    assert NAME not in page
    assert "task--check-warning" not in page
    assert "task--check-danger" not in page
    assert "2026-07-02 09:00:00" in page
    assert verifier.digest_of(pdf) in page


def test_the_credential_is_checked_line_by_line(client: Client, signed: bytes) -> None:
    assert "verdict--valid" in shown(client, signed)
    assert outcomes(signed) == dict.fromkeys(
        [
            "digital credential",
            "signature of the credential",
            "who issued it",
            "period of validity",
            "status list",
            "entry in the register",
        ],
        "ok",
    )


def test_the_same_words_written_otherwise_are_the_same_credential(client: Client, signed: bytes) -> None:
    otherwise = json.dumps(json.loads(signed), indent=4, sort_keys=True).encode()
    assert otherwise != signed
    assert "verdict--valid" in shown(client, otherwise)


def test_both_languages_answer(client: Client, pdf: bytes) -> None:
    client.cookies["language"] = "en"
    page = shown(client, pdf)
    for words in ("Genuine and in force", "Passed", "Seal of the PDF", "Sample programme"):
        assert words in page


def test_a_revoked_one_says_so_whatever_is_dropped(
    client: Client, credential: Credential, pdf: bytes, signed: bytes
) -> None:
    revoke_credential(credential_uuid=credential.uuid, reason="录入错误", actor=an_actor(), now=ISSUED_AT)
    sign_stale_lists(now=NOW)

    for content in (pdf, signed):
        page = shown(client, content)
        assert "verdict--revoked" in page
        assert "示范项目" in page
        assert "录入错误" not in page
    assert outcomes(signed)["status list"] == "failed"


# --- what did not run is never green -----------------------------------------------------------------------------


def test_a_status_list_out_of_date_leaves_it_unconfirmed(client: Client, signed: bytes) -> None:
    with time_machine.travel("2026-07-20T00:00:00Z", tick=False):
        page = shown(client, signed)
    assert "verdict--unconfirmed" in page
    assert "状态列表已过期" in page
    assert "task--check-warning" in page


def test_a_status_list_that_is_not_there_or_changed_leaves_it_unconfirmed(
    client: Client, signed: bytes
) -> None:
    kept = StatusList.objects.get()
    changed = bytes(kept.content).replace(b'"validUntil":"2026-07-0', b'"validUntil":"2026-08-0')
    assert changed != bytes(kept.content)
    for content in (b"", changed, b"{}", b"[" * 70_000):
        StatusList.objects.update(content=content)
        assert outcomes(signed)["status list"] == "could not be checked"
        assert "verdict--unconfirmed" in shown(client, signed)


def test_a_foreign_status_list_is_not_believed(signed: bytes) -> None:
    """One that says the right name but was signed by somebody else."""
    key = Ed25519PrivateKey.generate()
    listed = json.loads(bytes(StatusList.objects.get().content))
    method = listed.pop("proof")[0]["verificationMethod"]
    forged = json.dumps(add_proof(listed, method=method, created=NOW, sign=key.sign)).encode()
    StatusList.objects.update(content=forged)
    assert outcomes(signed)["status list"] == "could not be checked"


def test_what_nobody_gave_to_compare_with_is_not_checked(signed: bytes) -> None:
    examined = verifier.examine_within_limits(signed, Known(now=NOW))
    found = {check.name: str(check.outcome) for check in examined.checks}
    assert found[SIGNATURE] == found[STATUS] == found["who issued it"] == "could not be checked"
    assert examined.identifier == ""


# --- what is not genuine -----------------------------------------------------------------------------------------


def forged(signed: bytes, **changes: Any) -> bytes:
    """Sign a changed credential with a key of somebody else, under the name of the key that is published."""
    body = {**json.loads(signed), **changes}
    method = body.pop("proof")[0]["verificationMethod"]
    key = Ed25519PrivateKey.generate()
    return json.dumps(add_proof(body, method=method, created=NOW, sign=key.sign)).encode()


def changed(signed: bytes, change: dict[str, Any]) -> bytes:
    return json.dumps({**json.loads(signed), **change}).encode()


def test_a_changed_or_forged_credential_is_refused_and_nothing_of_it_is_shown(
    client: Client, signed: bytes
) -> None:
    proof = json.loads(signed)["proof"][0]
    for content in (
        signed.replace(NAME.encode(), "张三".encode()),
        forged(signed),
        forged(signed, name="高级证书"),
        changed(signed, {"proof": []}),
        changed(signed, {"proof": [proof, proof]}),
        changed(signed, {"proof": [{**proof, "proofPurpose": "authentication"}]}),
        changed(signed, {"proof": [{**proof, "verificationMethod": "did:web:evil.example#key"}]}),
        changed(signed, {"proof": [{**proof, "cryptosuite": "none"}]}),
        changed(signed, {"className": "unsigned"}),
    ):
        page = shown(client, content)
        assert "verdict--refused" in page
        assert "示范项目" not in page
        assert "张三" not in page
        assert outcomes(content)["who issued it"] == "could not be checked"


def test_another_issuer_is_not_confirmed_by_its_own_key(client: Client, signed: bytes) -> None:
    """The trick with the key in the fragment of a did:web name: no key of a stranger is taken from the file."""
    other = changed(
        signed, {"issuer": {"id": "did:web:evil.example", "type": ["Profile"], "name": "示范职业学校"}}
    )
    page = shown(client, other)
    assert "verdict--refused" in page
    assert outcomes(other)["signature of the credential"] == "could not be checked"


def test_days_count(signed: bytes) -> None:
    early = documents.check_document(signed, now=datetime(2026, 6, 1, tzinfo=UTC))
    assert {check.name: str(check.outcome) for check in early.checks}["period of validity"] == "failed"
    late = changed(signed, {"validUntil": "2026-07-01T00:00:00Z"})
    assert outcomes(late)["period of validity"] == "failed"
    assert outcomes(changed(signed, {"validFrom": "yesterday"}))["period of validity"] == "failed"


def test_a_document_that_was_changed_or_sealed_by_somebody_else_is_refused(
    client: Client, pdf: bytes
) -> None:
    place = pdf.index(b"stream") + 40
    tampered = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
    foreign = sealed(*a_certificate("School"))
    for content in (tampered, updated(pdf), pdf + b"\n", pdf[:-200], foreign):
        page = shown(client, content)
        assert "verdict--refused" in page
        assert "示范项目" not in page


def test_a_document_under_a_key_that_was_stolen_shows_nothing(
    client: Client, pdf: bytes, monkeypatch
) -> None:
    monkeypatch.setattr(documents, "known_certificates", lambda: [a_certificate("Other")[1].dump()])
    page = shown(client, pdf)
    assert "verdict--refused" in page
    assert "示范项目" not in page


# --- hostile files -----------------------------------------------------------------------------------------------

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
    assert "verdict--refused" in page
    assert "超过 20 MB" in page


def test_a_poisoned_host_changes_no_answer(client: Client, settings, signed: bytes) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    page = shown(client, signed, headers={"Host": "evil.example"})
    assert "verdict--valid" in page
    assert "evil.example" not in page


# --- what stays ---------------------------------------------------------------------------------------------------


def test_a_file_is_never_written_to_disk_nor_logged(
    client: Client, pdf: bytes, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*given: Any, **more: Any) -> None:
        raise AssertionError("a file was to be written")

    monkeypatch.setattr(uploadedfile.tempfile, "NamedTemporaryFile", refuse)
    monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)
    with caplog.at_level(logging.DEBUG):
        assert "verdict--refused" in shown(client, b"%PDF-1.7" + bytes(5 * 1024 * 1024))
        assert "verdict--valid" in shown(client, pdf)
    said = " ".join(record.getMessage() for record in caplog.records)
    assert "张三的证书" not in said
    assert verifier.digest_of(pdf) not in [
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db")
    ]


def test_answers_leave_no_trace(client: Client, pdf: bytes) -> None:
    before = PublishedCredential.objects.count()
    response = drop(client, pdf)
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert "张三的证书" not in response.content.decode()
    assert PublishedCredential.objects.count() == before


def test_no_file_costs_more_queries_than_another(client: Client, pdf: bytes, signed: bytes) -> None:
    for content, most in ((b"GIF89a", 6), (pdf, 8), (signed, 9)):
        with CaptureQueriesContext(connection) as made:
            shown(client, content)
        assert len(made) <= most


# --- limits -------------------------------------------------------------------------------------------------------


def test_files_are_slowed_down_before_they_are_read(client: Client) -> None:
    for _ in range(rules.NETWORK_FILES):
        assert drop(client, b"").status_code == 200
    refused = drop(client, b"")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
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
    sent = {"csrfmiddlewaretoken": token[1], "file": BytesIO(b"x")}
    response = strict.post(reverse("certificates:verify_file"), sent)
    assert (response.status_code, "verdict--refused" in response.content.decode()) == (200, True)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    assert getattr(client, method)(reverse("certificates:verify_file")).status_code == 405


def test_the_domain_says_what_the_page_says(pdf: bytes) -> None:
    checked = documents.check_document(pdf, now=NOW)
    assert (checked.verdict, checked.register) == (Verdict.VALID, "issued")
