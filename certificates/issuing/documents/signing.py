"""The signature in a document by pyHanko: PAdES B-B, or B-T with a time-stamp; certifying, invisible, final.

The key is not loaded here: a caller hands in what signs, so a document signs alike with a file or a token.
"""

import hashlib
import io
from datetime import datetime
from typing import Any, Protocol

from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.issuing.documents.stamped import Stamper, in_place, room_for, with_token

FIELD = "Seal"


class DocumentKey(Protocol):
    """What signs documents: an RSA key that was loaded once, and its certificate."""

    @property
    def certificate(self) -> bytes:
        """The X.509 certificate in DER."""
        ...

    @property
    def size(self) -> int:
        """The length of a signature in bytes."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Return the RSASSA-PKCS1-v1_5 signature with SHA-256 over the data."""
        ...


class _KeptKey(Signer):
    """Asks a key that is already loaded; pyHanko's own signer parses the private key for each signature."""

    def __init__(self, key: DocumentKey) -> None:
        super().__init__(
            signing_cert=Certificate.load(key.certificate), cert_registry=SimpleCertificateStore()
        )
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if digest_algorithm != "sha256":
            raise ValueError(f"Documents are signed with SHA-256, not {digest_algorithm}")
        return bytes(self._key.size) if dry_run else self._key.sign(data)


class _QuietWriter(IncrementalPdfFileWriter):
    """Adds nothing that differs between two runs: no time of this machine in the metadata, no random identifier."""

    @classmethod
    def _handle_id(cls, prev: Any) -> Any:
        first, second = (bytes(half.original_bytes) for half in prev.trailer["/ID"])
        # The second half names the version of the file, the first one stays.
        sealed = hashlib.sha256(b"sealed" + second).digest()[: len(second)]
        return ArrayObject([ByteStringObject(first), ByteStringObject(sealed)])

    def _update_meta(self) -> None:
        """Leave the metadata as they were printed."""


class _PdfSigner(PdfSigner):
    """Signs as of a given instant."""

    def __init__(self, *given: Any, now: datetime, **more: Any) -> None:
        super().__init__(*given, **more)
        self._now = now

    def init_signing_session(self, *given: Any, **more: Any) -> PdfSigningSession:
        session = super().init_signing_session(*given, **more)
        session.system_time = self._now
        return session


def sign_document(pdf: bytes, *, key: DocumentKey, now: datetime, stamp: Stamper | None = None) -> bytes:
    """Return the document with a certifying signature over all of it, as of `now`, and what `stamp` gives for it.

    Equal input gives equal bytes.
    """
    about = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    signer = _PdfSigner(about, _KeptKey(key), new_field_spec=SigFieldSpec(FIELD), now=now)
    signed = io.BytesIO()
    signer.sign_pdf(_QuietWriter(io.BytesIO(pdf)), bytes_reserved=room_for(stamp), output=signed)
    return signed.getvalue() if stamp is None else _stamped(signed.getvalue(), stamp)


def _stamped(pdf: bytes, stamp: Stamper) -> bytes:
    """Put in what is given for the signature: pyHanko asks inside its loop, where no database may be asked."""
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    token = stamp(signature.signer_info["signature"].native)
    if not token:
        return pdf
    _start, end, rest, _length = signature.byte_range
    container = with_token(signature.pkcs7_content, token)
    return b"".join((pdf[:end], in_place(container, room_for(stamp)), pdf[rest:]))
