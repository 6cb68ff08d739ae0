"""Signs receipts with the platform's Ed25519 key, and checks such a signature."""

import base64
import hashlib
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from lms.exams.eventlog import canonical

# A signature made for receipts must not pass for anything else the key may sign.
_PURPOSE = b"examination-receipt\x00"
PUBLIC_KEY_BYTES = 32


def _private_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(settings.SIGNING_KEY))


def public_key_bytes() -> bytes:
    """Return the raw public key by which receipts are checked."""
    return _private_key().public_key().public_bytes_raw()


def key_id(public_key: bytes | None = None) -> str:
    """Return the name of a key, the platform's own by default: a part of the hash of its public half."""
    return hashlib.sha256(public_key or public_key_bytes()).hexdigest()[:16]


def sign(payload: dict[str, Any]) -> str:
    """Return the base64 signature over the canonical bytes of a receipt."""
    return base64.b64encode(_private_key().sign(_PURPOSE + canonical(payload))).decode("ascii")


def is_genuine(payload: dict[str, Any], signature: str, *, public_key: bytes | None = None) -> bool:
    """Return whether the signature fits; one flipped bit anywhere fails."""
    key = Ed25519PublicKey.from_public_bytes(public_key or public_key_bytes())
    try:
        key.verify(base64.b64decode(signature, validate=True), _PURPOSE + canonical(payload))
    except (InvalidSignature, ValueError):
        return False
    return True
