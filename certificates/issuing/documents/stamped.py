"""The time-stamp in a seal (PAdES B-T): an authority's token over the raw signature, beside what is signed."""

from collections.abc import Callable

from asn1crypto.cms import CMSAttributes, ContentInfo
from pyhanko.sign.general import simple_cms_attribute

from certificates.issuing.keys.errors import CannotSign

# From a raw signature to the token (DER) over it; nothing where the seal stays without one.
Stamper = Callable[[bytes], bytes]
RESERVED = (
    16384  # hexadecimal digits kept for the signature: certificates of 4,096-bit keys leave half of it free
)
WITH_TOKEN = 2 * RESERVED


def room_for(stamp: Stamper | None) -> int:
    """Return how many hexadecimal digits are kept for a signature."""
    return RESERVED if stamp is None else WITH_TOKEN


def with_token(container: bytes, token: bytes) -> bytes:
    """Return the container of a signature with the token in it."""
    content = ContentInfo.load(container)
    kept = simple_cms_attribute("signature_time_stamp_token", ContentInfo.load(token))
    content["content"]["signer_infos"][0]["unsigned_attrs"] = CMSAttributes([kept])
    return bytes(content.dump())


def in_place(container: bytes, room: int) -> bytes:
    """Return the container as it stands in a file, with zeros up to the room that is kept.

    :raises CannotSign: when it is larger.
    """
    filled = container.hex().encode()
    if len(filled) > room:
        raise CannotSign("the certificate is too large for the place of the signature")
    return b"<" + filled.ljust(room, b"0") + b">"
