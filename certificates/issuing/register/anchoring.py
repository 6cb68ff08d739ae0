"""Anchors: an authority outside says when a checkpoint was there, so that nobody can write another past later.

The authority sees a digest of a public text, asked for at an hour that says nothing of a batch.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from certificates.issuing import authority
from certificates.issuing.errors import NotStamped
from certificates.issuing.register.models import RegisterAnchor, RegisterCheckpoint


def anchor_newest(*, now: datetime) -> RegisterAnchor | None:
    """Have the newest checkpoint stamped, unless it is; return the anchor when it is new.

    Earlier checkpoints need none of their own: each is the beginning of the newest. Nothing is locked while the
    authority is asked; of two who ask at once the first is kept.

    :raises NotStamped: when the authority does not answer, or not with a time-stamp of this checkpoint and instant.
    """
    checkpoint = RegisterCheckpoint.objects.order_by("-size", "pk").first()
    if (
        not authority.is_configured()
        or checkpoint is None
        or RegisterAnchor.objects.filter(checkpoint=checkpoint).exists()
    ):
        return None
    token, stamp = authority.stamp(checkpoint.note.encode(), now=now)
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
    roots = authority.trusted_roots()
    found = []
    for anchor in RegisterAnchor.objects.select_related("checkpoint").order_by("pk").iterator(500):
        try:
            stamp = authority.read(bytes(anchor.token), anchor.checkpoint.note.encode(), roots)
        except NotStamped as error:
            found.append(f"The time-stamp of size {anchor.checkpoint.size}: {error}")
            continue
        if stamp.stamped_at != anchor.stamped_at:
            found.append(f"The time-stamp of size {anchor.checkpoint.size} names another instant.")
    return found
