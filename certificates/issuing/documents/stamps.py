"""Time-stamps of seals: asked once for each signature and kept, so that a document made again is the same file.

An authority that does not answer stops nobody: the seal stays without a time-stamp, and a row says so, since when
and why. For some minutes after that nobody is asked again, else a batch would wait for each of its documents.
"""

import hashlib
import logging
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from certificates.issuing import authority
from certificates.issuing.documents.models import DocumentStamp
from certificates.issuing.errors import NotStamped
from certificates.issuing.models import Credential

if TYPE_CHECKING:
    from certificates.issuing.documents.stamped import Stamper

logger = logging.getLogger(__name__)
TRIES = 2
PAUSE_SECONDS = 300
PAUSED = "certificates.stamps.paused"
LONGEST = 8192  # bytes of a token: as many as the place of a seal has besides the seal
PAUSING = "The authority did not answer a short time before."


def stamper_for(credential: Credential, *, now: datetime) -> "Stamper | None":
    """Return what gives the time-stamp of the document's seal; None where its seals have none.

    What was stored without one stays without, whatever the settings say today.
    """
    is_stored = bool(credential.document_sha256)
    is_wanted = settings.TIME_STAMP_DOCUMENTS and authority.is_configured() and not is_stored
    if not is_wanted and not DocumentStamp.objects.filter(credential=credential).exists():
        return None
    return lambda signature: _token(credential, signature, is_wanted=is_wanted, now=now)


def _token(credential: Credential, signature: bytes, *, is_wanted: bool, now: datetime) -> bytes:
    imprint = hashlib.sha256(signature).hexdigest()
    kept = DocumentStamp.objects.filter(credential=credential, imprint=imprint).first()
    if kept is None and is_wanted:
        told = _ask(signature, now=now)
        with transaction.atomic(durable=True):  # of two who ask at once the first is kept
            kept, _is_new = DocumentStamp.objects.get_or_create(
                credential=credential, imprint=imprint, defaults={**told, "made_at": now}
            )
    return bytes(kept.token) if kept else b""


def _ask(signature: bytes, *, now: datetime) -> dict[str, object]:
    """Return what is kept: the token and what it says, or why there is none."""
    reason = PAUSING
    for _attempt in range(0 if cache.get(PAUSED) else TRIES):
        try:
            token, said = authority.stamp(signature, now=now)
        except (NotStamped, OSError, ValueError) as error:
            reason = str(error) or type(error).__name__
            continue
        if len(token) <= LONGEST:
            return {"token": token, "authority": said.authority[:200], "stamped_at": said.stamped_at}
        reason = "The time-stamp is too long."
    if reason != PAUSING:
        cache.set(PAUSED, True, PAUSE_SECONDS)
        logger.warning("Seals stay without a time-stamp: %s", reason)
    return {"token": b"", "reason": reason[:200]}
