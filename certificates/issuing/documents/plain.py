"""The plain renderer: WeasyPrint lays each document out anew and pyHanko signs it. The reference of the press."""

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from certificates.issuing.documents.content import Document, sheet_of
from certificates.issuing.documents.signing import DocumentKey, sign_document
from certificates.issuing.documents.stamped import Stamper
from certificates.issuing.errors import NeverSigned

if TYPE_CHECKING:
    from lms.core.printing.press import Press


class Plain:
    """WeasyPrint and pyHanko, for each document anew."""

    def print(self, document: Document) -> bytes:
        """Return the PDF without a signature.

        :raises NotPrintable: when a character has no glyph.
        """
        return _weasyprint(document.template.style()).print(sheet_of(document))

    def seal(
        self, document: Document, *, key: DocumentKey, now: datetime, stamp: Stamper | None = None
    ) -> bytes:
        """Return the signed PDF, with what `stamp` gives for its signature.

        :raises NotPrintable: when a character has no glyph.
        :raises NeverSigned: for a void document.
        :raises CannotSign: when the key's holder does not answer.
        """
        refuse_void(document)
        return sign_document(self.print(document), key=key, now=now, stamp=stamp)


def refuse_void(document: Document) -> None:
    """Let no key sign what says of itself that it is void.

    :raises NeverSigned: when it does.
    """
    if document.is_void:
        raise NeverSigned


@lru_cache(maxsize=8)
def _weasyprint(style: str) -> "Press":
    """Return this process's press for a style sheet; WeasyPrint is loaded only where something is printed."""
    from lms.core.printing.press import Press

    return Press(style=style)
