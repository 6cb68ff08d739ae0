"""One interface of renderers: plain WeasyPrint is the reference, the press stamps what has fixed places."""

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from certificates.issuing.documents.content import Document

if TYPE_CHECKING:
    from certificates.issuing.documents.signing import DocumentKey
    from certificates.issuing.documents.stamped import Stamper


class Renderer(Protocol):
    """Makes the PDF of a document; equal input gives equal bytes."""

    def print(self, document: Document) -> bytes:
        """Return the PDF without a signature.

        :raises NotPrintable: when a character has no glyph, or a picture is none.
        """

    def seal(
        self, document: Document, *, key: "DocumentKey", now: datetime, stamp: "Stamper | None" = None
    ) -> bytes:
        """Return the PDF with a certifying signature over all of it, as of `now`, and what `stamp` gives for it.

        :raises NotPrintable: when a character has no glyph, or a picture is none.
        :raises NeverSigned: for a void document.
        :raises CannotSign: when the key's holder does not answer, or the sealed file does not hold.
        """


def renderer_of(document: Document) -> Renderer:
    """Return the press for what has fixed places, else plain WeasyPrint; both are loaded where something is printed."""
    from certificates.issuing.documents.plain import Plain
    from certificates.issuing.documents.press.renderer import Compiled

    return Compiled() if document.template.is_fixed else Plain()
