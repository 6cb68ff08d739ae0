"""Second signatures: off unless asked for, made after issuing by OpenSSL itself, and made anew."""

import subprocess
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from certificates.issuing import tasks
from certificates.issuing.digital.operations import signed_bytes_of
from certificates.issuing.keys import signers
from certificates.issuing.keys.errors import CannotSign
from certificates.issuing.keys.models import Custody, Purpose, SigningKey
from certificates.issuing.keys.operations import (
    Holder,
    make_signing_key,
    remove_signing_key,
    retire_signing_key,
)
from certificates.issuing.second import operations
from certificates.issuing.second.queries import list_waiting, second_signature_of, state_of_second
from certificates.models import Credential, SecondSignature
from certificates.verifier import sm2
from certificates.verifier.results import Verdict
from lms.core.audit import state_hash
from lms.core.models import AuditEntry
from tests.factories.accounts import an_actor, sign_in
from tests.factories.certificates import ISSUED_AT, issued_credential
from tests.factories.endings import revoked
from tests.support.dropped import NOW
from tests.support.second import a_second_key, line_of, needs_sm2, turn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day"), needs_sm2]
KEYS_URL = "/issuers/main/second-keys.pem"


# --- off ------------------------------------------------------------------------------------------------------------


def test_nothing_of_it_is_there_unless_it_was_asked_for(
    client: Client, credential: Credential, signed: bytes, settings: Any
) -> None:
    assert settings.SECOND_SIGNING_COMMAND == ""
    assert tasks.sign_a_second_time() == 0
    assert not SecondSignature.objects.exists()
    assert line_of(signed) == ("", Verdict.VALID)
    assert client.get(KEYS_URL).status_code == 404
    sign_in(client, credential.person.user)
    client.cookies["language"] = "en"
    assert (
        "SM2" not in client.get(reverse("certificates:credential", args=[credential.uuid])).content.decode()
    )
    assert client.get(reverse("certificates:second_signature", args=[credential.uuid])).status_code == 404
    assert state_of_second() is None


def test_a_command_without_a_key_makes_none(command: Path, credential: Credential) -> None:
    assert turn() == 0
    assert not (command / "asked").exists()
    state = state_of_second()
    assert state is not None
    assert (state.key, state.made, state.waiting, state.since) == (None, 0, 1, ISSUED_AT)


def test_a_key_whose_command_was_taken_away_makes_no_more_and_stays_published(
    client: Client, second: bytes, signed: bytes, settings: Any
) -> None:
    issued_credential()
    settings.SECOND_SIGNING_COMMAND = ""
    assert turn() == 0
    assert line_of(signed) == ("ok", Verdict.VALID)
    assert client.get(KEYS_URL).status_code == 200


@pytest.mark.parametrize("custody", [Custody.FILE, Custody.PKCS11])
def test_only_a_command_holds_such_a_key(command: Path, custody: str) -> None:
    with pytest.raises(CannotSign, match="SECOND_SIGNING_COMMAND"):
        make_signing_key(purpose=Purpose.SECOND, holder=Holder(custody, "x"), actor=an_actor(), now=ISSUED_AT)


def test_a_key_of_another_kind_is_refused_and_none_is_mixed(command: Path, settings: Any) -> None:
    wanted = ["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
    subprocess.run([*wanted, "-out", command / "p256.pem"], check=True, capture_output=True)
    with pytest.raises(CannotSign, match="no key for sm2"):
        a_second_key("p256")
    settings.SIGNING_COMMAND = settings.SECOND_SIGNING_COMMAND
    holder = Holder(Custody.COMMAND, "one")
    with pytest.raises(CannotSign, match="no key for ed25519"):
        make_signing_key(purpose=Purpose.CREDENTIAL, holder=holder, actor=an_actor(), now=ISSUED_AT)
    assert not SigningKey.objects.filter(purpose=Purpose.SECOND).exists()


# --- made -----------------------------------------------------------------------------------------------------------


def test_openssl_finds_the_file_good_with_what_is_published(
    client: Client, second: bytes, credential: Credential, signed: bytes, tmp_path: Path
) -> None:
    sign_in(client, credential.person.user)
    for name in ("credential_json", "second_signature"):
        answer = client.get(reverse(f"certificates:{name}", args=[credential.uuid]))
        assert answer["Cache-Control"] == "no-store"
        (tmp_path / name).write_bytes(answer.content)
    assert f'filename="{credential.number_id}.json.sm2"' in answer["Content-Disposition"]
    assert (tmp_path / "credential_json").read_bytes() == signed
    published = Client().get(KEYS_URL)
    assert published["Access-Control-Allow-Origin"] == "*"
    assert not published.cookies
    (tmp_path / "keys.pem").write_bytes(published.content)
    check = ["openssl", "pkeyutl", "-verify", "-rawin", "-digest", "sm3", "-pubin", "-inkey", "keys.pem"]
    given = ["-pkeyopt", "distid:1234567812345678", "-in", "credential_json", "-sigfile", "second_signature"]
    done = subprocess.run([*check, *given], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, "Signature Verified Successfully")


def test_a_second_turn_finds_nothing_to_do(second: bytes, command: Path) -> None:
    asked = (command / "asked").read_text()
    assert turn() == 0
    assert (command / "asked").read_text() == asked


def test_the_first_signature_and_the_document_stay_as_they_are(
    second: bytes, credential: Credential, signed: bytes, pdf: bytes
) -> None:
    assert signed_bytes_of(credential) == signed
    assert line_of(pdf) == ("ok", Verdict.VALID)


def test_each_is_in_the_audit_trail_with_its_key(second: bytes, credential: Credential) -> None:
    entry = AuditEntry.objects.get(action="certificates.sign_second")
    assert entry.target_uuid == credential.uuid
    after = {"credential": credential.signed.content_sha256, "key": "sm2-2026-1"}
    assert entry.after_hash == state_hash(after, salt=entry.salt)


def test_only_what_is_in_force_gets_one(command: Path, credential: Credential) -> None:
    a_second_key()
    revoked(credential)
    assert turn() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE certificates_secondsignature SET content = content",
        "DELETE FROM certificates_secondsignature",
    ],
)
def test_the_database_keeps_them_as_they_were_made(second: bytes, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


# --- when the command fails -----------------------------------------------------------------------------------------


def broken(command: Path, script: str) -> None:
    (command / "sign.sh").write_text(f"#!/bin/sh\n{script}\n")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 1", "CalledProcessError"),
        ("exec sleep 60", "TimeoutExpired"),
        ("exec head -c 100000000 /dev/zero", "too long"),
        ("exit 0", "no signature of"),
        ("exec head -c 72 /dev/zero", "no signature of"),
        ('exec openssl pkeyutl -sign -rawin -digest sm3 -inkey "{folder}/other.pem" '
         "-pkeyopt distid:1234567812345678", "no signature of"),
    ],
    ids=["fails", "hangs", "floods", "says nothing", "says nonsense", "another key"],
)  # fmt: skip
def test_a_command_that_fails_stops_nothing_and_a_later_turn_makes_up_for_it(
    files: tuple[int, bytes, bytes],
    command: Path,
    script: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    a_second_key()
    whole = (command / "sign.sh").read_text()
    monkeypatch.setattr(signers, "COMMAND_SECONDS", 2)
    broken(command, script.format(folder=command))
    credential = issued_credential()

    assert credential.state == "issued"
    assert turn() == 0
    assert said in caplog.text
    assert not SecondSignature.objects.exists()

    (command / "sign.sh").write_text(whole)
    assert turn() == 2  # that of the module, too
    assert not list_waiting().exists()
    assert second_signature_of(credential)


def test_a_device_that_is_away_is_asked_three_times_a_turn(
    command: Path, caplog: pytest.LogCaptureFixture
) -> None:
    a_second_key()
    for _one in range(5):
        issued_credential()
    broken(command, f'echo "$1" >> {command}/tried; exit 1')

    assert tasks.sign_a_second_time() == 0
    assert (command / "tried").read_text().split() == ["sign"] * 3
    assert "Second signatures wait" in caplog.text
    state = state_of_second()
    assert state is not None
    assert state.waiting >= 5


def test_where_the_library_has_no_sm3_nothing_is_kept_unchecked(
    command: Path, credential: Credential, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Unknown(hashes.HashAlgorithm):
        name, digest_size, block_size = "unknown", 32, 64

    a_second_key()
    monkeypatch.setattr(sm2.hashes, "SM3", Unknown)
    assert turn() == 0
    assert "no SM3" in caplog.text


def test_a_slow_device_holds_no_worker_until_all_are_made(
    command: Path, credential: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_second_key()
    issued_credential()
    monkeypatch.setattr(operations, "SECONDS_A_TURN", 0)
    assert [turn(), turn(), turn()] == [1, 1, 0]


def test_one_that_always_fails_holds_up_no_others(command: Path) -> None:
    a_second_key()
    poison, sound = issued_credential(), issued_credential()
    whole = (command / "sign.sh").read_text().removeprefix("#!/bin/sh\n")
    catch = f'cat > "{command}/data"; grep -q "{poison.number_id}" "{command}/data" && exit 1; exec < "{command}/data"'
    broken(command, f"{catch}\n{whole}")
    turn()
    assert second_signature_of(sound)
    assert second_signature_of(poison) is None


def test_a_crash_before_the_end_leaves_nothing_half_done(
    command: Path, credential: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_second_key()

    def crash(*given: Any, **more: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(operations.audit, "record", crash)
        with pytest.raises(KeyboardInterrupt):
            turn()
    assert not SecondSignature.objects.exists()
    assert turn() == 1


def test_what_was_issued_before_gets_one_too(credential: Credential, command: Path) -> None:
    a_second_key()
    assert turn() == 1
    assert second_signature_of(credential)


# --- rotation -------------------------------------------------------------------------------------------------------


def test_what_a_retired_key_signed_stays_good(client: Client, second: bytes, signed: bytes) -> None:
    a_second_key("other")
    assert turn() == 0
    assert line_of(signed) == ("ok", Verdict.VALID)
    assert list(sm2.read_keys(client.get(KEYS_URL).content.decode())) == ["sm2-2026-2", "sm2-2026-1"]
    newer = issued_credential()
    assert turn() == 1
    assert newer.signed.second_signatures.get().key.name == "sm2-2026-2"


def test_retired_without_another_makes_none(command: Path, credential: Credential) -> None:
    retire_signing_key(name=a_second_key().name, reason="x", actor=an_actor(), now=NOW)
    assert turn() == 0


def test_what_a_stolen_key_signed_counts_no_more_and_is_made_anew(
    client: Client, second: bytes, credential: Credential, signed: bytes
) -> None:
    told = StringIO()
    call_command("signing_keys", "remove", "sm2-2026-1", "--reason", "x", "--drill", stdout=told)
    assert "1 second signatures would count no more" in told.getvalue()
    remove_signing_key(name="sm2-2026-1", reason="stolen", actor=an_actor(), now=NOW)
    assert client.get(KEYS_URL).status_code == 404
    assert line_of(signed) == ("", Verdict.VALID)

    a_second_key("other")
    assert line_of(signed) == ("not there", Verdict.VALID)
    assert turn() == 1
    assert line_of(signed) == ("ok", Verdict.VALID)
    assert second_signature_of(credential) != second
