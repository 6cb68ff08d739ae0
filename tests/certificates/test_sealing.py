"""Issued documents carry a seal: of the key in use, with its certificate, which may be one of an authority."""

import subprocess
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key
from cryptography.x509.oid import NameOID
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.utils import DatabaseError

from certificates.issuing import operations, storage
from certificates.issuing.documents.sealing import seal_in_use
from certificates.issuing.keys import operations as keys
from certificates.issuing.keys.certificates import (
    SUBJECT,
    certificate_of,
    install_certificate,
    self_signed,
)
from certificates.issuing.keys.errors import CannotSign, KeyNotFound, NotItsCertificate
from certificates.issuing.keys.models import KeyCertificate, Purpose, SigningKey
from certificates.issuing.keys.queries import known_certificates, signed_with
from certificates.models import Credential
from tests.factories.accounts import an_actor
from tests.factories.certificates import ISSUED_AT, completed_enrolment, issue, issued_credential

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def authority() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def key() -> SigningKey:
    return keys.key_in_use(Purpose.DOCUMENT, now=ISSUED_AT)


def certified(authority: rsa.RSAPrivateKey, public: object, *, days: int = 30) -> bytes:
    """Return a certificate (PEM) by an authority, from a day before the issue on."""
    begin = ISSUED_AT - timedelta(days=1)
    named = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in ("Authority", "School"))
    builder = x509.CertificateBuilder().issuer_name(next(named)).subject_name(next(named))
    made = (
        builder.public_key(public)
        .serial_number(11)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=days))
        .add_extension(
            x509.KeyUsage(True, True, False, False, False, False, False, False, False), critical=True
        )
        .sign(authority, hashes.SHA256())
    )
    return made.public_bytes(Encoding.PEM)


def install(key: SigningKey, content: bytes) -> KeyCertificate:
    return install_certificate(name=key.name, content=content, actor=an_actor(), now=ISSUED_AT)


def test_an_issued_document_is_sealed_as_a_whole(tmp_path: Path) -> None:
    credential = issued_credential()
    path = tmp_path / "issued.pdf"
    path.write_bytes(storage.get_document(credential.document_name, credential.document_sha256))

    told = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True).stdout

    assert "Signature is Valid" in told
    assert "Total document signed" in told
    assert SUBJECT in told
    assert credential.sealed.key.purpose == Purpose.DOCUMENT
    assert signed_with(credential.sealed.key.name) == [credential.number_id]


def test_its_own_certificate_names_nothing_but_the_seal_and_is_made_once(key: SigningKey) -> None:
    content = certificate_of(key, now=ISSUED_AT)
    read = x509.load_der_x509_certificate(content)

    assert read.subject == read.issuer == x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SUBJECT)])
    read.verify_directly_issued_by(read)
    assert read.not_valid_before_utc <= ISSUED_AT
    assert certificate_of(key, now=ISSUED_AT + timedelta(days=9)) == content == self_signed(key)
    assert known_certificates() == [content]
    with pytest.raises(DatabaseError), transaction.atomic():
        KeyCertificate.objects.update(made_at=ISSUED_AT)


def test_a_certificate_of_an_authority_is_used_and_the_former_one_stays_known(
    key: SigningKey, authority: rsa.RSAPrivateKey
) -> None:
    own = certificate_of(key, now=ISSUED_AT)
    kept = install(key, certified(authority, load_der_public_key(bytes(key.public))))

    assert seal_in_use(now=ISSUED_AT).certificate == bytes(kept.content)
    assert known_certificates() == [own, bytes(kept.content)]
    keys.remove_signing_key(name=key.name, reason="stolen", actor=an_actor(), now=ISSUED_AT)
    assert known_certificates() == []


def test_what_is_no_certificate_of_the_key_is_refused(key: SigningKey, authority: rsa.RSAPrivateKey) -> None:
    public = load_der_public_key(bytes(key.public))
    once = certified(authority, public)
    install(key, once)

    for wrong in (b"", b"-----BEGIN CERTIFICATE-----\n", certified(authority, authority.public_key()), once):
        with pytest.raises(NotItsCertificate):
            install(key, wrong)
    ended = certified(authority, public, days=30)
    with pytest.raises(NotItsCertificate):
        install_certificate(
            name=key.name, content=ended, actor=an_actor(), now=ISSUED_AT + timedelta(days=60)
        )
    with pytest.raises(KeyNotFound):
        install_certificate(name="no-such-key", content=once, actor=an_actor(), now=ISSUED_AT)
    assert KeyCertificate.objects.count() == 1


def test_a_document_of_a_key_that_was_removed_meanwhile_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    put = storage.put_document

    def removed_while_putting(content: bytes) -> str:
        name = SigningKey.objects.get(purpose=Purpose.DOCUMENT).name
        keys.remove_signing_key(name=name, reason="stolen", actor=an_actor(), now=ISSUED_AT)
        return put(content)

    monkeypatch.setattr(operations.storage, "put_document", removed_while_putting)
    with pytest.raises(CannotSign):
        issue(completed_enrolment().uuid)
    assert Credential.objects.get().document_sha256 == ""


def test_the_command_prints_and_installs(
    key: SigningKey, authority: rsa.RSAPrivateKey, tmp_path: Path
) -> None:
    printed = StringIO()
    call_command("signing_keys", "certificate", key.name, stdout=printed)
    assert x509.load_pem_x509_certificate(printed.getvalue().encode()).subject.rdns
    (tmp_path / "other.pem").write_bytes(certified(authority, authority.public_key()))
    for file in ("other.pem", "missing.pem"):
        with pytest.raises(CommandError):
            call_command("signing_keys", "certificate", key.name, "--install", str(tmp_path / file))
