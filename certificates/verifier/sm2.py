"""Checks SM2 signatures over SM3 (GB/T 32918.2, signer's identity 1234567812345678) with the numbers of GB/T 32918.5.

No library that this verifier may ask for has SM2. Nothing here is secret: no key signs here, so how long a sum takes
tells nobody anything. SM3 and the reader of DER are those of `cryptography`.
"""

import hashlib
import re
from base64 import b64decode
from collections.abc import Mapping

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

Point = tuple[int, int]

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
IDENTITY = b"1234567812345678"
COORDINATE = 32  # bytes
LONGEST = 72  # bytes of a signature in DER
# SubjectPublicKeyInfo of an uncompressed point on this curve: the one form that is read, and what OpenSSL writes.
SPKI_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200") + b"\x04"
BLOCK = re.compile(
    r"(?:^([\w.-]{1,40})\s*\n)?-----BEGIN PUBLIC KEY-----([\sA-Za-z0-9+/=]+)-----END PUBLIC KEY-----",
    re.MULTILINE,
)


class NotSm2(ValueError):
    """The bytes are no public key for SM2, or no signature in its form."""


def read_key(public: bytes) -> Point:
    """Return the point of a public key (SubjectPublicKeyInfo, DER).

    :raises NotSm2: when it is written otherwise, or is no point of the curve.
    """
    point = public.removeprefix(SPKI_HEAD)
    if len(public) != len(SPKI_HEAD) + 2 * COORDINATE or len(point) != 2 * COORDINATE:
        raise NotSm2("this is no public key for SM2")
    x, y = int.from_bytes(point[:COORDINATE]), int.from_bytes(point[COORDINATE:])
    if x >= P or y >= P or (y * y - (x * x + A) * x - B) % P:
        raise NotSm2("this is no point of the curve of SM2")
    return x, y


def read_keys(text: str) -> dict[str, bytes]:
    """Return the public keys (DER) in a text (PEM) by the names in front of them.

    By its digest one without a name, or with one that another has: each school counts its own.

    :raises NotSm2: when there is none, or one that is not for SM2.
    """
    found: dict[str, bytes] = {}
    for name, block in BLOCK.findall(text):
        try:
            public = b64decode("".join(block.split()), validate=True)
        except ValueError:
            raise NotSm2("a key in it cannot be read") from None
        read_key(public)
        is_named = name and found.get(name, public) == public
        found[name if is_named else hashlib.sha256(public).hexdigest()[:16]] = public
    if not found:
        raise NotSm2("there is no public key (PEM) in it")
    return found


def read_signature(signature: bytes) -> tuple[int, int]:
    """Return r and s of a signature in DER.

    :raises NotSm2: when it is not written in its one form, or they are out of range.
    """
    try:
        r, s = decode_dss_signature(signature) if len(signature) <= LONGEST else (0, 0)
    except ValueError:
        r, s = 0, 0
    if not (0 < r < N and 0 < s < N):
        raise NotSm2("this is no signature of SM2")
    return r, s


def is_signature(public: bytes, data: bytes, signature: bytes) -> bool:
    """Return whether a signature is that of the key over these bytes.

    :raises NotSm2: when the key is none.
    :raises UnsupportedAlgorithm: when `cryptography` has no SM3 here.
    """
    key = read_key(public)
    try:
        r, s = read_signature(signature)
    except NotSm2:
        return False
    digest = int.from_bytes(_sm3(_about_signer(key) + data))
    t = (r + s) % N
    point = _combined(s, G, t, key) if t else None
    return point is not None and (digest + point[0]) % N == r


def name_of_signer(keys: Mapping[str, bytes], data: bytes, signature: bytes) -> str:
    """Return by which of the keys these bytes were signed, empty for none of them; raises as `is_signature`."""
    return next((name for name, public in keys.items() if is_signature(public, data, signature)), "")


def _sm3(data: bytes) -> bytes:
    made = hashes.Hash(hashes.SM3())
    made.update(data)
    return made.finalize()


def _about_signer(key: Point) -> bytes:
    """Return Z, the digest of who signs, which is put before what is signed."""
    numbers = b"".join(number.to_bytes(COORDINATE) for number in (A, B, *G, *key))
    return _sm3((8 * len(IDENTITY)).to_bytes(2) + IDENTITY + numbers)


def _combined(s: int, one: Point, t: int, other: Point) -> Point | None:
    """Return s times one point and t times another, added; None is the point at infinity."""
    both, total = _added(one, other), None
    for place in reversed(range(N.bit_length())):
        total = _added(total, total)
        match s >> place & 1, t >> place & 1:
            case 1, 1:
                total = _added(total, both)
            case 1, 0:
                total = _added(total, one)
            case 0, 1:
                total = _added(total, other)
    return total


def _added(one: Point | None, other: Point | None) -> Point | None:
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    if one == other:
        slope = (3 * x1 * x1 + A) * pow(2 * y1, -1, P)
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, P)
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P
