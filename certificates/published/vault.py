"""Names and seals of published files: a folder that is no list of people, whoever gets hold of it.

A file lies at a keyed hash of what is looked for, and is sealed under a key made of the same: who knows neither the
code on the paper nor number and name finds nothing and reads nothing, even with the key of the folder. Equal content
gives equal bytes, and lengths are rounded up.
"""

import hashlib
import hmac
import json
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import ImproperlyConfigured

NONCE_BYTES, BLOCK = 12, 1024
RECORD, NAME, DOCUMENT, CREDENTIAL = "records", "names", "documents", "credentials"
STATE = "state"  # the one file that is found by nothing but its name
TAG_DIGITS = 16


class Unreadable(Exception):
    """The file is damaged, or sealed under another key or for another place."""


class Vault:
    """Knows where a published file lies and how it is sealed."""

    def __init__(self, key: str) -> None:
        if not key:  # everybody knows the empty one
            raise ImproperlyConfigured(
                "PUBLISHED_KEY is not set in a process that writes or reads published files."
            )
        self._key = key.encode()

    def address(self, kind: str, secret: str) -> str:
        """Return the name of a file below the folder."""
        if kind == STATE:
            return kind
        digest = self._hash("address", kind, secret).hex()
        return f"{kind}/{digest[:2]}/{digest[2:]}"

    def tag(self, token_hash: str) -> str:
        """Return what stands for a record in a list of some: nobody finds the record by it."""
        return self._hash("tag", RECORD, token_hash).hex()[:TAG_DIGITS]

    def seal(self, kind: str, secret: str, content: dict[str, Any]) -> bytes:
        """Return the file's bytes."""
        plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        plain += b" " * (-len(plain) % BLOCK)
        key = self._hash("seal", kind, secret)
        nonce = hmac.digest(key, plain, hashlib.sha256)[:NONCE_BYTES]
        return nonce + AESGCM(key).encrypt(nonce, plain, kind.encode())

    def open(self, kind: str, secret: str, sealed: bytes) -> dict[str, Any]:
        """Return what a file holds.

        :raises Unreadable: when it was not sealed under this key for this place.
        """
        aead = AESGCM(self._hash("seal", kind, secret))
        try:
            plain = aead.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], kind.encode())
        except (InvalidTag, ValueError):
            raise Unreadable(kind) from None
        content: dict[str, Any] = json.loads(plain)
        return content

    def _hash(self, use: str, kind: str, secret: str) -> bytes:
        return hmac.digest(
            self._key, f"{use}\x00{kind}\x00{secret}".encode("utf-8", "replace"), hashlib.sha256
        )


def secret_of_name(number: str, comparable: str) -> str:
    """Return what the file of a number and a name is found by; `number` in its kept form."""
    return f"{number}\x00{comparable}"
