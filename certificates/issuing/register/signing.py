"""Who signs checkpoints: an Ed25519 key of its own purpose, derived from the platform's signing key."""

import base64
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from certificates.verifier.notes import NoteKey, Sign

PURPOSE = b"register-checkpoint"


@dataclass(frozen=True, slots=True)
class CheckpointSigner:
    """The public key with the log's name, and what signs bytes with the private one."""

    key: NoteKey
    sign: Sign


def platform_signer() -> CheckpointSigner:
    """Return the signer of this platform; the log is named after the public address."""
    seed = HKDF(SHA256(), 32, salt=None, info=PURPOSE).derive(base64.b64decode(settings.SIGNING_KEY))
    private = Ed25519PrivateKey.from_private_bytes(seed)
    name = f"{urlsplit(settings.PUBLIC_BASE_URL).netloc}/register"
    return CheckpointSigner(NoteKey(name, private.public_key().public_bytes_raw()), private.sign)
