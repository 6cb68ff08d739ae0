"""Identifiers: time-ordered UUIDs for rows that travel, random tokens for what the public may hold."""

import secrets
from base64 import b32encode
from uuid import UUID

from uuid_utils.compat import uuid7

TOKEN_BYTES = 16


def new_uuid() -> UUID:
    """Return a version-7 UUID (RFC 9562): sorts by birth, can be made at any site."""
    return uuid7()


def new_public_token() -> str:
    """Return 128 random bits as 26 upper-case base32 characters (QR alphanumeric mode); derives from nothing."""
    return b32encode(secrets.token_bytes(TOKEN_BYTES)).decode("ascii").rstrip("=")
