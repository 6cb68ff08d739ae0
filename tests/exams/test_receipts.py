"""Receipts: the text verifies offline, one flipped bit anywhere fails, and the code finds a lost one again."""

import base64
import subprocess
import sys
from io import StringIO

import pytest
import segno
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.test import Client

from lms.exams import eventlog
from lms.exams.api import hand_in, save_events
from lms.exams.models import Receipt
from lms.exams.sittings import rules, signing
from lms.exams.sittings.receipts import UnreadableReceipt, qr_picture, receipt_text, verified
from scripts.processes import ROOT
from tests.factories.accounts import invigilator_at, sign_in
from tests.factories.exams import ACTOR, MINUTE, started_attempt
from tests.factories.organisations import a_site
from tests.support.templates import clean_environment

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun():
    return started_attempt()


@pytest.fixture
def receipt(begun) -> Receipt:
    now = begun.began + MINUTE
    save_events(
        ref=begun.ref, epoch=1, events=[begun.answer(1), begun.answer(2, item=1)], actor=ACTOR, now=now
    )
    return hand_in(ref=begun.ref, final_seq=2, actor=ACTOR, now=now).receipt


@pytest.fixture
def text(receipt) -> bytes:
    return receipt_text(receipt).encode()


def test_the_text_says_what_the_signature_covers(begun, text):
    payload = verified(text)
    answers = {str(row.item_uuid): row.response for row in begun.attempt.answers.all()}
    assert payload["answers"] == rules.answers_digest(answers)
    assert (payload["answered"], payload["items"], payload["last_seqs"]) == (2, 10, {"1": 2})


@pytest.mark.invariant(9)
def test_one_flipped_bit_anywhere_fails(text):
    for place in range(len(text)):
        for bit in range(8):
            changed = text[:place] + bytes([text[place] ^ (1 << bit)]) + text[place + 1 :]
            with pytest.raises(UnreadableReceipt):
                verified(changed)


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: b" " + text,
        lambda text: text[:-1],
        lambda text: text.replace(b'"held":0', b'"held":0,"held":0'),
        lambda text: text.replace(b'"held":0', b'"held":0.0'),
        lambda text: b"[" * 100_000,
        lambda text: b"",
        lambda text: b'{"payload":[],"signature":""}',
        lambda text: b'{"payload":{},"signature":7}',
        lambda text: b"\xff\xfe",
    ],
)
def test_a_text_that_is_written_otherwise_fails(text, changed):
    with pytest.raises(UnreadableReceipt):
        verified(changed(text))


def test_another_key_does_not_pass_for_ours(receipt, text):
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    with pytest.raises(UnreadableReceipt, match="Another key"):
        verified(text, public_key=other)


def test_the_text_fits_a_code_that_a_scanner_reads(receipt, text):
    assert len(text) < 900
    assert segno.make(text.decode(), error="l", micro=False).version <= 20
    assert qr_picture(receipt_text(receipt)).startswith("data:image/svg+xml")


# --- manage.py verify_receipt ----------------


def verify(*arguments: str) -> str:
    out = StringIO()
    call_command("verify_receipt", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_what_is_covered_and_ends_with_0_or_1(tmp_path, receipt, text):
    file = tmp_path / "receipt.json"
    file.write_bytes(text + b"\n")
    said = verify(str(file))
    assert said.startswith("VALID.")
    assert f"SHA-256 of the answers that count: {receipt.payload['answers']}" in said
    file.write_bytes(text.replace(b'"answered":2', b'"answered":9'))
    with pytest.raises(CommandError) as refused:
        verify(str(file))
    assert refused.value.returncode == 1
    with pytest.raises(CommandError) as missing:
        verify(str(tmp_path / "none"))
    assert missing.value.returncode == 2


def test_without_database_the_public_key_of_any_platform_is_enough(tmp_path, receipt):
    """A process of its own, as an auditor elsewhere runs it: no database behind it, and a platform with another key."""
    other = Ed25519PrivateKey.generate()
    public = other.public_key().public_bytes_raw()
    payload = receipt.payload | {"key": signing.key_id(public)}
    signature = other.sign(b"examination-receipt\x00" + eventlog.canonical(payload))
    content = {"payload": payload, "signature": base64.b64encode(signature).decode()}
    file = tmp_path / "receipt.json"
    file.write_bytes(eventlog.canonical(content))
    environment = clean_environment(
        DATABASE_URL=f"sqlite:///{tmp_path}/no/such/folder/db.sqlite3", DATA_DIR=str(tmp_path / "var")
    )
    for key, code in ((["--public-key", base64.b64encode(public).decode()], 0), ([], 1)):
        command = [sys.executable, "manage.py", "verify_receipt", str(file), *key]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr


def test_the_command_prints_the_key_that_others_verify_with():
    assert base64.b64decode(verify("--show-public-key")) == signing.public_key_bytes()


# --- the pages ----------------


def test_the_candidate_sees_the_code_and_may_take_the_text_along(begun, receipt, text):
    page = sign_in(Client(), begun.user).get(f"/exams/attempts/{begun.attempt.uuid}/receipt/")
    assert receipt.short_code in page.content.decode()
    assert "data:image/svg+xml" in page.content.decode()
    file = sign_in(Client(), begun.user).get(f"/exams/attempts/{begun.attempt.uuid}/receipt/file/")
    assert file.content == text
    assert file["Content-Disposition"] == f'attachment; filename="receipt-{receipt.short_code}.json"'


def test_the_code_finds_a_lost_receipt_at_ones_own_site_only(begun, receipt):
    typed = receipt.short_code.lower().replace("-", " ")
    own = sign_in(Client(), invigilator_at(begun.sitting.site))
    found = own.get("/exams/console/receipts/", {"code": typed}).content.decode()
    assert receipt.short_code in found
    assert begun.user.display_name in found
    assert (
        receipt.short_code
        not in own.get("/exams/console/receipts/", {"code": "2222-2222-2222"}).content.decode()
    )
    foreign = sign_in(Client(), invigilator_at(a_site()))
    assert receipt.short_code not in foreign.get("/exams/console/receipts/", {"code": typed}).content.decode()
