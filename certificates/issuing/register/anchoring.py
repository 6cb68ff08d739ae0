"""Anchors: an authority outside says when a checkpoint was there, so that nobody can write another past later.

The authority sees a digest of a public text, asked for at an hour that says nothing of a batch.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.db import transaction

from certificates.issuing.register.errors import NotStamped
from certificates.issuing.register.models import RegisterAnchor, RegisterCheckpoint
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


def anchor_newest(*, now: datetime) -> RegisterAnchor | None:
    """Have the newest checkpoint stamped, unless it is; return the anchor when it is new.

    Earlier checkpoints need none of their own: each is the beginning of the newest. Nothing is locked while the
    authority is asked; of two who ask at once the first is kept.

    :raises NotStamped: when the authority does not answer, or not with a time-stamp of this checkpoint and instant.
    """
    checkpoint = RegisterCheckpoint.objects.order_by("-size", "pk").first()
    if (
        not is_configured()
        or checkpoint is None
        or RegisterAnchor.objects.filter(checkpoint=checkpoint).exists()
    ):
        return None
    content = checkpoint.note.encode()
    token = _ask(content)
    stamp = _read(token, content, trusted_roots())
    if abs(stamp.stamped_at - now) > MOST_APART:
        raise NotStamped(f"its clock says {stamp.stamped_at:%Y-%m-%d %H:%M:%S}")
    with transaction.atomic(durable=True):
        made, is_new = RegisterAnchor.objects.get_or_create(
            checkpoint=checkpoint,
            defaults={
                "token": token,
                "authority": stamp.authority[:200],
                "stamped_at": stamp.stamped_at,
                "made_at": now,
            },
        )
    return made if is_new else None


def find_damaged_anchors() -> Sequence[str]:
    """Return what does not hold of the kept time-stamps, as sentences."""
    roots = trusted_roots()
    found = []
    for anchor in RegisterAnchor.objects.select_related("checkpoint").order_by("pk").iterator(500):
        try:
            stamp = _read(bytes(anchor.token), anchor.checkpoint.note.encode(), roots)
        except NotStamped as error:
            found.append(f"The time-stamp of size {anchor.checkpoint.size}: {error}")
            continue
        if stamp.stamped_at != anchor.stamped_at:
            found.append(f"The time-stamp of size {anchor.checkpoint.size} names another instant.")
    return found


def _ask(content: bytes) -> bytes:
    from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

    asked = RequestsHTTPTimeStamper(settings.TIME_STAMP_URL, timeout=PATIENCE_SECONDS)
    try:
        return bytes(asyncio.run(asked.async_timestamp(hashlib.new(DIGEST, content).digest(), DIGEST)).dump())
    except Exception as error:  # what a stranger's server sends stops the library in many ways
        raise NotStamped(f"{type(error).__name__}") from None


def _read(token: bytes, content: bytes, roots: Sequence[bytes]) -> Stamp:
    try:
        return read_stamp(token, content, roots)
    except UnreadableStamp as error:
        raise NotStamped(str(error)) from None
