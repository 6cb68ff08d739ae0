"""One document before the press: its HTML, its own style, and the pictures it may use."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a document as the data that its pages show; `dated` is the day named for it."""

    name: str
    content: bytes
    description: str
    dated: date


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document to print: its HTML, its own style, and the pictures it may use by the name `asset:NAME`.

    Pictures in `lasting` are the same for many documents and stay interpreted between them. Files in `attached` are
    embedded beside the pages.
    """

    html: str
    style: str = ""
    lasting: Mapping[str, bytes] = field(default_factory=dict)
    own: Mapping[str, bytes] = field(default_factory=dict)
    attached: tuple[Attached, ...] = ()

    def identifier(self) -> bytes:
        """Return the PDF's /ID, derived from the content: no clock, no machine, no folder."""
        files = b"".join(file.content for file in self.attached)
        return hashlib.sha256((self.style + self.html).encode("utf-8") + files).digest()[:16]
