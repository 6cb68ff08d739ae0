"""Takes out of pictures what telephones, cameras and programs noted beside them: place, person, device, remarks.

Nothing is drawn anew: what is to be seen stays byte for byte, so a picture that was cleaned once stays as it is. Of the
notes only the way up is kept, without which a photograph would lie on its side. No Django.
"""

import io
import re
from collections.abc import Callable, Iterator

from PIL import Image

_ORIENTATION, _UPRIGHT, _TURNED = 0x0112, 1, range(2, 9)
_EXIF = b"Exif\0\0"


class DamagedPicture(Exception):
    """The picture ends too early, or its parts do not fit together."""


def without_notes(content: bytes) -> bytes:
    """Return a JPEG, PNG, WebP or GIF without its notes; other content comes back as it is.

    :raises DamagedPicture: the parts of the file cannot be told from each other.
    """
    for is_such, cleaned in _KINDS:
        if is_such(content):
            try:
                return cleaned(content)
            except (IndexError, ValueError) as error:
                raise DamagedPicture from error
    return content


def _taken(content: bytes, place: int, length: int) -> bytes:
    """Return so many bytes from a place on.

    :raises DamagedPicture: there are fewer.
    """
    found = content[place : place + length]
    if length < 0 or len(found) != length:
        raise DamagedPicture
    return found


def _way_up(content: bytes) -> bytes:
    """Return notes that say how a picture is to be turned and nothing else; nothing for one that stands upright."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            turn = picture.getexif().get(_ORIENTATION, _UPRIGHT)
    except Exception:  # notes may be broken in every way, and then say nothing
        return b""
    if turn not in _TURNED:
        return b""
    return b"MM\0*\0\0\0\x08" + b"\0\x01\x01\x12\0\x03\0\0\0\x01\0" + bytes([turn]) + bytes(6)


# --- JPEG ----------------

_JFIF, _NOTES, _COLOURS, _ADOBE, _REMARK = 0xE0, 0xE1, 0xE2, 0xEE, 0xFE
_START_OF_SCAN, _END = 0xDA, 0xD9
# Within a scan a marker is what follows FF and is neither a stuffed byte nor a place to begin anew.
_AFTER_SCAN = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]", re.DOTALL)


def _jpeg(content: bytes) -> bytes:
    kept, place = [content[:2]], 2
    if way_up := _EXIF + notes if (notes := _way_up(content)) else b"":
        kept.append(b"\xff\xe1" + (len(way_up) + 2).to_bytes(2, "big") + way_up)
    while True:
        if content[place] != 0xFF:
            raise DamagedPicture
        while content[place + 1] == 0xFF:
            place += 1
        marker = content[place + 1]
        if marker == _END:  # what programs hang on behind it is no part of the picture
            return b"".join([*kept, b"\xff\xd9"])
        segment = _taken(content, place, 2 + int.from_bytes(_taken(content, place + 2, 2), "big"))
        place += len(segment)
        if _is_drawn_from(marker, segment[4:]):
            kept.append(segment)
        if marker == _START_OF_SCAN:
            scan = _taken(content, place, _end_of_scan(content, place) - place)
            kept.append(scan)
            place += len(scan)


def _is_drawn_from(marker: int, said: bytes) -> bool:
    """Return whether a segment is needed to draw the picture: tables, frames, its colours."""
    if marker == _JFIF:
        return said.startswith(b"JFIF\0")
    if marker == _COLOURS:
        return said.startswith(b"ICC_PROFILE\0")
    return marker == _ADOBE or not (_NOTES <= marker <= 0xEF or marker == _REMARK)


def _end_of_scan(content: bytes, place: int) -> int:
    found = _AFTER_SCAN.search(content, place)
    if found is None:
        raise DamagedPicture
    return found.start()


# --- PNG ----------------

_PNG = b"\x89PNG\r\n\x1a\n"
# Chunks with a capital letter are needed to draw; of the others these say how colours and moving pictures are meant.
_PNG_KEPT = frozenset(
    {
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"cICP",
        b"sBIT",
        b"bKGD",
        b"pHYs",
        b"acTL",
        b"fcTL",
        b"fdAT",
    }
)


def _png(content: bytes) -> bytes:
    kept, place = [_PNG], len(_PNG)
    while True:
        length = int.from_bytes(_taken(content, place, 4), "big")
        chunk = _taken(content, place, 12 + length)
        place += len(chunk)
        name = chunk[4:8]
        if name[:1].isupper() or name in _PNG_KEPT:
            kept.append(chunk)
        if name == b"IEND":
            return b"".join(kept)


# --- WebP ----------------

_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"ICCP"})
_WEBP_HAS_EXIF, _WEBP_HAS_XMP = 0x08, 0x04


def _webp(content: bytes) -> bytes:
    notes, kept = _way_up(content), []
    for name, body in _riff_parts(content):
        if name == b"VP8X":
            flags = body[0] & ~_WEBP_HAS_XMP & ~_WEBP_HAS_EXIF | (_WEBP_HAS_EXIF if notes else 0)
            body = bytes([flags]) + body[1:]
        if name in _WEBP_KEPT:
            kept.append(_riff_part(name, body))
    if notes:
        kept.append(_riff_part(b"EXIF", notes))
    whole = b"WEBP" + b"".join(kept)
    return b"RIFF" + len(whole).to_bytes(4, "little") + whole


def _riff_parts(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    place, end = 12, 8 + int.from_bytes(content[4:8], "little")
    while place < end:
        head = _taken(content, place, 8)
        length = int.from_bytes(head[4:], "little")
        yield head[:4], _taken(content, place + 8, length)
        place += 8 + length + length % 2


def _riff_part(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + bytes(len(body) % 2)


# --- GIF ----------------

_GIF_HEAD, _GIF_EXTENSION, _GIF_IMAGE, _GIF_END = 13, 0x21, 0x2C, 0x3B
_GIF_TIMING, _GIF_PROGRAM = 0xF9, 0xFF
_GIF_LOOPS = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0")


def _gif(content: bytes) -> bytes:
    place = _GIF_HEAD + _colours(content[10])
    kept = [_taken(content, 0, place)]
    while content[place] != _GIF_END:
        if content[place] == _GIF_EXTENSION:
            head, body = 2, content[place + 1]
            end = _end_of_blocks(content, place + head)
            is_loop = body == _GIF_PROGRAM and content[place + head : end].startswith(_GIF_LOOPS)
            is_kept = body == _GIF_TIMING or is_loop
        elif content[place] == _GIF_IMAGE:
            end, is_kept = _end_of_blocks(content, place + 11 + _colours(content[place + 9])), True
        else:
            raise DamagedPicture
        if is_kept:
            kept.append(content[place:end])
        place = end
    return b"".join([*kept, b";"])


def _colours(packed: int) -> int:
    """Return the bytes of the table of colours that a head announces."""
    return 3 << ((packed & 7) + 1) if packed & 0x80 else 0


def _end_of_blocks(content: bytes, place: int) -> int:
    while content[place]:
        place += 1 + content[place]
    return place + 1


_KINDS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], bytes]], ...] = (
    (lambda content: content.startswith(b"\xff\xd8"), _jpeg),
    (lambda content: content.startswith(_PNG), _png),
    (lambda content: content.startswith(b"RIFF") and content[8:12] == b"WEBP", _webp),
    (lambda content: content.startswith((b"GIF87a", b"GIF89a")), _gif),
)
