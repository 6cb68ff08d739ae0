"""The file that one document carries, as a PDF object: the signed credential, with the day that is on the paper."""

import hashlib
from datetime import date

from certificates.issuing.documents.press import objects


def credential(content: bytes, dated: date) -> bytes:
    """Return the credential as an embedded file; its name and what it is to the pages stand in the layout."""
    digest = (
        hashlib.md5(content, usedforsecurity=False).hexdigest().encode()
    )  # as PDF asks, against damage alone
    day = b"(D:%s000000Z)" % f"{dated:%Y%m%d}".encode()
    about = b"/CheckSum <%s> /Size %d /CreationDate %s /ModDate %s" % (digest, len(content), day, day)
    return objects.stream(
        content, b"/Type /EmbeddedFile /Subtype /application#2fjson /Params << %s >>" % about
    )
