"""The signature in a document: others' tools call it valid, and one altered byte is found."""

import contextlib
import io
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from certificates.issuing.documents.content import Document, preview_of
from certificates.issuing.documents.diploma import document_of_diploma
from certificates.issuing.documents.plain import Plain
from certificates.issuing.documents.press import container
from certificates.issuing.documents.press.renderer import LOOKED_AT, Compiled
from certificates.issuing.documents.printing import document_of_award
from certificates.issuing.documents.rendering import Renderer
from certificates.issuing.documents.stamped import RESERVED
from certificates.issuing.errors import NeverSigned
from certificates.issuing.keys.errors import CannotSign
from tests.certificates.test_documents import AWARD, TOKEN
from tests.support.diplomas import DIPLOMA

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


DOCUMENTS = {
    "certificate": document_of_award(AWARD, token=TOKEN),
    "diploma": document_of_diploma(DIPLOMA, token=TOKEN),
}
MADE = [(renderer, name) for renderer in (Plain(), Compiled()) for name in DOCUMENTS]


@pytest.fixture(scope="module", params=MADE, ids=lambda made: f"{type(made[0]).__name__}-{made[1]}")
def made(request: pytest.FixtureRequest) -> tuple[Renderer, Document]:
    renderer, name = request.param
    return renderer, DOCUMENTS[name]


@pytest.fixture(scope="module")
def signed(made: tuple[Renderer, Document], key: OwnKey) -> bytes:
    renderer, document = made
    return renderer.seal(document, key=key, now=NOW)


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


def test_equal_input_gives_equal_bytes(made, signed, key):
    renderer, document = made

    assert renderer.seal(document, key=key, now=NOW) == signed


def test_one_altered_byte_is_found(signed, key, tmp_path):
    for place in (signed.index(b"stream") + 40, len(signed) - 30):
        altered = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]

        assert "Signature is Valid" not in told_by_pdfsig(altered, tmp_path)
        with contextlib.suppress(PdfError):
            assert not judged(altered, key).bottom_line


def test_the_signed_file_is_whole(signed, tmp_path):
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)

    assert subprocess.run(["qpdf", "--check", path], capture_output=True).returncode == 0


def test_no_key_signs_what_says_that_it_is_void(made, key):
    renderer, document = made

    with pytest.raises(NeverSigned):
        renderer.seal(preview_of(document), key=key, now=NOW)


# --- the container that the press keeps ---------------------------------------------------------------------------


class OtherKey(OwnKey):
    """Signs with a key that is not the one of its certificate, from the second signature on."""

    def __init__(self, *, good: int) -> None:
        super().__init__()
        self._good, self._foreign = good, rsa.generate_private_key(public_exponent=65537, key_size=3072)

    def sign(self, data: bytes) -> bytes:
        self._good -= 1
        if self._good >= 0:
            return super().sign(data)
        return self._foreign.sign(data, padding.PKCS1v15(), hashes.SHA256())


def test_the_first_document_of_a_batch_is_looked_at():
    with pytest.raises(CannotSign):  # pyHanko's own signature on the empty page was the good one
        Compiled().seal(DOCUMENTS["certificate"], key=OtherKey(good=1), now=NOW)


def test_every_fiftieth_document_is_looked_at():
    broken = OtherKey(good=2)
    for number in range(LOOKED_AT):
        document = replace(DOCUMENTS["certificate"], title=str(number))
        Compiled().seal(document, key=broken, now=NOW)
    with pytest.raises(CannotSign):
        Compiled().seal(DOCUMENTS["certificate"], key=broken, now=NOW)


def test_a_signature_of_another_length_is_refused(key):
    class Short:
        certificate, size = key.certificate, key.size

        def sign(self, data: bytes) -> bytes:
            return key.sign(data)[:-1]

    kept = container.container_of(key)
    with pytest.raises(CannotSign):
        kept.filled(bytes(32), Short())


def test_the_largest_certificates_leave_room(signed):
    """What is reserved is filled with zeros behind the container."""
    begin = signed.rindex(b"/Contents <") + len(b"/Contents <")
    assert signed[begin + RESERVED - 100 : begin + RESERVED] == b"0" * 100
