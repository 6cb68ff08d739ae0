"""A photograph as it is kept: drawn anew as a JPEG of bearable size, so that nothing but what is seen is in it.

Telephones write place, time and device beside a picture (ADR 0109). Photographs of work come from many hands and are
looked at, never sent on; drawing them anew also leaves behind whatever else hides in a file.
"""

import hashlib
import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 60_000_000
# Enough to read a marking on a wire, and some 500 kB.
LONGEST_SIDE = 2000
QUALITY = 84
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")


class PhotoRefused(Exception):
    """The bytes are no photograph that can be kept; the text is a code."""


@dataclass(frozen=True, slots=True)
class Photograph:
    """A photograph drawn anew."""

    content: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """Return the hash of what is kept."""
        return hashlib.sha256(self.content).hexdigest()


def drawn_anew(data: bytes) -> Photograph:
    """Return a photograph the right way up, at most `LONGEST_SIDE` long, without notes.

    :raises PhotoRefused: with a code: it is empty, too large, of a kind that browsers do not show, or no photograph.
    """
    if not data:
        raise PhotoRefused("empty")
    if len(data) > MOST_BYTES:
        raise PhotoRefused("too_large")
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        raise PhotoRefused("heic")
    if b"<svg" in data[:2000].lower():
        raise PhotoRefused("drawing")
    try:
        return _drawn(data)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoRefused("too_many_pixels") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise PhotoRefused("no_photograph") from error


def _drawn(data: bytes) -> Photograph:
    allowed = ImageFile.LOAD_TRUNCATED_IMAGES
    # The press of documents allows pictures that end too early for the whole process.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise PhotoRefused("too_many_pixels")
                upright = ImageOps.exif_transpose(picture).convert("RGB")
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = allowed
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A picture of its own: what hung on the other one cannot come along.
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    target = io.BytesIO()
    bare.save(target, "JPEG", quality=QUALITY, optimize=True)
    return Photograph(target.getvalue(), *bare.size)
