"""PDF objects as bytes: what the press writes itself, and the file around them with a fresh table of places."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
FREE = b"0000000000 65535 f \n"


def text(value: str) -> bytes:
    """Return a text string: in hexadecimal, so that nothing in it can end the string."""
    return b"<feff" + value.encode("utf-16-be").hex().encode() + b">"


def stream(content: bytes, entries: bytes = b"", *, is_packed: bool = False) -> bytes:
    """Return a stream object, compressed unless it is already."""
    if not is_packed:
        content, entries = zlib.compress(content, 6), entries + b" /Filter /FlateDecode"
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def extended(dictionary: bytes, entries: bytes) -> bytes:
    """Return a dictionary with more entries."""
    return dictionary.rstrip().removesuffix(b">>") + entries + b" >>"


@dataclass(frozen=True, slots=True)
class Lasting:
    """The objects that every document of a layout has, as the beginning of its file; `places` by object number."""

    content: bytes
    places: Mapping[int, int]


def lasting(objects: Mapping[int, bytes]) -> Lasting:
    """Return the beginning of the file with these objects."""
    parts, places, at = [HEADER], {}, len(HEADER)
    for number, body in sorted(objects.items()):
        part = _object(number, body)
        places[number] = at
        at += len(part)
        parts.append(part)
    return Lasting(b"".join(parts), places)


def file_of(begin: Lasting, objects: Mapping[int, bytes], *, trailer: bytes) -> bytes:
    """Return the whole file; `trailer` holds the entries besides its size."""
    parts, places, at = [begin.content], dict(begin.places), len(begin.content)
    for number, body in objects.items():
        part = _object(number, body)
        places[number] = at
        at += len(part)
        parts.append(part)
    size = max(places) + 1
    rows = [b"%010d 00000 n \n" % places[number] if number in places else FREE for number in range(size)]
    parts.append(b"xref\n0 %d\n%s" % (size, b"".join(rows)))
    parts.append(b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, at))
    return b"".join(parts)


def _object(number: int, body: bytes) -> bytes:
    return b"%d 0 obj\n%s\nendobj\n" % (number, body)
