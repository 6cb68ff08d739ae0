"""Pictures that come inside question files: shown to candidates, so nothing but the picture is kept of them."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from lms.core.drawings import find_fault

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
MOST_BYTES = 10 * 1024 * 1024


class PictureRefused(Exception):
    """The bytes are no picture that may be shown."""


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A picture drawn anew, or a drawing that only draws; the same content has the same name."""

    name: str
    content: bytes


def cleaned(data: bytes) -> CleanPicture:
    """Return the picture without anything that is not seen: no notes, no place, no second content behind it.

    :raises PictureRefused: no PNG, JPEG, GIF, WebP, BMP or plain SVG, damaged, or too large.
    """
    if not data or len(data) > MOST_BYTES:
        raise PictureRefused
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        if find_fault(data) is not None:
            raise PictureRefused
        return _named(data, "svg")
    try:
        return _drawn_anew(data)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise PictureRefused from error


def _drawn_anew(data: bytes) -> CleanPicture:
    with _whole_pictures_only(), Image.open(io.BytesIO(data), formats=FORMATS) as picture:
        if picture.width * picture.height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
            raise PictureRefused
        is_photograph = picture.format == "JPEG"
        upright = ImageOps.exif_transpose(picture)
    target = io.BytesIO()
    if is_photograph:
        upright.convert("RGB").save(target, "JPEG", quality=88, optimize=True)
        return _named(target.getvalue(), "jpg")
    plain = upright if upright.mode in ("1", "L", "RGB", "RGBA") else upright.convert("RGBA")
    plain.info.clear()
    plain.save(target, "PNG", optimize=True)
    return _named(target.getvalue(), "png")


@contextmanager
def _whole_pictures_only() -> Iterator[None]:
    """Let a picture that ends too early be an error: the press of documents allows it for the whole process."""
    allowed = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = allowed


def _named(content: bytes, ending: str) -> CleanPicture:
    return CleanPicture(f"{hashlib.sha256(content).hexdigest()}.{ending}", content)
