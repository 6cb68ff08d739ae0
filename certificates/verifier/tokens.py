"""The checks of a credential as a JWT (ES256): those of its JSON, with another proof around the same words."""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from certificates.verifier.known import Known
from certificates.verifier.proofs import (
    BAD,
    CREDENTIAL,
    BadProof,
    examined,
    issuer_of,
    named_issuer,
    published_key,
    read_instant,
)
from certificates.verifier.results import Check, Outcome, gettext_noop
from certificates.verifier.strict import LONGEST, Refused, read_credential

# Three parts, of which two begin with the brace of an object, in base64.
OBJECT, PART = r"e[w-z0-9_-][A-Za-z0-9_-]*", r"[A-Za-z0-9_-]*"
TOKEN = re.compile(rf"\s*{OBJECT}\.{OBJECT}\.{PART}\s*".encode())
HEAD = {"alg": "ES256", "typ": "JWT"}
HALF = 32  # bytes of r, and of s
SIGNATURE = 86  # characters of both in base64

TOO_LONG = gettext_noop("The credential is larger than any that is issued here.")
UNREADABLE = gettext_noop("The JWT cannot be read.")


@dataclass(frozen=True, slots=True)
class Token:
    """The parts of a JWT: what its head says, the bytes of its claims, what was signed, the signature."""

    head: Any
    claims: bytes
    message: bytes
    signature: bytes


def is_token(content: bytes) -> bool:
    """Return whether a file has the form of a JWT."""
    return TOKEN.fullmatch(content) is not None


def breaks_off(content: bytes) -> bool:
    """Return whether the end of the signature is missing, of what `is_token`: it speaks neither for it nor against.

    Without any signature somebody took it away.
    """
    head, _claims, signature = content.strip().split(b".")
    if not 0 < len(signature) < SIGNATURE or len(content) > 2 * LONGEST:
        return False
    try:
        said = json.loads(_bytes(head))
    except (ValueError, RecursionError):
        return False
    return _is_ours(said)


def examine_token(content: bytes, known: Known) -> tuple[list[Check], str]:
    """Return the checks of a credential as a JWT, and the name it has when its signature is good."""
    try:
        token = _read(content)
        credential = read_credential(token.claims)
    except Refused as error:
        return [Check(CREDENTIAL, Outcome.FAILED, error.words, error.values)], ""
    return examined(credential, known, lambda: _prove(token, credential, known.issuer))


def _read(content: bytes) -> Token:
    if len(content) > 2 * LONGEST:
        raise Refused(TOO_LONG)
    message, _, signature = content.strip().rpartition(b".")
    head, _, claims = message.partition(b".")
    try:
        return Token(json.loads(_bytes(head)), _bytes(claims), message, _bytes(signature))
    except (ValueError, RecursionError):
        raise Refused(UNREADABLE) from None


def _is_ours(head: Any) -> bool:
    """Return whether a head names a key, and says and offers nothing besides that is not said here."""
    return isinstance(head, dict) and head == {**HEAD, "kid": head.get("kid")}


def _bytes(part: bytes) -> bytes:
    return urlsafe_b64decode(part + b"=" * (-len(part) % 4))


def _prove(token: Token, credential: Mapping[str, Any], issuer: Mapping[str, Any] | None) -> None:
    """Check the signature by the key of the issuer's document: whatever else the head offers proves nothing.

    :raises CannotProve: when there is nothing to compare with.
    :raises BadProof: when another key signed, other words, or in another way than is done here.
    """
    named, head = named_issuer(credential, issuer), token.head
    if not _is_ours(head):
        raise BadProof(BAD)
    try:
        key = published_key(head["kid"], "JsonWebKey", named)["publicKeyJwk"]
        x, y = (int.from_bytes(_bytes(key[name].encode("ascii"))) for name in ("x", "y"))
        public = EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key()
        if len(token.signature) != 2 * HALF or not _agrees(credential):
            raise BadProof(BAD)
        halves = (int.from_bytes(part) for part in (token.signature[:HALF], token.signature[HALF:]))
        public.verify(encode_dss_signature(*halves), token.message, ECDSA(SHA256()))
    except (InvalidSignature, AttributeError, KeyError, TypeError, ValueError):
        raise BadProof(BAD) from None


def _agrees(credential: Mapping[str, Any]) -> bool:
    """Return whether the registered claims, which programs read, say what the credential says."""
    said = {
        "iss": issuer_of(credential),
        "jti": credential["id"],
        "sub": credential["credentialSubject"]["id"],
        "nbf": int(read_instant(credential["validFrom"]).timestamp()),
    }
    if "validUntil" in credential:
        said["exp"] = int(read_instant(credential["validUntil"]).timestamp())
    return {name: credential.get(name) for name in ("iss", "jti", "sub", "nbf", "exp")} == {
        "exp": None
    } | said
