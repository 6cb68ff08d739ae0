"""A photograph as it is kept: drawn anew as a JPEG of bearable size, so that nothing but what is seen is in it.

Telephones write place, time and device beside a picture (ADR 0109). Photographs of work come from many hands and are
looked at, never sent on; drawing them anew also leaves behind whatever else hides in a file.
"""

import hashlib
import io
import warnings
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from PIL import Image, ImageOps, UnidentifiedImageError

from lms.core.whole_pictures import whole_pictures_only

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 15 * 1024 * 1024
# A plain JPEG is shrunk while it is read. All others stand in the memory as a whole: six to sixteen bytes for a pixel.
MOST_PIXELS = 60_000_000
MOST_PIXELS_AT_ONCE = 20_000_000
MOST_PIXELS_OF_WEBP = 13_000_000
# Enough to read a marking on a wire, and some 500 kB.
LONGEST_SIDE = 2000
QUALITY = 84
_SHRINK_AS_THEY_ARE = ("RGB", "L", "CMYK")
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
    with (
        whole_pictures_only(),
        warnings.catch_warnings(action="error", category=Image.DecompressionBombWarning),
        Image.open(io.BytesIO(data), formats=FORMATS) as picture,
    ):
        _refuse_unbearable(picture)
        picture.draft("RGB", _fitted(picture.size))
        plain = picture if picture.mode in _SHRINK_AS_THEY_ARE else picture.convert("RGB")
        plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(plain).convert("RGB")
        # A picture of its own: what hung on the other one cannot come along.
        bare = Image.new("RGB", upright.size)
        bare.paste(upright)
        target = io.BytesIO()
        bare.save(target, "JPEG", quality=QUALITY, optimize=True)
    return Photograph(target.getvalue(), *bare.size)


def _refuse_unbearable(picture: Image.Image) -> None:
    # A JPEG may hold a second picture (depth, brightness) behind the first one; it moves nothing.
    if picture.format in ("PNG", "WEBP") and getattr(picture, "n_frames", 1) > 1:
        raise PhotoRefused("animation")
    if picture.width * picture.height > _most_pixels(picture):
        raise PhotoRefused("too_many_pixels")


def _most_pixels(picture: Image.Image) -> int:
    if picture.format == "WEBP":
        return MOST_PIXELS_OF_WEBP
    is_plain = picture.format in ("JPEG", "MPO") and not picture.info.get("progressive")
    return MOST_PIXELS if is_plain else MOST_PIXELS_AT_ONCE


def _fitted(size: tuple[int, int]) -> tuple[int, int]:
    """Return the size at which a picture is kept."""
    share = min(Fraction(1), Fraction(LONGEST_SIDE, max(size)))
    return max(1, ceil(size[0] * share)), max(1, ceil(size[1] * share))
