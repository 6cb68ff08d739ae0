"""The offline code: a small claim in CBOR, signed (COSE_Sign1, ES256, RFC 9052), as text for a square code.

It says no more than the paper does. The signature can be checked without a network, the status cannot.
"""

from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, fields
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from certificates.verifier import base45, cbor
from certificates.verifier.known import Known
from certificates.verifier.proofs import (
    BAD,
    CREDENTIAL,
    NO_ISSUER,
    OTHER_ISSUER,
    OTHER_KEY,
    BadProof,
    CannotProve,
    of_the_days,
    of_the_proof,
    of_the_status,
)
from certificates.verifier.results import Check, Outcome, gettext_noop

PREFIX = "OC1:"
LARGEST = 2048  # characters of the text
ALGORITHM, KEY_ID, ES256 = 1, 4, -7  # labels of COSE's header
IDENTIFIER, EXPIRES, CLAIM = (
    7,
    4,
    -65537,
)  # `cti` and `exp` of CWT (RFC 8392), and a label of COSE's range for private use
_HALF = 32

FORM_FITS = gettext_noop("The text is an offline code in the form of those that are made here.")
NO_CODE = gettext_noop(
    "The text can be read, and is no offline code in the form of those that are made here."
)
PART_OF_CODE = gettext_noop(
    "The text cannot be read as an offline code: a part is missing (often its blanks), a character is another, or more "
    "was copied than the code."
)


class NoCode(Exception):
    """The text is no offline code."""


class PartOfCode(NoCode):
    """The text cannot be read to its end: it says nothing at all."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What an offline code says, in the order in which it says it."""

    number: str
    kind: str
    name: str
    title: str
    school: str
    day: str
    status_list: str  # `short_list` of its address
    index: int


@dataclass(frozen=True, slots=True)
class OfflineCode:
    """A code that was read, but not proven yet."""

    method: str
    identifier: str
    claim: Claim
    signed: bytes
    signature: bytes
    until: int | None = None  # seconds since 1970; None for life


def make_code(
    claim: Claim,
    *,
    identifier: UUID,
    method: str,
    sign: Callable[[bytes], bytes],
    until: int | None = None,
) -> str:
    """Return the text; `sign` returns the 64 bytes r and s of ES256, `until` is as in `OfflineCode`."""
    protected = cbor.encode({ALGORITHM: ES256, KEY_ID: method.encode()})
    end = {} if until is None else {EXPIRES: until}
    payload = cbor.encode({**end, IDENTIFIER: identifier.bytes, CLAIM: list(astuple(claim))})
    signature = sign(to_be_signed(protected, payload))
    return PREFIX + base45.encode(cbor.encode_sign1([protected, {}, payload, signature]))


def to_be_signed(protected: bytes, payload: bytes) -> bytes:
    """Return the bytes that a COSE_Sign1 signs (RFC 9052, section 4.4)."""
    return cbor.encode(["Signature1", protected, b"", payload])


def is_code(content: bytes) -> bool:
    """Return whether a file claims to be an offline code."""
    return content.lstrip().startswith(PREFIX.encode())


def examine_code(content: bytes, known: Known) -> tuple[list[Check], str]:
    """Return the checks of an offline code, and the name of its credential when its signature is good."""
    try:
        code = read_code(content)
    except PartOfCode:
        return [Check(CREDENTIAL, Outcome.UNCHECKED, PART_OF_CODE)], ""
    except NoCode:
        return [Check(CREDENTIAL, Outcome.FAILED, NO_CODE)], ""
    issuer, _hash, _name = code.method.partition("#")
    end = {} if code.until is None else {"validUntil": datetime.fromtimestamp(code.until, UTC).isoformat()}
    as_credential = {
        "issuer": {"id": issuer, "name": code.claim.school},
        "validFrom": f"{code.claim.day}T00:00:00+08:00",
        **end,
        "credentialStatus": {
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(code.claim.index),
            "statusListCredential": list_address(issuer, code.claim.status_list),
        },
    }
    proofs = of_the_proof(as_credential, lambda: _prove(code, issuer, known))
    checks = [
        Check(CREDENTIAL, Outcome.OK, FORM_FITS),
        *proofs,
        of_the_days(as_credential, known.now),
        of_the_status(as_credential, known),
    ]
    is_proven = all(check.outcome is Outcome.OK for check in proofs)
    return checks, code.identifier if is_proven else ""


def read_code(content: bytes) -> OfflineCode:
    """Return the parts of an offline code, whose signature is not checked here.

    :raises PartOfCode: when the text cannot be read to its end.
    :raises NoCode: when the text is none.
    """
    message = _message(content)
    try:
        protected, open_header, payload, signature = message
        header, claims = cbor.decode(protected), cbor.decode(payload)
        if (
            set(header) != {ALGORITHM, KEY_ID}
            or header[ALGORITHM] != ES256
            or open_header != {}
            or set(claims) - {EXPIRES} != {IDENTIFIER, CLAIM}
            or len(signature) != 2 * _HALF
        ):
            raise NoCode
        identifier = UUID(bytes=claims[IDENTIFIER]).urn
        signed = to_be_signed(protected, payload)
        return OfflineCode(
            header[KEY_ID].decode(),
            identifier,
            _claim(claims[CLAIM]),
            signed,
            signature,
            until=_end(claims.get(EXPIRES)),
        )
    except (ValueError, TypeError, AttributeError, LookupError, OverflowError):
        raise NoCode from None


def _message(content: bytes) -> Any:
    if len(content) > LARGEST:
        raise PartOfCode
    try:
        text = content.decode("ascii").strip().replace("\r", "").replace("\n", "")
        return cbor.decode_sign1(base45.decode(text.removeprefix(PREFIX)))
    except ValueError:
        raise PartOfCode from None


def _claim(parts: Any) -> Claim:
    claim = Claim(*parts)
    # The module does not postpone annotations: each field's type is the class itself.
    if any(type(part) is not field.type for part, field in zip(parts, fields(Claim), strict=True)):
        raise NoCode
    date.fromisoformat(claim.day)
    if len(claim.day) != len("2026-01-01") or claim.index < 0:
        raise NoCode
    return claim


def _end(seconds: Any) -> int | None:
    if seconds is None:
        return None
    if type(seconds) is not int:
        raise NoCode
    datetime.fromtimestamp(seconds, UTC)
    return seconds


def short_list(issuer: str, address: str) -> str:
    """Return the last part of a status list's address where the rest follows from the issuer's name, else all."""
    name = address.rpartition("/")[2]
    return name if list_address(issuer, name) == address else address


def list_address(issuer: str, written: str) -> str:
    """Return the address of a status list: beside the folder of the issuer's document (did:web)."""
    if "/" in written:
        return written
    host, *folders = issuer.removeprefix("did:web:").split(":")[:-2] or [""]
    return "/".join([f"https://{unquote(host)}", *folders, "status", written])


def is_signed_by(jwk: Mapping[str, Any], signed: bytes, signature: bytes) -> bool:
    """Return whether a public key (JWK, P-256) made a raw signature."""
    x, y = (int.from_bytes(urlsafe_b64decode(jwk[part] + "==")) for part in ("x", "y"))
    r, s = int.from_bytes(signature[:_HALF]), int.from_bytes(signature[_HALF:])
    try:
        key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
        key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def _prove(code: OfflineCode, issuer: str, known: Known) -> None:
    if known.issuer is None:
        raise CannotProve(NO_ISSUER)
    if issuer != known.issuer.get("id"):
        raise CannotProve(OTHER_ISSUER)
    may_assert = code.method in known.issuer.get("assertionMethod", ())
    for method in known.issuer.get("verificationMethod", ()) if may_assert else ():
        if method.get("id") == code.method and method.get("type") == "JsonWebKey":
            if not is_signed_by(method["publicKeyJwk"], code.signed, code.signature):
                raise BadProof(BAD)
            return
    raise BadProof(OTHER_KEY)
