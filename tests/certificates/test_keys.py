"""Keys: three holders, one key in use per purpose, rotation, retirement, and what the world is told."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from certificates.issuing import operations
from certificates.issuing.digital.operations import sign_credential, signed_bytes_of
from certificates.issuing.keys import operations as keys
from certificates.issuing.keys import signers
from certificates.issuing.keys.algorithms import Algorithm, is_signature, new_private_key
from certificates.issuing.keys.did import issuer_did
from certificates.issuing.keys.errors import CannotSign, KeyNotFound
from certificates.issuing.keys.models import ALGORITHMS, Custody, Purpose, SigningKey
from certificates.issuing.keys.operations import Holder
from certificates.issuing.keys.signers import FileSigner
from lms.core.models import AuditEntry
from tests.factories.accounts import an_actor
from tests.factories.certificates import ISSUED_AT, completed_enrolment, issue, issued_credential

pytestmark = pytest.mark.django_db
MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "739154"
KEPT = [one for one in Algorithm if one != Algorithm.SM2]  # whose keys are made here
# A command that holds one key of each kind in a folder, as an operator's might.
COMMAND = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from cryptography.hazmat.primitives import serialization
from certificates.issuing.keys.algorithms import sign_with, spki
verb, algorithm, locator = sys.argv[1:]
key = serialization.load_pem_private_key((Path({folder!r}) / locator).read_bytes(), None)
sys.stdout.buffer.write(spki(key.public_key()) if verb == "public" else sign_with(key, sys.stdin.buffer.read()))
"""


def make(purpose: str, holder: Holder | None = None) -> SigningKey:
    return keys.make_signing_key(purpose=purpose, holder=holder or Holder(), actor=an_actor(), now=ISSUED_AT)


def assert_signs(key: SigningKey) -> None:
    signature = keys.sign(key, b"data")
    assert is_signature(bytes(key.public), b"data", signature)
    assert not is_signature(bytes(key.public), b"other", signature)
    if key.algorithm != Algorithm.RS256:
        assert len(signature) == 64


# --- holders ------------------------------------------------------------------


@pytest.mark.parametrize("purpose", [one for one in Purpose if ALGORITHMS[one] in KEPT])
def test_a_file_holds_a_key_that_only_the_field_key_opens(purpose: str, settings: Any) -> None:
    key = make(purpose)

    assert_signs(key)
    path = Path(settings.SIGNING_KEYS_DIR) / f"{key.locator}.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert "PRIVATE" not in path.read_text()
    settings.FIELD_KEYS = ["b3RoZXItZmllbGQta2V5LW90aGVyLWZpZWxkLWtleSE="]
    with pytest.raises(CannotSign):
        FileSigner(key.locator, key.algorithm).sign(b"data")


def test_the_disk_has_the_file_of_a_key_before_its_row_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[Path] = []
    monkeypatch.setattr(signers, "wait_for_disk", waited.append)
    key = make(Purpose.CREDENTIAL)
    assert [path.name for path in waited][:1] == [f"{key.locator}.key"]
    assert waited[1] == waited[0].parent


def test_a_file_moved_under_another_name_is_refused(settings: Any) -> None:
    one, other = make(Purpose.LOG), make(Purpose.CREDENTIAL)
    folder = Path(settings.SIGNING_KEYS_DIR)
    (folder / "moved.key").write_bytes((folder / f"{one.locator}.key").read_bytes())
    with pytest.raises(CannotSign):
        FileSigner("moved", other.algorithm).sign(b"data")


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A token of SoftHSM with one key of each kind, made by its own tool as an operator would."""
    folder = tmp_path_factory.mktemp("hsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(
        f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        tool = ["softhsm2-util", "--module", MODULE]
        pins = ["--so-pin", PIN, "--pin", PIN]
        subprocess.run(
            [*tool, "--init-token", "--free", "--label", "school", *pins], check=True, capture_output=True
        )
        for number, algorithm in enumerate(KEPT, start=1):
            path = folder / f"{algorithm.value}.pem"
            path.write_bytes(pem(new_private_key(algorithm)))
            label = ["--label", algorithm.value, "--id", f"0{number}"]
            into = ["--import", path, "--token", "school", *label, "--pin", PIN]
            subprocess.run([*tool, *into], check=True, capture_output=True)
        yield "school"


def pem(key: Any) -> bytes:
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


@pytest.mark.parametrize("purpose", [Purpose.CREDENTIAL, Purpose.JWT, Purpose.DOCUMENT])
def test_a_security_module_signs(module: str, purpose: str, settings: Any) -> None:
    settings.SIGNING_PKCS11_MODULE, settings.SIGNING_PKCS11_PIN = MODULE, PIN
    key = make(purpose, Holder(Custody.PKCS11, f"{module}/{ALGORITHMS[Purpose(purpose)].value}"))
    assert_signs(key)
    assert_signs(key)  # the second time in the open session


def test_a_module_without_the_key_or_with_one_of_another_kind_is_refused(module: str, settings: Any) -> None:
    settings.SIGNING_PKCS11_MODULE, settings.SIGNING_PKCS11_PIN = MODULE, PIN
    for locator in (f"{module}/none", "nowhere/ed25519", f"{module}/rs256"):
        with pytest.raises(CannotSign):
            make(Purpose.CREDENTIAL, Holder(Custody.PKCS11, locator))
    assert not SigningKey.objects.exists()


@pytest.fixture
def command(tmp_path: Path, settings: Any) -> Path:
    for algorithm in KEPT:
        (tmp_path / algorithm.value).write_bytes(pem(new_private_key(algorithm)))
    script = tmp_path / "sign.py"
    script.write_text(COMMAND.format(root=os.fspath(settings.BASE_DIR), folder=os.fspath(tmp_path)))
    settings.SIGNING_COMMAND = f"{sys.executable} {script}"
    return tmp_path


def test_a_command_signs_and_what_it_answers_is_checked(
    command: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "lms.settings.test")
    key = make(Purpose.LOG, Holder(Custody.COMMAND, "ed25519"))
    assert_signs(key)

    (command / "ed25519").write_bytes(pem(new_private_key(Algorithm.ED25519)))  # exchanged behind our back
    with pytest.raises(CannotSign, match="no signature of"):
        keys.sign(key, b"data")
    (command / "ed25519").unlink()
    with pytest.raises(CannotSign, match="CalledProcessError"):
        keys.sign(key, b"data")


# --- one in use ---------------------------------------------------------------


def test_rotation_keeps_the_former_key_published_and_what_it_signed(client: Client) -> None:
    credential = issued_credential()
    before = SigningKey.objects.get(purpose=Purpose.CREDENTIAL)

    after = make(Purpose.CREDENTIAL)

    before.refresh_from_db()
    assert before.retired_at == ISSUED_AT
    assert before.removed_at is None
    assert keys.key_in_use(Purpose.CREDENTIAL, now=ISSUED_AT) == after
    assert published(client) == [before.name, after.name]
    assert before.name in signed_bytes_of(credential).decode()


def test_a_retired_key_signs_nothing_new_and_a_new_one_is_never_made_silently() -> None:
    key = make(Purpose.CREDENTIAL)
    keys.retire_signing_key(name=key.name, reason="end of term", actor=an_actor(), now=ISSUED_AT)
    enrolment = completed_enrolment()

    with pytest.raises(CannotSign):
        issue(enrolment.uuid)
    make(Purpose.CREDENTIAL)
    assert issue(enrolment.uuid).state == "issued"


def test_a_removed_key_is_published_no_more(client: Client) -> None:
    key = make(Purpose.CREDENTIAL)
    keys.remove_signing_key(name=key.name, reason="stolen", actor=an_actor(), now=ISSUED_AT)
    assert published(client) == []
    with pytest.raises(KeyNotFound):
        keys.remove_signing_key(name=key.name, reason="again", actor=an_actor(), now=ISSUED_AT)


def test_nothing_is_kept_under_a_key_that_was_removed_while_it_signed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun = operations.reserve_credential(
        enrolment_uuid=completed_enrolment().uuid, actor=an_actor(), now=ISSUED_AT
    )
    make(Purpose.CREDENTIAL)
    from certificates.issuing.digital import operations as digital

    whole = digital._signed_bytes

    def signs_while_it_is_removed(credential: Any, entry: Any, key: SigningKey, **more: Any) -> bytes:
        content = whole(credential, entry, key, **more)
        keys.remove_signing_key(name=key.name, reason="stolen", actor=an_actor(), now=ISSUED_AT)
        return content

    monkeypatch.setattr(digital, "_signed_bytes", signs_while_it_is_removed)
    with pytest.raises(CannotSign, match="removed"):
        sign_credential(credential_uuid=begun.uuid, actor=an_actor(), now=ISSUED_AT)
    assert not digital.is_signed(begun)


@pytest.mark.parametrize(
    "change", ["public = public", "name = 'x'", "retired_at = NULL", "valid_from = valid_from"]
)
def test_the_database_lets_a_key_go_towards_its_end_only(change: str) -> None:
    key = make(Purpose.LOG)
    keys.remove_signing_key(name=key.name, reason="x", actor=an_actor(), now=ISSUED_AT)
    for statement in (f"UPDATE certificates_signingkey SET {change}", "DELETE FROM certificates_signingkey"):  # noqa: S608
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_every_step_is_in_the_audit_trail() -> None:
    key = make(Purpose.LOG)
    keys.retire_signing_key(name=key.name, reason="a", actor=an_actor(), now=ISSUED_AT)
    keys.remove_signing_key(name=key.name, reason="b", actor=an_actor(), now=ISSUED_AT)
    rows = AuditEntry.objects.filter(target_uuid=key.uuid).order_by("seq").values_list("action", "reason")
    assert list(rows) == [
        ("certificates.make_key", ""),
        ("certificates.retire_key", "a"),
        ("certificates.remove_key", "b"),
    ]


# --- the command ----------------------------------------------------------------


def told(*arguments: str) -> str:
    printed = StringIO()
    call_command("signing_keys", *arguments, stdout=printed)
    return printed.getvalue()


def test_the_drill_tells_what_a_theft_would_cost_and_changes_nothing() -> None:
    credential = issued_credential()
    name = SigningKey.objects.get(purpose=Purpose.CREDENTIAL).name

    assert credential.number_id in told("remove", name, "--reason", "drill", "--drill")
    assert SigningKey.objects.get(name=name).removed_at is None
    assert credential.number_id in told("remove", name, "--reason", "stolen")
    assert "removed" in told("list")


def test_the_command_rotates_retires_and_says_no_in_words() -> None:
    told("make", "log")
    told("make", "log", "--reason", "yearly")
    assert [line.split()[-1] for line in told("list").splitlines()] == ["retired", "use"]
    with pytest.raises(CommandError):
        told("retire", "log-1999-1", "--reason", "x")
    with pytest.raises(CommandError, match="locator"):
        told("make", "log", "--custody", "pkcs11")


# --- what the world is told -------------------------------------------------------


def published(client: Client) -> list[str]:
    body = client.get(reverse("certificates:issuer")).json()
    assert body["assertionMethod"] == [method["id"] for method in body["verificationMethod"]]
    return [method["id"].rpartition("#")[2] for method in body["verificationMethod"]]


def test_the_document_is_for_everybody_and_sets_no_cookie(client: Client) -> None:
    make(Purpose.CREDENTIAL)
    make(Purpose.JWT)
    make(Purpose.LOG)
    response = client.get("/issuers/main/did.json")
    body = response.json()

    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    assert body["id"] == "did:web:testserver:issuers:main"
    assert [method["type"] for method in body["verificationMethod"]] == ["Multikey", "JsonWebKey"]
    assert body["verificationMethod"][0]["publicKeyMultibase"].startswith("z6Mk")
    assert body["verificationMethod"][1]["publicKeyJwk"].keys() == {"kty", "crv", "x", "y", "alg"}


@pytest.mark.parametrize(
    "header", [{"host": "localhost"}, {"host": "127.0.0.1"}, {"x-forwarded-host": "evil.example"}]
)
def test_no_header_of_a_request_moves_the_issuer(header: dict[str, str]) -> None:
    make(Purpose.CREDENTIAL)
    plain = Client().get("/issuers/main/did.json").content
    assert Client(headers=header).get("/issuers/main/did.json").content == plain
    assert json.loads(plain)["id"] == "did:web:testserver:issuers:main"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://certs.example.org", "did:web:certs.example.org:issuers:main"),
        ("https://certs.example.org/", "did:web:certs.example.org:issuers:main"),
        ("http://127.0.0.1:8000", "did:web:127.0.0.1%3A8000:issuers:main"),
        ("https://example.org/skills", "did:web:example.org:skills:issuers:main"),
    ],
)
def test_the_issuer_s_name_follows_from_the_public_address(address: str, expected: str) -> None:
    assert issuer_did(address) == expected


def test_a_first_key_that_another_process_makes_between_two_looks_is_taken(monkeypatch) -> None:
    look, looks = keys.find_key_in_use, []

    def slow_look(purpose: str) -> SigningKey | None:
        looks.append(purpose)
        if len(looks) > 1:
            return look(purpose)
        found = look(purpose)
        keys.make_signing_key(purpose=purpose, holder=Holder(), actor=an_actor(), now=ISSUED_AT)
        return found

    monkeypatch.setattr(keys, "find_key_in_use", slow_look)

    assert keys.key_in_use(Purpose.CREDENTIAL, now=ISSUED_AT) == SigningKey.objects.get()
