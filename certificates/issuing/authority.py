"""The authority for time-stamps (RFC 3161): asked over HTTP, and believed only when its certificate is one of ours."""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from certificates.issuing.errors import NotStamped
from certificates.verifier.timestamps import DIGEST, Stamp, UnreadableStamp, read_stamp

PATIENCE_SECONDS = 20
# An authority's clock may differ from ours; one that is further off dates what it never saw.
MOST_APART = timedelta(minutes=10)


def is_configured() -> bool:
    """Return whether an authority is named."""
    return bool(settings.TIME_STAMP_URL)


def trusted_roots() -> list[bytes]:
    """Return the certificates (DER) that the authority's must lead to; none when no authority is named.

    :raises OSError: when the file is not there.
    :raises ValueError: when it holds no certificate.
    """
    if not settings.TIME_STAMP_ROOTS:
        return []
    kept = x509.load_pem_x509_certificates(Path(settings.TIME_STAMP_ROOTS).read_bytes())
    return [one.public_bytes(Encoding.DER) for one in kept]


def believed() -> list[bytes]:
    """Return the same for a check of a document; none when the file cannot be read: then nothing can be checked."""
    try:
        return trusted_roots()
    except (OSError, ValueError):
        return []


def stamp(content: bytes, *, now: datetime) -> tuple[bytes, Stamp]:
    """Have these bytes stamped; return the token and what it says. The authority sees their digest alone.

    :raises NotStamped: when the authority does not answer, or not with a time-stamp of these bytes and this instant.
    """
    token = _ask(content)
    said = read(token, content, trusted_roots())
    if abs(said.stamped_at - now) > MOST_APART:
        raise NotStamped(f"its clock says {said.stamped_at:%Y-%m-%d %H:%M:%S}")
    return token, said


def read(token: bytes, content: bytes, roots: Sequence[bytes]) -> Stamp:
    """Return what a time-stamp of these bytes says.

    :raises NotStamped: when it says nothing of them, or nothing that can be believed.
    """
    try:
        return read_stamp(token, content, roots)
    except UnreadableStamp as error:
        raise NotStamped(str(error)) from None


def _ask(content: bytes) -> bytes:
    from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

    asked = RequestsHTTPTimeStamper(settings.TIME_STAMP_URL, timeout=PATIENCE_SECONDS)
    try:
        return bytes(asyncio.run(asked.async_timestamp(hashlib.new(DIGEST, content).digest(), DIGEST)).dump())
    except Exception as error:  # what a stranger's server sends stops the library in many ways
        raise NotStamped(f"{type(error).__name__}") from None
