"""Reads of photographs: the newest of people, and the one that a certificate was made with."""

from base64 import b64decode
from collections.abc import Collection

from django.db.models import Max

from certificates.issuing.errors import DocumentDamaged
from certificates.issuing.portraits.models import Portrait


def portraits_of(person_ids: Collection[int]) -> dict[int, tuple[str, bytes]]:
    """Return by person the newest photograph with its SHA-256; one query."""
    newest = (
        Portrait.objects.filter(person__in=person_ids).order_by().values("person").annotate(last=Max("pk"))
    )
    rows = Portrait.objects.filter(pk__in=newest.values("last"))
    return {row.person_id: (row.sha256, b64decode(row.content)) for row in rows}


def photograph_for(person_id: int, sha256: str) -> bytes:
    """Return the photograph that the frozen content of a person's certificate names; nothing where it names none.

    :raises DocumentDamaged: when it is gone.
    """
    if not sha256:
        return b""
    row = Portrait.objects.filter(person=person_id, sha256=sha256).first()
    if row is None:
        raise DocumentDamaged
    return b64decode(row.content)


def has_portrait(person_id: int, sha256: str) -> bool:
    """Return whether this photograph is one of the person's; it is not opened."""
    return Portrait.objects.filter(person=person_id, sha256=sha256).exists()
