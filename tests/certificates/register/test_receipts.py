"""The receipt beside a document: checked offline, of these bytes alone, and never taken for more than it says."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from certificates.issuing import storage
from certificates.issuing.digital.operations import signed_bytes_of
from certificates.issuing.keys.queries import known_certificates
from certificates.issuing.register.queries import receipt_of
from certificates.issuing.register.signing import known_keys
from certificates.models import Credential
from certificates.verifier.notes import NoteKey
from certificates.verifier.receipts import NO_KEY, OTHER, RECEIPT, check_receipt
from certificates.verifier.results import Outcome
from tests.factories.certificates import issued_credential
from tests.factories.register import checkpoint

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def issued(published: Path) -> Credential:
    """One certificate among others, under the second of two checkpoints."""
    issued_credential()
    checkpoint(day=1)
    credential = issued_credential()
    issued_credential()
    checkpoint(day=2)
    return credential


def receipt(credential: Credential) -> str:
    text = receipt_of(credential.document_sha256)
    assert text is not None
    return text


def test_it_proves_that_these_bytes_were_entered(issued: Credential) -> None:
    found = check_receipt(receipt(issued), [issued.document_sha256], known_keys())

    assert (found.name, found.outcome) == (RECEIPT, Outcome.OK)
    assert "just this file" in found.text


def test_there_is_none_before_a_checkpoint_covers_it(published: Path) -> None:
    credential = issued_credential()
    assert receipt_of(credential.document_sha256) is None
    assert receipt_of("0" * 64) is None
    checkpoint(day=1)
    assert receipt_of(credential.document_sha256)


def test_it_is_of_no_other_file_and_of_no_other_register(issued: Credential) -> None:
    text, digest = receipt(issued), issued.document_sha256
    others = Credential.objects.exclude(pk=issued.pk).values_list("document_sha256", flat=True)
    known = known_keys()

    assert check_receipt(text, list(others), known).words == OTHER
    assert check_receipt(text, [], known).words == OTHER
    foreign = NoteKey(known[0].name, bytes(32))
    assert check_receipt(text, [digest], [foreign]).outcome is Outcome.FAILED
    assert check_receipt(text, [digest], []).words == NO_KEY


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("index ", "index 1"),
        ("index ", "index -"),
        ("tlog-proof@v1", "tlog-proof@v2"),
        ("\n\n", "\n"),
        ("/register\n", "/register\n9"),
    ],
)
def test_a_changed_one_is_refused(issued: Credential, old: str, new: str) -> None:
    text = receipt(issued)
    changed = text.replace(old, new, 1)
    assert changed != text
    assert check_receipt(changed, [issued.document_sha256], known_keys()).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    "text", ["", "\0" * 10, "c2sp.org/tlog-proof@v1\nindex 0\n" + "AA==\n" * 9, "x" * 99_999]
)
def test_what_is_none_is_refused(text: str) -> None:
    key = NoteKey("example.org/register", bytes(32))
    assert check_receipt(text, ["0" * 64], [key]).outcome is Outcome.FAILED


def run(*arguments: str) -> tuple[int, dict[str, Any]]:
    command = [sys.executable, "-m", "certificates.verifier", "--json", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    return done.returncode, json.loads(done.stdout) if done.stdout else {}


def test_the_verifier_takes_it_without_a_register_and_says_what_stays_open(
    issued: Credential, tmp_path: Path
) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    pdf, beside, json_file = (tmp_path / name for name in ("one.pdf", "one.txt", "one.json"))
    pdf.write_bytes(storage.get_document(issued.document_name, issued.document_sha256))
    beside.write_text(receipt(issued))
    json_file.write_bytes(signed_bytes_of(issued))
    seal = tmp_path / "seal.pem"
    read = x509.load_der_x509_certificate(known_certificates()[0])
    seal.write_bytes(read.public_bytes(Encoding.PEM))
    given = ["--receipt", str(beside), "--key", str(known_keys()[0]), "--seal", str(seal)]

    status, answer = run(str(pdf), *given)
    found = {check["name"]: check["outcome"] for check in answer["checks"]}
    assert (status, answer["verdict"]) == (4, "not confirmed")
    assert found[RECEIPT] == found["seal of the PDF"] == found["who sealed it"] == "ok"
    assert found["digital credential"] == "ok"
    assert found["entry in the register"] == "could not be checked"
    assert "ended later" in answer["checks"][-1]["text"]

    pdf.write_bytes(pdf.read_bytes() + b"\n")
    status, answer = run(str(pdf), *given)
    assert status == 1
    assert {check["name"]: check["outcome"] for check in answer["checks"]}[RECEIPT] == "failed"

    status, answer = run(str(json_file), *given)
    assert {check["name"]: check["outcome"] for check in answer["checks"]}[RECEIPT] == "could not be checked"
    assert run("--receipt", str(beside), "--register", str(tmp_path)) == (2, {})
    assert run(str(pdf), "--receipt", str(tmp_path / "missing.txt"))[0] == 2
