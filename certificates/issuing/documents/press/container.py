"""The container of a signature: pyHanko makes it once for a key and its certificate, then two values are put into it.

A PAdES B-B container without a signing time is the same for every document but for the digest and the signature.
A time-stamp comes beside what is signed.
"""

import hashlib
import io
from dataclasses import dataclass
from datetime import UTC, datetime

from asn1crypto.cms import ContentInfo
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.generic import StreamObject, pdf_date
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certificates.issuing.documents.signing import FIELD, DocumentKey, sign_document
from certificates.issuing.documents.stamped import Stamper, in_place, room_for, with_token
from certificates.issuing.keys.errors import CannotSign

_RANGE = b"/ByteRange [0 %010d %010d %010d]"
_FIRST_DAY = datetime(2001, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Container:
    """The signature of some document, with the places of what differs in the next one."""

    attributes: bytes  # that are signed
    whole: bytes
    digest: bytes
    signature: bytes

    def filled(self, digest: bytes, key: DocumentKey, stamp: Stamper | None = None) -> bytes:
        """Return the container for a document with this digest, with what `stamp` gives for the signature."""
        signature = key.sign(self.attributes.replace(self.digest, digest))
        if len(signature) != len(self.signature):
            raise CannotSign("the signature has another length than the key")
        whole = self.whole.replace(self.digest, digest).replace(self.signature, signature)
        token = stamp(signature) if stamp else b""
        return with_token(whole, token) if token else whole


def container_of(key: DocumentKey) -> Container:
    """Let pyHanko sign an empty page, and take its container.

    :raises CannotSign: when the key's holder does not answer, or the container is not what is known of it.
    """
    signed = sign_document(_empty_page(), key=key, now=_FIRST_DAY)
    content = PdfFileReader(io.BytesIO(signed)).embedded_signatures[0].pkcs7_content
    whole = ContentInfo.load(content).dump()
    signer = ContentInfo.load(content)["content"]["signer_infos"][0]
    kinds = {attribute["type"].native: attribute["values"][0].native for attribute in signer["signed_attrs"]}
    digest, signature = kinds["message_digest"], signer["signature"].native
    attributes = signer["signed_attrs"].untag().dump()
    is_known = "signing_time" not in kinds and attributes.count(digest) == 1
    if not is_known or whole.count(digest) != 1 or whole.count(signature) != 1:
        raise CannotSign("the signature's container is not as expected")
    return Container(attributes, whole, digest, signature)


def _empty_page() -> bytes:
    writer = PdfFileWriter()
    contents = writer.add_object(StreamObject(stream_data=b""))
    writer.insert_page(PageObject(contents=contents, media_box=(0, 0, 1, 1)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def form(field: int, signature: int) -> bytes:
    """Return the entries of the catalogue that say that the document is certified."""
    return (
        b"/AcroForm << /Fields [%d 0 R] /SigFlags 3 >> /Perms << /DocMDP %d 0 R >> /Extensions "
        b"<< /ESIC << /Type /DeveloperExtensions /BaseVersion /1.7 /ExtensionLevel 1 >> >>"
    ) % (field, signature)


def field_with(signature: int, *, page: int) -> bytes:
    """Return the invisible field of the signature."""
    return (
        b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (%s) /F 132 /Rect [0 0 0 0] /P %d 0 R /V %d 0 R >>"
        % (FIELD.encode(), page, signature)
    )


def empty_signature(now: datetime, room: int) -> bytes:
    """Return the signature's object before the file is whole: its ranges and its container are still zeros."""
    return (
        b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M (%s)"
        b" /Reference [<< /Type /SigRef /TransformMethod /DocMDP"
        b" /TransformParams << /Type /TransformParams /V /1.2 /P 1 >> >>] %s /Contents %s >>"
        % (str(pdf_date(now)).encode(), _RANGE % (0, 0, 0), _empty(room))
    )


def _empty(room: int) -> bytes:
    return b"<" + b"0" * room + b">"


def signed(pdf: bytes, container: Container, key: DocumentKey, stamp: Stamper | None = None) -> bytes:
    """Return the file with its ranges and its container filled.

    :raises CannotSign: when the key's holder does not answer.
    """
    room = room_for(stamp)
    empty = _empty(room)
    start = pdf.rindex(empty)
    end = start + len(empty)
    ranges = _RANGE % (start, end, len(pdf) - end)
    before = pdf[:start]
    at = before.rindex(_RANGE % (0, 0, 0))
    before = before[:at] + ranges + before[at + len(ranges) :]
    after = pdf[end:]
    filled = container.filled(hashlib.sha256(before + after).digest(), key, stamp)
    return b"".join((before, in_place(filled, room), after))


def refuse_broken(pdf: bytes, key: DocumentKey) -> None:
    """Let pyHanko look at a sealed file.

    :raises CannotSign: when the signature does not hold or does not cover the whole file.
    """
    context = ValidationContext(trust_roots=[Certificate.load(key.certificate)])
    status = validate_pdf_signature(PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0], context)
    is_whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    if not (status.intact and status.valid and is_whole):
        raise CannotSign("a sealed document does not hold")
