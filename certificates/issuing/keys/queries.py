"""Reading keys, and what hangs on each."""

from django.db.models import QuerySet

from certificates.issuing.keys.errors import KeyNotFound
from certificates.issuing.keys.models import KeyCertificate, SigningKey


def list_keys() -> QuerySet[SigningKey]:
    """Return every key that there ever was, oldest first."""
    return SigningKey.objects.order_by("pk")


def signed_with(name: str) -> list[str]:
    """Return the numbers of the credentials whose proof, or document, hangs on a key that is still published.

    :raises KeyNotFound: when there is none of this name.
    """
    key = SigningKey.objects.filter(name=name, removed_at=None).first()
    if key is None:
        raise KeyNotFound
    signed, sealed = (rows.values_list("credential__number", flat=True) for rows in (key.signed, key.sealed))
    return sorted([*signed, *sealed])


def known_certificates() -> list[bytes]:
    """Return every certificate (DER) whose key was not removed. One query."""
    rows = KeyCertificate.objects.filter(key__removed_at=None)
    return [bytes(content) for content in rows.values_list("content", flat=True)]
