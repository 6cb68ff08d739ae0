"""The secret of a key: drawn here, shown once, and kept as a keyed hash."""

import secrets
from base64 import b32encode

from lms.core.crypto import lookup_hash

PREFIX = "certkey_"  # by which scanners of code, and our logs, know what it is
PURPOSE = "employer-api-key"
SECRET_BYTES = 20
HINT = 4
LONGEST = 100


def new_secret() -> str:
    """Return 160 random bits behind the prefix; it derives from nothing."""
    return PREFIX + b32encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")


def hash_of(secret: str) -> str:
    """Return the keyed hash under which a secret is found."""
    return lookup_hash(secret[:LONGEST], purpose=PURPOSE)


def hint_of(secret: str) -> str:
    """Return the end of a secret, by which its owner tells keys apart."""
    return secret[-HINT:]
