"""The press as a renderer: values go into a layout that is kept, the signature into a container that is kept."""

import itertools
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from certificates.issuing.documents.content import Document
from certificates.issuing.documents.plain import Plain, refuse_void
from certificates.issuing.documents.press import container
from certificates.issuing.documents.press.errors import CannotCompile
from certificates.issuing.documents.press.layout import layout_of
from certificates.issuing.documents.press.stamping import plain_file, unsigned_file
from certificates.issuing.documents.signing import DocumentKey
from certificates.issuing.documents.stamped import Stamper, room_for

LOOKED_AT = 50  # of so many sealed documents, pyHanko looks at the first


class Compiled:
    """Stamps documents; what it cannot stamp, plain WeasyPrint prints."""

    def print(self, document: Document) -> bytes:
        """Return the PDF without a signature.

        :raises NotPrintable: when a character has no glyph, or a picture is none.
        """
        try:
            return plain_file(document, layout_of(document))
        except CannotCompile:
            return Plain().print(document)

    def seal(
        self, document: Document, *, key: DocumentKey, now: datetime, stamp: Stamper | None = None
    ) -> bytes:
        """Return the signed PDF; pyHanko looks at the first of a key and at every fiftieth after it.

        :raises NotPrintable: when a character has no glyph, or a picture is none.
        :raises NeverSigned: for a void document.
        :raises CannotSign: when the key's holder does not answer, or a file that was looked at does not hold.
        """
        refuse_void(document)
        try:
            unsigned = unsigned_file(document, layout_of(document), now=now, room=room_for(stamp))
        except CannotCompile:
            return Plain().seal(document, key=key, now=now, stamp=stamp)
        kept, numbers = _kept_for(key)
        sealed = container.signed(unsigned, kept, key, stamp)
        if next(numbers) % LOOKED_AT == 0:
            container.refuse_broken(sealed, key)
        return sealed


@lru_cache(maxsize=8)
def _kept_for(key: DocumentKey) -> tuple[container.Container, Iterator[int]]:
    """Return this process's container for a key, and the numbers of the documents that it seals."""
    return container.container_of(key), itertools.count()
