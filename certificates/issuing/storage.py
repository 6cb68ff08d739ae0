"""Issued documents as files, addressed by the SHA-256 of their bytes; safe to repeat after a crash."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from certificates.issuing.errors import DocumentDamaged


def _documents() -> Storage:
    return storages["documents"]


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of the bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def name_of(digest: str) -> str:
    """Return the address of the document with this digest."""
    return f"{digest[:2]}/{digest}.pdf"


def put_document(content: bytes) -> str:
    """Keep the bytes under their own digest and return it; what is there already is not written again."""
    digest = digest_of(content)
    name = name_of(digest)
    if not _is_whole(name, digest):
        # A process that was killed while writing leaves a part of the file under the right address.
        _documents().delete(name)
        kept = _documents().save(name, ContentFile(content))
        if kept != name:  # another worker was first; its bytes are the same by definition of the address
            _documents().delete(kept)
    return digest


def get_document(name: str, digest: str) -> bytes:
    """Return the bytes that were issued.

    :raises DocumentDamaged: when they are gone or are other bytes.
    """
    try:
        with _documents().open(name, "rb") as file:
            content = bytes(file.read())
    except OSError:
        raise DocumentDamaged from None
    if digest_of(content) != digest:
        raise DocumentDamaged
    return content


def _is_whole(name: str, digest: str) -> bool:
    try:
        get_document(name, digest)
    except DocumentDamaged:
        return False
    return True
