"""The bits of a list as the standard writes them (W3C Bitstring Status List 1.0)."""

import gzip
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable

LENGTH = 131_072  # the least that the standard allows, so that one bit hides among many


def encode(indexes: Iterable[int]) -> str:
    """Return the list with these bits set: `u`, then base64url of gzip; bit 0 is the most significant."""
    bits = bytearray(LENGTH // 8)
    for index in indexes:
        bits[index // 8] |= 0x80 >> index % 8
    # No time in the header: equal bits give equal bytes.
    return "u" + urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()


def is_set(encoded: str, index: int) -> bool:
    """Return one bit of a list that we made."""
    body = encoded.removeprefix("u")
    bits = gzip.decompress(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return bool(bits[index // 8] & 0x80 >> index % 8)
