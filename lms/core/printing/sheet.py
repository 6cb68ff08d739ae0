"""One document before the press: its HTML, its own style, and the pictures it may use."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document to print: its HTML, its own style, and the pictures it may use by the name `asset:NAME`.

    Pictures in `lasting` are the same for many documents and stay interpreted between them.
    """

    html: str
    style: str = ""
    lasting: Mapping[str, bytes] = field(default_factory=dict)
    own: Mapping[str, bytes] = field(default_factory=dict)

    def identifier(self) -> bytes:
        """Return the PDF's /ID, derived from the content: no clock, no machine, no folder."""
        return hashlib.sha256((self.style + self.html).encode("utf-8")).digest()[:16]
