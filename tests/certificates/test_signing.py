"""The signature in a document: others' tools call it valid, and one altered byte is found."""

import io
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from certificates.issuing.documents.printing import print_certificate
from certificates.issuing.documents.signing import sign_document
from tests.certificates.test_documents import AWARD, TOKEN

NOW = datetime(2026, 6, 30, 4, 1, tzinfo=UTC)


class OwnKey:
    """An RSA key in memory with a certificate that it signed itself."""

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "示范职业技术学校")])
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self._key.public_key())
            .serial_number(7)
            .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
            .add_extension(
                x509.KeyUsage(True, True, False, False, False, False, False, False, False), critical=True
            )
            .sign(self._key, hashes.SHA256())
        )
        self.certificate = made.public_bytes(serialization.Encoding.DER)
        self.size = self._key.key_size // 8

    def sign(self, data: bytes) -> bytes:
        return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())


@pytest.fixture(scope="module")
def key() -> OwnKey:
    return OwnKey()


@pytest.fixture(scope="module")
def signed(key: OwnKey) -> bytes:
    return sign_document(print_certificate(AWARD, token=TOKEN), key=key, now=NOW)


def told_by_pdfsig(pdf: bytes, folder: Path) -> str:
    path = folder / "signed.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True).stdout


def judged(pdf: bytes, key: OwnKey):
    context = ValidationContext(trust_roots=[Certificate.load(key.certificate)])
    return validate_pdf_signature(PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0], context)


def test_pdfsig_calls_the_whole_document_signed(signed, tmp_path):
    told = told_by_pdfsig(signed, tmp_path)

    assert "Signature is Valid" in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told


def test_pyhanko_trusts_it_and_no_change_is_allowed(signed, key):
    status = judged(signed, key)

    assert status.bottom_line
    assert PdfFileReader(io.BytesIO(signed)).embedded_signatures[0].docmdp_level is MDPPerm.NO_CHANGES


def test_equal_input_gives_equal_bytes(signed, key):
    assert sign_document(print_certificate(AWARD, token=TOKEN), key=key, now=NOW) == signed


def test_one_altered_byte_is_found(signed, key, tmp_path):
    place = signed.index(b"stream") + 40
    altered = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]

    assert "Signature is Valid" not in told_by_pdfsig(altered, tmp_path)
    assert not judged(altered, key).bottom_line


def test_the_signed_file_is_whole(signed, tmp_path):
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)

    assert subprocess.run(["qpdf", "--check", path], capture_output=True).returncode == 0
