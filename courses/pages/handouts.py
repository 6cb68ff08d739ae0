"""Whether a file is a sheet that only shows something: PDF by its bytes, whole, readable, nothing that acts.

No Django. Streams that hold other objects are looked into as well, so that a compressed script is found.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

MOST_BYTES = 10 * 1024 * 1024
# Of one stream and of all together: what a sheet of paper needs is far below.
MOST_UNPACKED = 40 * 1024 * 1024
ACTIVE = (
    b"JavaScript", b"JS", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia", b"SubmitForm", b"ImportData",
    b"GoToR", b"GoToE", b"XFA", b"Movie", b"Sound", b"3D",
)  # fmt: skip
_HEAD = re.compile(rb"%PDF-[12]\.\d")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_NAME_END = rb"(?![^\s/\[\]<>()%{}])"
_ACTIVE = re.compile(rb"/(" + b"|".join(ACTIVE) + rb")" + _NAME_END)
_STREAM = re.compile(rb"/ObjStm" + _NAME_END + rb".{0,400}?>>\s*stream\r?\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SheetFault:
    """Why a sheet is refused: no_pdf, damaged, locked or active, and the name of what acts."""

    code: str
    name: str = ""


def find_sheet_fault(content: bytes) -> SheetFault | None:
    """Return what makes a file unfit as a handout, or None."""
    if not _HEAD.match(content):
        return SheetFault("no_pdf")
    if b"startxref" not in content[-2048:] or b"%%EOF" not in content[-1024:]:
        return SheetFault("damaged")
    for piece in _pieces(content):
        plain = _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), piece)
        found = _ACTIVE.search(plain)
        if found:
            return SheetFault("active", found[1].decode())
        if re.search(rb"/Encrypt" + _NAME_END, plain):
            return SheetFault("locked")
    return None


def _pieces(content: bytes) -> Iterator[bytes]:
    """Yield what can be read: the file without the bytes of its pictures, and the objects that were packed."""
    yield re.sub(rb"\bstream\r?\n.*?endstream", b"", content, flags=re.DOTALL)
    left = MOST_UNPACKED
    for found in _STREAM.finditer(content):
        unpacked = zlib.decompressobj()
        try:
            piece = unpacked.decompress(content[found.end() :], left)
        except zlib.error:
            continue
        left -= len(piece)
        yield piece
        if left <= 0:
            return
