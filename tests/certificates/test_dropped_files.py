"""A file that somebody drops: each check in words, nothing green that did not run, nothing kept, nothing too dear."""

import codecs
import io
import json
import logging
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files import uploadedfile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from certificates.issuing.status.operations import sign_stale_lists
from certificates.models import Credential, PublishedCredential, StatusList
from certificates.published import tables
from certificates.verification import documents
from certificates.verifier import documents as verifier
from certificates.verifier.digital.integrity import add_proof
from certificates.verifier.kinds import CREDENTIAL_CUT, kind_of_json
from certificates.verifier.known import Known
from certificates.verifier.pdf import SEAL
from certificates.verifier.proofs import SIGNATURE, STATUS
from certificates.verifier.results import Verdict
from tests.factories.certificates import NAME
from tests.factories.endings import revoked
from tests.support.dropped import NOW, changed, drop, shown, verdict
from tests.support.hostile_files import (
    sealed,
    updated,
)
from tests.support.signing import a_certificate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


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


def test_a_mark_that_an_editor_put_before_it_is_no_matter(client: Client, signed: bytes) -> None:
    assert "verdict--valid" in shown(client, codecs.BOM_UTF8 + signed)


def test_a_credential_that_broke_off_anywhere_speaks_neither_for_it_nor_against(
    client: Client, signed: bytes
) -> None:
    assert all(kind_of_json(signed[:end]) == CREDENTIAL_CUT for end in range(1, len(signed)))
    pretty = json.dumps(json.loads(signed), indent=1).encode()  # with escapes instead of Chinese
    assert all(kind_of_json(pretty[:end]) == CREDENTIAL_CUT for end in range(1, len(pretty)))
    page = shown(client, signed[:-200])
    assert "verdict--unconfirmed" in page
    assert "这份数字证书不完整" in page
    for more in (b"}", b"-", b"t", b"e", b" null", "中".encode()[:2]):
        assert kind_of_json(signed + more) != CREDENTIAL_CUT
    for whole in (signed, signed.replace(b":", b";", 1), signed.replace(b'","', b'",,"', 1)):
        assert kind_of_json(whole) != CREDENTIAL_CUT


def test_both_languages_answer(client: Client, pdf: bytes) -> None:
    client.cookies["language"] = "en"
    page = shown(client, pdf)
    for words in ("Genuine and in force", "Passed", "Seal of the PDF", "Sample programme"):
        assert words in page


def test_a_revoked_one_says_so_whatever_is_dropped(
    client: Client, credential: Credential, pdf: bytes, signed: bytes
) -> None:
    revoked(credential)
    sign_stale_lists(now=NOW)

    for content in (pdf, signed):
        page = shown(client, content)
        assert "verdict--revoked" in page
        assert "示范项目" in page
        assert "发证有误" not in page
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
    unreadable = pdf.replace(b"startxref", b"startxfer")
    for content in (tampered, updated(pdf), pdf + b"\n", unreadable, unreadable + b" " * 5000, foreign):
        page = shown(client, content)
        assert "verdict--refused" in page
        assert 'href="/verify/"' in verdict(page), "a name that was typed still answers"
        assert "示范项目" not in page


def test_a_download_that_broke_off_is_called_so_and_no_forgery(client: Client, pdf: bytes) -> None:
    for most in (-3, -200, len(pdf) // 2, 300):
        page = shown(client, pdf[:most])
        assert "verdict--unconfirmed" in page
        assert "不是本平台签发的证书" not in page
        assert "示范项目" not in page
    assert "文件不完整" in shown(client, pdf[:-200])


def printed_again(pdf: bytes, *kept: str) -> bytes:
    """Return a document as another program writes it: its pages, of the rest only the named parts of its root."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for page in opened.pages:
            if "/Annots" in page.obj:
                del page.obj["/Annots"]
        for part in set(opened.Root.keys()) - {"/Type", "/Pages", *kept}:
            del opened.Root[part]
        opened.save(made)
    return made.getvalue()


def test_a_document_without_its_seal_is_refused_only_where_something_of_ours_is_left(
    client: Client, pdf: bytes
) -> None:
    assert "verdict--unconfirmed" in shown(client, printed_again(pdf))
    with_credential = shown(client, printed_again(pdf, "/AF"))
    assert "verdict--refused" in with_credential
    assert "示范项目" not in with_credential


def test_a_sealed_document_that_was_written_anew_and_became_shorter_did_not_break_off(
    client: Client, pdf: bytes
) -> None:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(made)
    assert len(made.getvalue()) < len(pdf)
    assert "verdict--refused" in shown(client, made.getvalue())


def test_a_seal_that_a_later_revision_hides_is_still_a_seal(client: Client, pdf: bytes) -> None:
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    for part in ("/AcroForm", "/AF", "/Perms"):
        writer.root.pop(part, None)
    writer.update_root()
    writer.write(out)
    page = shown(client, out.getvalue())
    assert "verdict--refused" in page
    assert outcomes(out.getvalue())[SEAL] == "failed"


@pytest.mark.parametrize("more", [b"\n", b"\n%%appended\n", b"\0" * 64])
def test_a_seal_does_not_hold_for_what_stands_behind_it(pdf: bytes, more: bytes) -> None:
    assert outcomes(pdf)[SEAL] == "ok"
    assert outcomes(pdf + more)[SEAL] == "failed"


def test_a_document_under_a_key_that_was_stolen_shows_nothing(
    client: Client, pdf: bytes, monkeypatch
) -> None:
    monkeypatch.setattr(tables, "known_certificates", lambda: [a_certificate("Other")[1].dump()])
    page = shown(client, pdf)
    assert "verdict--refused" in page
    assert "示范项目" not in page


# --- what stays ---------------------------------------------------------------------------------------------------


def test_a_file_is_never_written_to_disk_nor_logged(
    client: Client, pdf: bytes, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*given: Any, **more: Any) -> None:
        raise AssertionError("a file was to be written")

    monkeypatch.setattr(uploadedfile.tempfile, "NamedTemporaryFile", refuse)
    monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)
    with caplog.at_level(logging.DEBUG):
        assert "verdict--unconfirmed" in shown(client, b"%PDF-1.7" + bytes(5 * 1024 * 1024))
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


def test_the_domain_says_what_the_page_says(pdf: bytes) -> None:
    checked = documents.check_document(pdf, now=NOW)
    assert (checked.verdict, checked.register) == (Verdict.VALID, "issued")
