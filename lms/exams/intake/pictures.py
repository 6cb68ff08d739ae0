"""Pictures that come inside question files: shown to candidates, so nothing but the picture is kept of them."""

import hashlib
import io
from dataclasses import dataclass

from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError

from lms.core.document_types import drawing_without_document_type
from lms.core.drawings import find_fault
from lms.core.unreadable import UnreadableFile
from lms.core.whole_pictures import whole_pictures_only

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS_OF_A_FILE = 130_000_000  # each million takes 30 to 70 ms
MOST_PIXELS_IN_A_FILE = 16_000_000  # of one of its pictures: drawing it anew takes some 10 bytes for each
_PACKING = 4  # of 9: the levels above save a tenth of the bytes, and take fifty times as long on noise of few colours
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_MARKER, _JFIF, _START_OF_SCAN, _JFIF_LENGTH = 0xFF, 0xE0, 0xDA, 16
# Tables and frames: what a JPEG needs to be drawn, and the short head that says that it is one.
_DRAWING_MARKERS = (_JFIF, 0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xDD)


class PictureRefused(Exception):
    """The bytes are no picture that may be shown."""


class PictureRepeats(PictureRefused):
    """The drawing repeats its shapes more often than can be drawn, or is nested too deep."""


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A picture drawn anew, or a drawing that only draws; the same content has the same name."""

    name: str
    content: bytes


class PicturesOfFile:
    """Cleans the pictures of one file, each once, and no more than are drawn in a bearable time."""

    def __init__(self) -> None:
        self._left = MOST_PIXELS_OF_A_FILE
        self._known: dict[bytes, CleanPicture | None] = {}

    def cleaned(self, data: bytes) -> CleanPicture:
        """Return a clean picture.

        :raises PictureRefused: see `cleaned`, or the file has more pixels than are drawn.
        """
        digest = hashlib.sha256(data).digest()
        if digest not in self._known:
            self._known[digest] = self._drawn(data)
        found = self._known[digest]
        if found is None:
            raise PictureRefused
        return found

    def _drawn(self, data: bytes) -> CleanPicture | None:
        pixels = _pixels_of(data)
        if pixels > MOST_PIXELS_IN_A_FILE:
            return None
        self._left -= pixels
        try:
            return cleaned(data) if self._left >= 0 else None
        except PictureRefused:
            return None


def _pixels_of(data: bytes) -> int:
    """Return how many pixels a picture says it has; 0 for what cannot be drawn."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            return picture.width * picture.height
    except (*_BOMBS, UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return 0


def cleaned(data: bytes) -> CleanPicture:
    """Return the picture without anything that is not seen: no notes, no place, no second content behind it.

    :raises PictureRepeats: an SVG that is too much to draw.
    :raises PictureRefused: no PNG, JPEG, GIF, WebP, BMP or plain SVG, damaged, or too large.
    """
    if not data or len(data) > MOST_BYTES:
        raise PictureRefused
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return _named(_plain_drawing(data), "svg")
    try:
        return _named(data, "jpg") if _is_bare_jpeg(data) else _drawn_anew(data)
    except _BOMBS as error:
        raise PictureRefused from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise PictureRefused from error


def _plain_drawing(data: bytes) -> bytes:
    """Return a drawing without the document type that drawing programs write above it.

    :raises PictureRefused: it is not plain.
    """
    try:
        plain = drawing_without_document_type(data)
    except UnreadableFile as error:
        raise PictureRefused from error
    if (fault := find_fault(plain)) is not None:
        raise PictureRepeats if fault.code == "repeated" else PictureRefused
    return plain


def _is_bare_jpeg(data: bytes) -> bool:
    """Return whether a JPEG holds a picture of usual size and nothing else: drawing it anew would only blur it more.

    What was cleaned before comes back as it is, so that it keeps its name.
    """
    place, is_bare = 2, data.startswith(b"\xff\xd8") and data.endswith(b"\xff\xd9")
    while is_bare and place + 4 <= len(data) and data[place + 1] != _START_OF_SCAN:
        length = int.from_bytes(data[place + 2 : place + 4], "big")
        is_plain_head = (
            data[place + 1] != _JFIF or data[place + 4 : place + 9] == b"JFIF\0" and length == _JFIF_LENGTH
        )
        is_bare = data[place] == _MARKER and data[place + 1] in _DRAWING_MARKERS and is_plain_head
        place += 2 + length
    if not is_bare or data.count(b"\xff\xd9", place) != 1:
        return False
    with whole_pictures_only(), Image.open(io.BytesIO(data), formats=("JPEG",)) as picture:
        if picture.width * picture.height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS or picture.mode != "RGB":
            return False
        picture.load()
    return True


def _drawn_anew(data: bytes) -> CleanPicture:
    with whole_pictures_only(), Image.open(io.BytesIO(data), formats=FORMATS) as picture:
        if picture.width * picture.height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
            raise PictureRefused
        is_photograph = picture.format == "JPEG"
        upright = ImageOps.exif_transpose(picture)
    target = io.BytesIO()
    if is_photograph:
        photograph = upright.convert("RGB")
        photograph.info.clear()  # a comment would be written again
        photograph.save(target, "JPEG", quality=88, optimize=True)
        return _named(target.getvalue(), "jpg")
    wanted = "RGBA" if upright.has_transparency_data else "RGB"
    plain = upright if upright.mode in ("1", "L", "RGB", "RGBA") else upright.convert(wanted)
    plain.info.clear()
    plain.save(target, "PNG", compress_level=_PACKING)
    return _named(target.getvalue(), "png")


def _named(content: bytes, ending: str) -> CleanPicture:
    return CleanPicture(f"{hashlib.sha256(content).hexdigest()}.{ending}", content)
