"""One bit of a signed status list (W3C Bitstring Status List 1.0), read within bounds."""

import binascii
import zlib
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from typing import Any

from certificates.verifier.results import gettext_noop
from certificates.verifier.strict import CREDENTIALS, Refused, read_credential

LARGEST_LIST = 1 << 20  # bytes of bits
GZIP = 31  # zlib's word for gzip with its header

NO_ENTRY = gettext_noop("The credential names no place in a status list.")
NO_LIST = gettext_noop("The status list that it names was not at hand.")
UNREADABLE = gettext_noop("The status list cannot be read.")


class CannotTell(Exception):
    """The list does not answer; the message says why."""


def pick_list(
    credential: Mapping[str, Any], lists: Sequence[bytes]
) -> tuple[Mapping[str, Any], dict[str, Any]]:
    """Return a credential's entry, and the one of these lists that it names.

    :raises CannotTell: when it names none, or none of these.
    """
    entry = credential.get("credentialStatus")
    if (
        not isinstance(entry, dict)
        or entry.get("type") != "BitstringStatusListEntry"
        or entry.get("statusPurpose") != "revocation"
    ):
        raise CannotTell(NO_ENTRY)
    for content in lists:
        found = _read(content)
        if found.get("id") == entry.get("statusListCredential"):
            return entry, found
    raise CannotTell(NO_LIST)


def is_revoked(found: Mapping[str, Any], entry: Mapping[str, Any]) -> bool:
    """Return the bit that the entry names in a list whose signature was checked.

    :raises CannotTell: when there is no such bit.
    """
    place, listed = entry.get("statusListIndex"), found.get("credentialSubject")
    if not isinstance(listed, dict) or listed.get("statusPurpose") != "revocation":
        raise CannotTell(UNREADABLE)
    if not isinstance(place, str) or not (place.isascii() and place.isdigit()) or len(place) > 9:
        raise CannotTell(NO_ENTRY)
    bits, index = _bits(listed.get("encodedList")), int(place)
    if index >= len(bits) * 8:
        raise CannotTell(NO_ENTRY)
    return bool(bits[index // 8] & 0x80 >> index % 8)


def _read(content: bytes) -> dict[str, Any]:
    try:
        return read_credential(content, contexts=[CREDENTIALS])
    except Refused:
        raise CannotTell(UNREADABLE) from None


def _bits(encoded: Any) -> bytes:
    if not isinstance(encoded, str) or not encoded.startswith("u"):
        raise CannotTell(UNREADABLE)
    body, unpacking = encoded[1:], zlib.decompressobj(GZIP)
    try:
        bits = unpacking.decompress(urlsafe_b64decode(body + "=" * (-len(body) % 4)), LARGEST_LIST)
    except (zlib.error, binascii.Error, ValueError):
        raise CannotTell(UNREADABLE) from None
    if not unpacking.eof:
        raise CannotTell(UNREADABLE)
    return bits
