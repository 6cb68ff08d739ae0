"""Encryption of single fields at rest, and the keyed hash by which an encrypted value is found again.

AES-256-GCM; keys come base64-encoded in FIELD_KEYS, the first encrypts, all decrypt (rotation).
"""

import base64
import hashlib
import hmac
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

_NONCE_BYTES = 12


def _keys() -> list[bytes]:
    return [base64.b64decode(key) for key in settings.FIELD_KEYS]


def encrypt(plain: str, *, context: str) -> str:
    """Return the value sealed for one context (table.column), so that it cannot be moved to another."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(_keys()[0]).encrypt(nonce, plain.encode("utf-8"), context.encode())
    return base64.b64encode(nonce + sealed).decode("ascii")


def decrypt(sealed: str, *, context: str) -> str:
    """Return the plain value.

    :raises ValueError: when no key opens it: the key is missing, or the value was altered or moved.
    """
    raw = base64.b64decode(sealed)
    for key in _keys():
        try:
            return (
                AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], context.encode()).decode("utf-8")
            )
        except InvalidTag:
            continue
    raise ValueError(f"No field key opens {context}.")


def lookup_hash(value: str, *, purpose: str) -> str:
    """Return HMAC-SHA-256 of a value under the look-up key; equal values meet, nothing else can be told."""
    message = f"{purpose}\x00{value}".encode()
    return hmac.new(settings.LOOKUP_KEY.encode(), message, hashlib.sha256).hexdigest()


class EncryptedTextField(models.TextField):
    """A text column stored encrypted; empty stays empty. It cannot be searched: keep a look-up hash beside it."""

    def _context(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def get_prep_value(self, value: Any) -> Any:
        plain = super().get_prep_value(value)
        return encrypt(plain, context=self._context()) if plain else plain

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        return decrypt(value, context=self._context()) if value else value
